"""Correlations of few pairs: the jackknife, and what they rest on."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from audits.statistics.correlations import (
    FEWEST_IN_SPREAD,
    correlation,
    evidence_of,
    in_spread,
    limits,
)

ROWS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=20)


def test_the_jackknife_is_that_of_numpys_correlation_with_each_pair_left_out():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 15))
    value, pairs, error = evidence_of(first, second)
    left = [np.corrcoef(np.delete(first, at), np.delete(second, at))[0, 1] for at in range(15)]
    z = np.arctanh(left)
    assert value == pytest.approx(np.corrcoef(first, second)[0, 1])
    assert error == pytest.approx(np.sqrt(14 / 15 * ((z - z.mean()) ** 2).sum()))
    assert pairs == 15


def test_pairs_in_the_spread_are_the_pairs_over_their_kurtosis():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=30), rng.exponential(size=30)
    expected = min(30 / stats.kurtosis(side, fisher=False) for side in (first, second))
    assert in_spread(first, second) == pytest.approx(expected)


def test_the_wider_of_fishers_and_the_jackknifes_limits_count():
    # By hand: tanh(atanh(.4) - 1.959964 / sqrt(37)), and with t of 39 degrees times .3.
    assert limits((0.4, 40.0, 0.01), 0.95)[0] == pytest.approx(np.tanh(np.arctanh(0.4) - 0.322216))
    half = stats.t.ppf(0.975, 39) * 0.3
    assert limits((0.4, 40.0, 0.3), 0.95)[1] == pytest.approx(np.tanh(np.arctanh(0.4) + half))


def test_shares_of_six_beside_a_uniform_share_miss_no_more_than_they_say():
    """Fisher's limits alone miss from above in 4.3 % of such samples of 20 occupations."""
    rng = np.random.default_rng(2)

    def drawn(words):
        women = rng.uniform(0.05, 0.95, words)
        return women, rng.binomial(6, women) / 6

    truth = np.corrcoef(*drawn(400_000))[0, 1]
    above = judged = 0
    for _ in range(2000):
        pair = drawn(20)
        if in_spread(*pair) >= FEWEST_IN_SPREAD:
            judged += 1
            above += limits(evidence_of(*pair), 0.95)[0] > truth
    assert judged > 1600
    assert above / 2000 <= 0.025 + 2 * np.sqrt(0.025 * 0.975 / 2000)


@given(ROWS)
def test_a_correlation_is_scipys(rows):
    first, second = (np.array(side, dtype=float) for side in zip(*rows, strict=True))
    assume(np.ptp(first) > 0)
    assume(np.ptp(second) > 0)
    assert correlation(first, second) == pytest.approx(
        stats.pearsonr(first, second).statistic, abs=1e-9
    )
