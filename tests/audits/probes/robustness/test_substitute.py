"""A linear model: which rows any input of the size could turn is known in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Dataset
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.substitute import substitute
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from tests.pixel_models import gallery, linear, margins


def measured(held, **parameters):
    yielded = list(substitute(held, **{"rounds": 2, "epsilon": 0.05, **parameters}))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def breakable(held, model, epsilon, dual):
    """Of the half that is judged, the rows that some change of this size turns."""
    attacked = rows_to_attack(held, asker_of(held), 400)
    places = np.arange(1, len(attacked), 2)
    right = attacked.right[places]
    least = margins(model, attacked.pixels[places], attacked.labels[places], dual)
    return int((right & (least <= epsilon)).sum()), int(right.sum())


@pytest.mark.parametrize(("norm", "epsilon", "dual"), [("linf", 0.05, 1), ("l2", 0.4, 2)])
def test_what_is_made_for_the_copy_breaks_more_than_noise_and_no_more_than_can_be(
    norm, epsilon, dual
):
    model = linear()
    held = Subject(gallery(240), model)
    numbers, shown = measured(held, norm=norm, epsilon=epsilon)
    most, right = breakable(held, model, epsilon, dual)
    rate = numbers["transfer_rate", ()]
    assert rate.sample_size == right
    assert 0.4 * most <= rate.value * right <= most
    effect = numbers["transfer_effect", ()]
    noise = numbers["transfer_noise_rate", ()]
    assert effect.value == pytest.approx(rate.value - noise.value)
    assert effect.interval.lower > 0
    agreement = numbers["substitute_agreement", ()]
    assert agreement.value > 0.7
    assert agreement.sample_size == 120
    assert ("transfer_rate", (("sex", "m"),)) in numbers
    kinds = [one.kind for one in shown]
    assert kinds == ["curve", "facts", "pairs"]
    queries = [x for x, _ in shown[0].content["series"][0]["points"]]
    assert queries == [120, 240, 480]


def test_labels_are_never_used_to_make_the_copy():
    model, data = linear(), gallery(240)
    turned = replace(
        data.columns[1],
        values=Categories(1 - data.columns[1].categories.codes, data.columns[1].categories.levels),
    )
    other = Dataset((data.columns[0], turned, data.columns[2]))
    first, _ = measured(Subject(data, model))
    second, _ = measured(Subject(other, model))
    key = "substitute_agreement", ()
    assert first[key].value == second[key].value


def test_a_constant_model_is_undetermined_and_not_robust():
    class Constant:
        classes, reads, fingerprint = ("no", "yes"), ("picture",), "0" * 64

        def classify(self, features):
            rows = len(features["picture"])
            return Answers(np.zeros(rows, dtype=np.intp), None)

    numbers, _ = measured(Subject(gallery(160), Constant()))
    for name in ("transfer_accuracy", "transfer_rate", "substitute_agreement", "transfer_effect"):
        one = numbers[name, ()]
        assert isinstance(one, Undetermined)
        assert "one answer" in one.reason
    assert isinstance(numbers["transfer_clean_accuracy", ()], Estimate)
