"""Odds ratios of rows that do not count alike: effective cells, and the law of one such table."""

from math import exp, inf, log

import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import deciding, limits, scaled
from audits.statistics.odds_ratios import exact_tail, mantel_haenszel, slopes
from audits.statistics.unlike_strata import (
    METHOD,
    Side,
    decided,
    evidence_of,
    p_value,
    printed,
    tail,
)

SURE = Side(1e9)
TABLES = np.array([[[2.0, 58.0], [40.0, 1960.0]], [[3.0, 40.0], [30.0, 900.0]]])


def evidence(tables, variances=None, sides=(SURE, SURE)):
    tables = np.array(tables, dtype=float)
    value, error, _ = mantel_haenszel(tables)
    return evidence_of(value, error, tables, tables if variances is None else variances, sides)


def test_of_one_whole_table_the_cells_are_its_own():
    assert evidence(TABLES[:1])[3:] == pytest.approx(TABLES[0].reshape(-1), rel=1e-6)


@pytest.mark.parametrize("bound", [0.3, 1.0, 4.0, 12.0])
@pytest.mark.parametrize("above", [True, False])
def test_the_law_of_whole_cells_is_that_of_the_conditional_exact_test(bound, above):
    own, exactly = evidence(TABLES[:1]), exact_tail((2, 58, 40, 1960), bound, above)
    far = (own[0] - log(bound)) / own[1]
    assert tail(own, bound, above) == pytest.approx(
        max(exactly, stats.norm.sf(far if above else -far)), rel=1e-6
    )


def test_between_whole_cells_a_rare_event_has_nearly_the_gamma_law():
    """2.6 events of 4,000 beside 2e6 of 4e8: Poisson, whose tail at a + k is a gamma's.

    Never less than it by 2 %, nor more by 8.
    """
    own = evidence([[[2.6, 3997.4], [2e6, 3.98e8]]])
    for expected in (0.4, 0.7, 1.1, 4.5, 7.0, 10.0):
        bound = exp(own[0]) * expected / 2.6
        far = (own[0] - log(bound)) / own[1]
        above = expected < 2.6
        gamma = stats.gamma(2.6).cdf(expected) if above else stats.gamma(3.6).sf(expected)
        most = max(gamma, stats.norm.sf(far if above else -far))
        assert 0.98 <= tail(own, bound, above) / most <= 1.08


def test_the_slopes_are_the_derivatives_of_the_logarithm():
    found = slopes(TABLES)
    for cell in np.ndindex(TABLES.shape):
        moved = [TABLES.copy() for _ in range(2)]
        step = 1e-4 * TABLES[cell]
        moved[0][cell] -= step
        moved[1][cell] += step
        low, high = (log(mantel_haenszel(tables)[0]) for tables in moved)
        assert found[cell] == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-9)


def test_rows_that_weigh_more_than_others_are_worth_fewer():
    variances = TABLES * np.array([[4.0, 1.0], [1.0, 1.0]])
    plain, heavy = evidence(TABLES), evidence(TABLES, variances)
    assert heavy[3] < plain[3]
    assert heavy[0] == plain[0]


def test_few_degrees_of_freedom_and_an_unseen_cluster_make_limits_longer():
    sure, few = evidence(TABLES), evidence(TABLES, None, (Side(6.0), Side(1e9)))
    kept = evidence(TABLES, None, (Side(6.0, 0.5), Side(1e9)))
    spans = [log(high / low) for low, high in (decided(own, 0.95) for own in (sure, few, kept))]
    assert spans[0] < spans[1] < spans[2]
    # What is printed knows nothing of clusters that were not seen: t by hand.
    assert printed(kept, 0.95) == pytest.approx(printed(few, 0.95), rel=0.05)
    low, high = printed(few, 0.95)
    assert log(high / low) / 2 == pytest.approx(stats.t(few[2]).ppf(0.975) * few[1])


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("confidence", [0.95, 0.995])
def test_at_a_limit_the_tail_is_the_level(up, confidence):
    own = evidence(TABLES * 0.37, TABLES * 0.5, (Side(11.0, 0.8), Side(40.0, 0.9)))
    bound = decided(own, confidence)[up]
    assert tail(own, bound, not up) == pytest.approx((1 - confidence) / 2, rel=1e-5)


def test_large_cells_and_bounds_at_the_ends_need_no_law():
    own = evidence(np.full((2, 2, 2), 5000.0))
    assert decided(own, 0.95) == pytest.approx(printed(own, 0.95), rel=1e-9)
    assert p_value(own) == pytest.approx(1.0)
    assert (tail(own, 0.0, True), tail(own, inf, True)) == (0.0, 1.0)


def test_more_rows_bring_the_limits_nearer():
    own = evidence(TABLES)
    more = scaled(METHOD, own, 4.0)
    assert limits(METHOD, more, 0.95).lower > limits(METHOD, own, 0.95).lower
    assert limits(deciding(METHOD), more, 0.95).lower > limits(deciding(METHOD), own, 0.95).lower
