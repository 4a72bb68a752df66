"""Limits of few weighted rows against Clopper and Pearson's, Fay and Feuer's and a simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.data.clusters import Clustered
from audits.data.tallies import Tally
from audits.statistics.paired_shares import change_of
from audits.statistics.weighted_counts import WeightedCount, difference_limits, of_clusters, of_rows

BEFORE = np.array([False, True, False, True])
NOW = np.array([False, False, True, True])
CHANGED = NOW & ~BEFORE, BEFORE & ~NOW


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.01, 50), st.floats(0.6, 0.999))
def test_rows_of_one_weight_have_the_exact_limits(rows, successes, weight, confidence):
    successes = min(successes, rows)
    found = WeightedCount(successes * weight, successes * weight**2, weight, rows * weight)
    exact = stats.binomtest(successes, rows).proportion_ci(confidence, method="exact")
    assert found.limits(confidence) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_rare_rows_of_two_weights_have_fay_and_feuers_limits():
    """Gamma distributions with the mean and variance of the sum, of 3 rows of 1 and 2 of 4."""
    y, v, heaviest, total = 3 + 8, 3 + 32, 4.0, 1e7
    low, high = WeightedCount(y, v, heaviest, total).limits(0.95)
    gamma = [
        stats.gamma(mean**2 / variance, scale=variance / mean)
        for mean, variance in ((y, v), (y + heaviest, v + heaviest**2))
    ]
    assert low * total == pytest.approx(gamma[0].ppf(0.025), rel=1e-4)
    assert high * total == pytest.approx(gamma[1].ppf(0.975), rel=1e-4)


def test_turning_the_sides_round_turns_the_limits_round():
    first, second = WeightedCount(11, 35, 4, 900), WeightedCount(3, 3, 1, 900)
    low, high = difference_limits(first, second, 0.95)
    assert difference_limits(second, first, 0.95) == pytest.approx((-high, -low))
    assert low < 8 / 900 < high


def test_a_side_that_nobody_shows_may_be_of_the_heaviest_rows():
    tally = Tally(*(np.array([90, 5, 0, 105]) * 2.0**power for power in (0, 1, 2)))
    gained, lost = of_rows(tally, CHANGED, 400.0, (40.0, 1.0))
    assert (gained.weights, gained.heaviest) == (0, 40)
    # Its own rows weigh more than the table says of such.
    assert (lost.weights, lost.squares, lost.heaviest) == (10, 20, 2)


def test_of_few_clusters_that_changed_a_whole_one_may():
    cluster, cell = np.array([0, 0, 1, 2, 3, 4, 5, 6]), np.array([0, 2, 2, 0, 0, 0, 0, 3])
    trials = Clustered(cluster, cell, np.array([3.0, 1, 2, 30, 4, 4, 4, 4]))
    gained, lost = of_clusters(trials, CHANGED)
    assert (gained.weights, gained.squares, gained.heaviest, gained.total) == (3, 5, 30, 52)
    assert lost.heaviest == 30
    # Of five that changed, one more may as much as any of these.
    trials = Clustered(np.arange(6), np.array([2, 2, 2, 2, 2, 0]), np.array([1.0, 2, 1, 1, 1, 30]))
    assert [side.heaviest for side in of_clusters(trials, CHANGED)] == [2, 2]


@pytest.mark.parametrize(
    ("clusters", "gained", "lost"),
    [(6, 0.05, 0.0), (20, 0.05, 0.0), (20, 0.05, 0.05), (60, 0.02, 0.0)],
)
def test_clusters_that_change_as_a_whole_hold_the_truth(clusters, gained, lost):
    """The t interval and the one of as many rows held it in .68 of 6 and .85 of 20 clusters."""
    rng, draws, held = np.random.default_rng(6), 300, 0
    for _ in range(draws):
        moved, sizes = rng.random(clusters), np.full(clusters, 20.0)
        cells = np.where(moved < gained, 2, np.where(moved < gained + lost, 1, 3))
        rows = np.bincount(cells, sizes, 4).astype(np.int64)
        tally = Tally(rows, clustered=Clustered(np.arange(clusters), cells, sizes))
        found = change_of(tally, BEFORE, NOW, np.ones(4, bool), confidence=0.95, smallest_group=30)
        held += found.limits[0] <= gained - lost <= found.limits[1]
    assert held / draws >= 0.95 - 2 * (0.05 * 0.95 / draws) ** 0.5
