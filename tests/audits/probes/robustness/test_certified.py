"""On a linear model of two classes smoothing changes nothing, so the certified share is known."""

import numpy as np
import pytest

from audits.measurement import Exhibit
from audits.models import Answers
from audits.probes.robustness.certified import certified
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import codes_of
from audits.robustness.smoothing import Smoothing
from tests.pixel_models import LinearPixels, gallery, linear, margins


def measured(data, model, **parameters):
    asked = {"sigma": 0.2, "radius": 0.1, "draws": 600, **parameters}
    items = list(certified(Subject(data, model, seed=3), **asked))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)]


@pytest.fixture(scope="module")
def found():
    return measured(gallery(rows=80), linear())


def test_no_more_is_certified_than_holds_and_not_much_less(found):
    data, model = gallery(rows=80), linear()
    pixels = model.pixels(data.features(("picture",), slice(None)))
    edge = margins(model, pixels, codes_of(data["y"].categories, model.classes), 2)
    whole = found[0]["certified_accuracy", frozenset()]
    assert (edge > 0.2).mean() <= whole.value <= (edge > 0.1).mean()
    assert whole.method == (
        "wilson (randomised smoothing with noise of 0.2, 600 draws, alpha 0.001)"
    )


def test_radii_beyond_what_so_many_draws_can_show_are_never_certified(found):
    largest = Smoothing(0.2, 60, 600, 0.001).largest_radius
    numbers, _ = measured(gallery(rows=40), linear(), radii=(largest + 0.01,))
    beyond = numbers["certified_accuracy", frozenset({("radius", f"{largest + 0.01:.4g}")})]
    assert beyond.value == 0
    assert f"{largest:.3g}" in found[1][0].content["note"]


def test_it_says_of_what_it_speaks(found):
    assert [e.kind for e in found[1]] == ["curve", "facts"]
    assert "smoothed classifier" in found[1][0].content["note"]


def test_groups_have_their_own_share_and_a_gap(found):
    numbers = found[0]
    shares = {s: numbers["certified_accuracy", frozenset({("sex", s)})] for s in "fm"}
    total = sum(m.value * m.sample_size for m in shares.values())
    whole = numbers["certified_accuracy", frozenset()]
    assert total == pytest.approx(whole.value * whole.sample_size)
    (gap,) = [n for (name, _), n in numbers.items() if name == "certified_accuracy_difference"]
    (other,) = [s for s in "fm" if (("sex", s),) == gap.reference]
    own = "m" if other == "f" else "f"
    assert gap.value == pytest.approx(shares[own].value - shares[other].value)


class Drawing(LinearPixels):
    """Answers at random: nobody is a majority."""

    rng = np.random.default_rng(0)

    def classify_pixels(self, pixels):
        return Answers(self.rng.integers(0, 2, len(pixels)), None)


def test_what_abstains_stays_in_the_denominator():
    plain = linear()
    numbers, _ = measured(gallery(rows=40), Drawing(plain.weights, plain.bias))
    assert numbers["certified_accuracy", frozenset()].value == 0
    assert numbers["certified_accuracy", frozenset()].sample_size == 40
    assert numbers["smoothing_abstention_rate", frozenset()].value > 0.9
