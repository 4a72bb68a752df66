"""On a linear model the accuracy under the worst case is known exactly."""

import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.robustness.worst_case import GRADIENTS, worst_case
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import codes_of
from audits.robustness.masking import BLACK_BOX
from tests.pixel_models import LinearPixels, LinearSlopes, gallery, linear, margins


@pytest.fixture(scope="module")
def data():
    return gallery(rows=160)


def measured(data, model, **parameters):
    asked = {"steps": 12, "queries": 150, "epsilon": 0.03, **parameters}
    subject = Subject(data, model, seed=3)
    items = list(worst_case(subject, **asked))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)], subject


def test_what_stands_under_all_is_what_the_closed_form_says(data):
    model = linear()
    pixels = model.pixels(data.features(("picture",), slice(None)))
    edge = margins(model, pixels, codes_of(data["y"].categories, model.classes), 1)
    numbers, exhibits, _ = measured(data, model)
    whole = numbers["worst_case_accuracy", frozenset()]
    assert isinstance(whole, Estimate)
    assert whole.value == pytest.approx((edge > 0.03).mean(), abs=0.01)
    alone = {
        dict(key[1])["attack"]: n.value
        for key, n in numbers.items()
        if key[0] == "worst_case_accuracy" and dict(key[1]).keys() == {"attack", "epsilon"}
    }
    assert alone.keys() == {*GRADIENTS, "square", "transfer"}
    assert min(alone.values()) >= whole.value
    assert [e.kind for e in exhibits] == ["facts", "facts"]


class Broken(LinearPixels):
    """Answers as its parent does; its gradients point somewhere else."""

    def slopes(self, pixels):
        return LinearSlopes(self.weights[:, ::-1].copy() * 1.0, self.bias)


def test_masked_gradients_are_caught_by_an_attack_without_them(data):
    plain = linear()
    numbers, _, _ = measured(data, Broken(plain.weights, plain.bias), queries=400)
    whole = numbers["worst_case_accuracy", frozenset()]
    assert isinstance(whole, Undetermined)
    assert "an attack without gradients breaks" in whole.reason
    sign = numbers["worst_case_masked_gradients", frozenset({("term", BLACK_BOX)})]
    assert sign.value > 0.01


class Opaque(LinearPixels):
    def slopes(self, pixels):
        raise NotApplicable("the graph has the operator Det", "attack it by its answers")


def test_without_gradients_the_other_attacks_go_on_and_it_is_said(data):
    plain = linear()
    numbers, _, subject = measured(data, Opaque(plain.weights, plain.bias))
    assert isinstance(numbers["worst_case_accuracy", frozenset()], Estimate)
    assert any("operator Det" in warning for warning in subject.warnings)


def test_in_l2_the_questions_are_hop_skip_jumps(data):
    numbers, _, _ = measured(data.take(slice(0, 40)), linear(), norm="l2", epsilon=0.25)
    named = frozenset({("attack", "hop-skip-jump"), ("epsilon", "0.25"), ("norm", "l2")})
    assert ("worst_case_accuracy", named) in numbers
