"""What no attack of the section may do, whichever it is: each kind of it, for every probe."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probing.probe import Evidence
from audits.probing.subject import Subject
from audits.running.catalog import catalog
from tests.pixel_models import LinearPixels, LinearSlopes, gallery, linear

# Small budgets; names that a probe does not know are left out.
SETTINGS = {
    "steps": 4, "queries": 60, "population": 10, "generations": 3, "rounds": 1, "areas": (0.1,),
    "pixels": (1,), "draws": 50, "first_draws": 10, "made": 5, "kinds": ("fog", "gaussian_noise"),
    "epsilon": 0.05,
}  # fmt: skip
ATTACKS = (
    "gradient_attack", "score_attack", "decision_attack", "worst_case", "one_pixel", "patch",
    "substitute",
)  # fmt: skip
ASKING = (*ATTACKS, "fooling", "corruptions")
# Those that follow the model's own slopes.
BY_GRADIENTS = ("gradient_attack", "worst_case", "patch")


@dataclass
class Seeing(LinearPixels):
    """Keeps the least and the greatest value that it was asked about."""

    seen: list = field(default_factory=lambda: [1.0, 0.0])

    def classify_pixels(self, pixels):
        self.seen[:] = min(self.seen[0], pixels.min()), max(self.seen[1], pixels.max())
        return super().classify_pixels(pixels)


def seeing():
    plain = linear()
    return Seeing(plain.weights, plain.bias)


def measured(name, model=None, rows=160, **more):
    probe = catalog()[f"robustness.{name}"]
    known = {key: value for key, value in SETTINGS.items() if key in probe.parameters}
    subject = Subject(gallery(rows), model or linear())
    items = list(probe(subject, **known | more))
    return {(m.metric, m.group): m for m in items if not isinstance(m, Exhibit)}, [
        item for item in items if isinstance(item, Exhibit)
    ]


@pytest.mark.parametrize("name", ASKING)
def test_no_changed_picture_leaves_the_valid_range(name):
    model = seeing()
    measured(name, model)
    assert model.seen[0] >= 0
    assert model.seen[1] <= 1


@pytest.mark.parametrize("name", ATTACKS)
def test_a_success_rate_has_its_rows_its_interval_and_the_accuracy_before(name):
    numbers, _ = measured(name)
    rates = {key: m for key, m in numbers.items() if "_rate" in key[0] and "diff" not in key[0]}
    assert rates
    for (metric, group), rate in rates.items():
        if isinstance(rate, Undetermined):
            continue
        assert rate.interval.lower < rate.interval.upper
        assert rate.sample_size > 0
        assert rate.method
        # Single pixels are of the rows right before alone, which their number of rows says.
        clean = [key for key in numbers if "clean_accuracy" in key[0]]
        assert clean or metric == "one_pixel_success_rate"
        own = tuple(key for key in group if key[0] == "sex")
        assert not clean or (clean[0][0], own) in numbers


@pytest.mark.parametrize("epsilon", [0, 1])
@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "one_pixel"])
def test_a_size_may_be_written_as_a_whole_number(name, epsilon):
    """A document's `epsilon: 0` turns nothing, and both ends of the range give their numbers."""
    probe = catalog()[f"robustness.{name}"]
    if "epsilon" not in probe.parameters:
        return
    whole, real = (
        measured(name, rows=40, **{"epsilon": size, "attacked_rows": 40})[0]
        for size in (epsilon, float(epsilon))
    )
    assert whole == real
    rates = [m for (metric, group), m in whole.items() if metric.endswith("_success_rate")]
    assert epsilon or all(rate.value == 0 for rate in rates if isinstance(rate, Estimate))


@pytest.mark.parametrize("name", ATTACKS)
def test_one_picture_decides_nothing(name):
    """FGSM on one picture, and whatever else is made of so few."""
    more = {"attacked_rows": 4 if name in ("patch", "substitute") else 1}
    try:
        numbers, _ = measured(name, **more)
    except NotApplicable:
        return
    own = {metric.name: metric for metric in catalog()[f"robustness.{name}"].metrics}
    of_attack = [m for (metric, _), m in numbers.items()
                 if own[metric].evidence is Evidence.ATTACK]  # fmt: skip
    assert of_attack
    assert not [m for m in of_attack if isinstance(m, Estimate)]


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_is_on_the_true_label(name):
    """Where every answer is wrong before, there is nothing to attack, however sure the model is."""
    plain = linear()
    turned = LinearPixels(-plain.weights, -plain.bias)
    data = gallery(160)
    codes = plain.classify(data.features(("picture",), slice(None))).codes
    right = data.take(np.flatnonzero(codes == data["y"].categories.codes))
    with pytest.raises(NotApplicable, match="answered rightly"):
        list(catalog()[f"robustness.{name}"](Subject(right, turned)))


class FlatSlopes(LinearSlopes):
    def gradient(self, pixels, slope):
        scores, gradient = super().gradient(pixels, slope)
        return scores, np.zeros_like(gradient)


class Flat(LinearPixels):
    """Answers as its parent, and shows no slope anywhere."""

    def slopes(self, pixels):
        return FlatSlopes(self.weights, self.bias)


@pytest.mark.parametrize("name", BY_GRADIENTS)
def test_what_stands_behind_masked_gradients_is_undetermined(name):
    plain = linear()
    numbers, shown = measured(name, Flat(plain.weights, plain.bias))
    standing = [m for (metric, group), m in numbers.items()
                if metric.endswith("_accuracy") and "clean" not in metric]  # fmt: skip
    assert standing
    assert all(isinstance(m, Undetermined) for m in standing)
    assert "gradients masked" in next(m for m in standing if m.group == ()).reason
    checks = [item for item in shown if "masked" in item.title or "believed" in item.title]
    assert checks
