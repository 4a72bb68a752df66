"""On a linear model the accuracy under attack is known exactly, for every size and norm."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.robustness.gradient_attack import gradient_attack
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import codes_of
from tests.askable import BrightCorner
from tests.pixel_models import LinearPixels, LinearSlopes, gallery, linear, margins


@pytest.fixture(scope="module")
def data():
    return gallery(rows=160)


def measured(data, model, **parameters):
    items = list(gradient_attack(Subject(data, model, seed=3), **{"steps": 12, **parameters}))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)]


def needed(data, model, dual):
    """The smallest change of every row, 0 where it is wrong already."""
    pixels = model.pixels(data.features(("picture",), slice(None)))
    return margins(model, pixels, codes_of(data["y"].categories, model.classes), dual)


@pytest.mark.parametrize(("norm", "dual", "epsilon"), [("linf", 1, 0.03), ("l2", 2, 0.25)])
def test_what_stands_is_what_the_closed_form_says(data, norm, dual, epsilon):
    model = linear()
    edge = needed(data, model, dual)
    numbers, _ = measured(data, model, norm=norm, epsilon=epsilon)
    expected = (edge > epsilon).mean()
    assert 0.2 < expected < 0.8
    whole = numbers["robust_accuracy", frozenset()]
    # Within a thousandth of the edge rounding decides.
    slack = ((edge > 0) & (abs(edge / epsilon - 1) < 0.003)).mean() + 1e-9
    assert whole.value == pytest.approx(expected, abs=slack)
    assert whole.sample_size == 160
    assert numbers["clean_accuracy", frozenset()].value == (edge > 0).mean()
    assert numbers["attack_success_rate", frozenset()].value == pytest.approx(
        1 - expected / (edge > 0).mean(), abs=2 * slack
    )
    for size in (epsilon / 2, 2 * epsilon):
        keys = {("attack", "all"), ("epsilon", f"{size:.4g}")}
        keys |= {("norm", "l2")} if norm == "l2" else set()
        at = numbers["robust_accuracy", frozenset(keys)]
        assert at.value == pytest.approx((edge > size).mean(), abs=0.02)


def test_each_attack_alone_stands_under_its_name_and_size(data):
    numbers, _ = measured(data, linear(), epsilon=8 / 255)
    for attack in ("fgsm", "pgd", "apgd-ce", "apgd-dlr"):
        alone = numbers["robust_accuracy", frozenset({("attack", attack), ("epsilon", "0.03137")})]
        assert alone.value >= numbers["robust_accuracy", frozenset()].value
        assert f"{attack} within linf 0.03137" in alone.method


def test_groups_have_their_own_numbers_and_a_gap(data):
    model, sex = linear(), data["sex"].categories
    numbers, _ = measured(data, model, epsilon=0.03)
    stands = needed(data, model, 1) > 0.03
    f, m = (stands[sex.equals(level)].mean() for level in "fm")
    assert numbers["robust_accuracy", frozenset({("sex", "f")})].value == pytest.approx(f, abs=0.02)
    (gap,) = [n for (name, _), n in numbers.items() if name == "robust_accuracy_difference"]
    own, other = (f, m) if gap.group == (("sex", "f"),) else (m, f)
    assert gap.value == pytest.approx(own - other, abs=0.03)


def test_the_median_of_the_smallest_change_lies_in_its_interval(data):
    model = linear()
    edge = needed(data, model, 1)
    numbers, _ = measured(data, model, epsilon=0.03, epsilons=tuple(np.arange(1, 19) / 200))
    median = numbers["smallest_epsilon", frozenset({("fraction", "0.5")})]
    assert median.interval.lower < np.median(edge[edge > 0]) <= median.interval.upper


def test_nothing_shows_on_a_plain_model(data):
    numbers, exhibits = measured(data, linear(), epsilon=0.03, restarts=2)
    signs = {k[1]: n for k, n in numbers.items() if k[0] == "masked_gradients"}
    assert len(signs) == 7
    assert all(sign.value == 0 for sign in signs.values())
    assert [e.kind for e in exhibits] == ["curve", "facts", "facts", "pairs"]


class Masked(LinearPixels):
    """Answers as its parent does, and hides its gradients."""

    def slopes(self, pixels):
        class Flat(LinearSlopes):
            def gradient(self, pixels, slope):
                scores, gradient = super().gradient(pixels, slope)
                return scores, 0 * gradient

        return Flat(self.weights, self.bias)


def test_masked_gradients_make_what_stands_undetermined(data):
    plain = linear()
    numbers, exhibits = measured(data, Masked(plain.weights, plain.bias), epsilon=0.03)
    whole = numbers["robust_accuracy", frozenset()]
    assert isinstance(whole, Undetermined)
    assert whole.reason.startswith("gradients masked, robustness not established")
    assert "have no gradient" in whole.reason
    assert whole.raw[0] > numbers["clean_accuracy", frozenset()].value - 0.05
    assert isinstance(numbers["clean_accuracy", frozenset()], Estimate)
    assert "masked" in exhibits[0].content["note"]


class Constant(LinearPixels):
    def classify_pixels(self, pixels):
        answers = super().classify_pixels(pixels)
        answers.codes[:] = 1
        answers.probabilities[:] = [0.0, 1.0]
        return answers


def test_a_model_that_always_says_the_same_is_undetermined(data):
    plain = linear()
    numbers, _ = measured(data, Constant(plain.weights, plain.bias), epsilon=0.03)
    assert isinstance(numbers["robust_accuracy", frozenset()], Undetermined)


class Drawing(LinearPixels):
    """Answers one in ten at random."""

    rng = np.random.default_rng(0)

    def classify_pixels(self, pixels):
        answers = super().classify_pixels(pixels)
        turned = self.rng.random(len(pixels)) < 0.1
        answers.codes[turned] = 1 - answers.codes[turned]
        return answers


def test_a_model_that_answers_otherwise_when_asked_again_is_undetermined(data):
    plain = linear()
    numbers, _ = measured(data, Drawing(plain.weights, plain.bias), epsilon=0.03)
    assert "answered otherwise when asked again" in numbers["robust_accuracy", frozenset()].reason


def test_a_size_of_nothing_leaves_everything_as_it_is(data):
    numbers, _ = measured(data, linear(), epsilon=0.0, epsilons=(0.0,))
    whole = numbers["robust_accuracy", frozenset()]
    value = whole.value if isinstance(whole, Estimate) else whole.raw[0]
    assert value == numbers["clean_accuracy", frozenset()].value


def test_more_than_the_whole_range_is_refused(data):
    with pytest.raises(NotApplicable, match="more than the whole range"):
        measured(data, linear(), epsilon=1.5)


def test_a_model_without_gradients_is_sent_to_the_black_boxes(data):
    with pytest.raises(NotApplicable) as refused:
        measured(data, BrightCorner())
    assert "robustness.score_attack" in refused.value.remedy


def test_toward_each_class_no_less_is_turned_than_toward_any(data):
    whole, _ = measured(data, linear(), epsilon=0.03)
    toward, _ = measured(data, linear(), epsilon=0.03, targeted=True)
    assert toward["robust_accuracy", frozenset()].value == pytest.approx(
        whole["robust_accuracy", frozenset()].value, abs=0.02
    )
