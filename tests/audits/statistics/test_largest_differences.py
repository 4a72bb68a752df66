"""Bands of shares, fixed and growing, against the authors' own library and by simulation."""

from math import log, sqrt

import numpy as np
import pytest

from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.largest_differences import (
    FIXED,
    GROWING,
    fixed_band,
    growing_band,
)


def test_the_growing_band_is_that_of_the_authors_library():
    """confseq, whose own test says .08204769 of 1,000 rows, looked at from 100 on, at .05."""
    assert growing_band(1000, 1, 100, 0.05) == pytest.approx(0.08204769, abs=1e-5)


@pytest.mark.parametrize("rows", [100, 1000, 10_000])
@pytest.mark.parametrize("level", [0.05, 0.001, 1e-6])
def test_it_is_hardly_narrower_than_the_papers_closed_form(rows, level):
    """Their corollary rounds up: .85 sqrt((log log(e t / m) + .8 log(1612 / a)) / t)."""
    closed = 0.85 * sqrt((log(1 + log(rows / 50)) + 0.8 * log(1612 / level)) / rows)
    assert 0.95 * closed < growing_band(rows, 1, 50, level) <= closed


def test_the_fixed_band_by_hand():
    """Massart: 2 exp(-2 n e^2) is the level; of four sorts a quarter of it each."""
    assert fixed_band(200, 1, 0.05) == pytest.approx(sqrt(log(40) / 400))
    assert fixed_band(200, 4, 0.05) == pytest.approx(fixed_band(200, 1, 0.0125))


def test_a_stream_that_does_not_move_hardly_ever_leaves_the_band():
    """300 streams of 3,000 rows, looked at after every tenth: at a level of .2 at most .2 leave."""
    rng, left = np.random.default_rng(2), 0
    looks = np.arange(30, 3000, 10)
    bands = np.array([growing_band(int(rows), 1, 30, 0.2) for rows in looks])
    places = np.linspace(0.02, 0.98, 49)
    for _ in range(300):
        under = rng.random(3000)[:, None] <= places
        shares = np.cumsum(under, axis=0)[looks - 1] / looks[:, None]
        left += bool((np.abs(shares - places).max(axis=1) > bands).any())
    assert left <= 0.2 * 300


@pytest.mark.parametrize(
    ("truth", "sorts"), [((0.3, 0.3, 0.4), 3), ((0.1, 0.1, 0.8), 3), ((1 / 3, 1 / 3, 1 / 3), 3)]
)
def test_the_limits_hold_the_true_distance(truth, sorts):
    """The share that moved most, from (.3, .3, .4): in at least .95 of 400 pairs of samples."""
    rng, was = np.random.default_rng(3), np.array([0.3, 0.3, 0.4])
    distance = float(np.abs(np.array(truth) - was).max())
    kept = 0
    for _ in range(400):
        seen = rng.multinomial(300, truth) / 300 - rng.multinomial(500, was) / 500
        evidence = float(np.abs(seen).max()), 500.0, 300.0, float(sorts)
        kept += distance in limits(FIXED, evidence, 0.95)
    assert kept >= 0.95 * 400


@pytest.mark.parametrize(
    ("method", "evidence"),
    [(FIXED, (0.2, 400.0, 900.0, 3.0)), (GROWING, (0.4, 4000.0, 9000.0, 2.0, 30.0))],
)
def test_the_p_value_is_the_level_at_which_the_limit_meets_the_bound(method, evidence):
    for bound, above in ((evidence[0] - 0.1, True), (evidence[0] + 0.11, False)):
        level = one_sided_p(method, evidence, bound, above=above)
        interval = limits(method, evidence, 1 - 2 * level)
        assert (interval.lower if above else interval.upper) == pytest.approx(bound, abs=1e-7)
        # At or on the wrong side of the value nothing is shown.
        assert one_sided_p(method, evidence, evidence[0], above=above) == 1.0


def test_four_times_the_rows_halve_the_fixed_limits():
    evidence = (0.5, 400.0, 900.0, 3.0)
    before, grown = (limits(FIXED, each, 0.95) for each in (evidence, scaled(FIXED, evidence, 4)))
    assert grown.upper - grown.lower == pytest.approx((before.upper - before.lower) / 2)
    stream = (0.5, 4000.0, 9000.0, 3.0, 30.0)
    assert scaled(GROWING, stream, 4) == (0.5, 16_000.0, 36_000.0, 3.0, 30.0)
