"""Published values, ranks by hand, and how often the interval of texts never seen holds chance."""

from math import log2

import numpy as np
import pytest

from audits.measurement import Undetermined
from audits.privacy.exposure import CHANCE, exposure, mean_exposure, ranks
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


@pytest.mark.parametrize(
    ("space", "rank", "bits"), [(10**9, 1, 29.8974), (10**6, 1, 19.9316), (10**6, 500_000, 1.0)]
)
def test_the_closed_form_of_the_paper(space, rank, bits):
    """Carlini et al. 2019, definition 4: a number of nine digits that is ranked first has 29.9."""
    assert exposure(space, np.array([rank]))[0] == pytest.approx(bits, abs=1e-4)


def test_ranks_by_hand_and_ties_count_a_half():
    controls = np.array([1.0, 2.0, 3.0, 3.0])
    given = ranks(np.array([4.0, 2.5, 3.0, 0.0]), controls)
    assert given.tolist() == [1.0, 3.0, 2.0, 5.0]


def test_what_is_likelier_than_all_controls_shows_all_that_they_can():
    measured = mean_exposure((), np.full(40, 9.0), np.arange(100.0) / 100, STATED)
    assert measured.value == pytest.approx(log2(101))
    assert measured.interval.lower < measured.value <= measured.interval.upper
    # A rank of one among a hundred leaves open by how much: 1.44 bits of error.
    assert measured.value - measured.interval.lower > 2


def test_of_texts_never_seen_the_interval_holds_chance():
    rng, holds, values = np.random.default_rng(0), 0, []
    for _ in range(300):
        measured = mean_exposure((), rng.normal(size=60), rng.normal(size=300), STATED)
        holds += measured.interval.lower < CHANCE < measured.interval.upper
        values.append(measured.value)
    # Of a true .95 fewer than 276 in 300 have a chance of one in a hundred.
    assert holds >= 276
    assert np.mean(values) == pytest.approx(CHANCE, abs=0.05)


@pytest.mark.parametrize("sizes", [(10, 200), (200, 10)])
def test_few_of_either_are_undetermined_with_their_value(sizes):
    canaries, controls = (np.arange(float(size)) for size in sizes)
    measured = mean_exposure((), canaries, controls, STATED)
    assert isinstance(measured, Undetermined)
    assert measured.reason.startswith("10 ")
    assert measured.raw is not None


def test_one_text_has_no_mean():
    measured = mean_exposure((), np.ones(1), np.ones(40), Stated(0.95, 1))
    assert isinstance(measured, Undetermined)
    assert measured.raw is None
