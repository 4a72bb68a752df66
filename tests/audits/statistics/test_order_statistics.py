"""Limits of a quantile that are two of the values measured."""

from math import inf

import numpy as np
import pytest
from scipy.stats import binom, lognorm

from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.order_statistics import METHOD, quantile


def test_the_limits_of_a_median_are_those_of_the_sign_test():
    """Of 20 values the 6th and the 15th: the classic table of Conover (1999, table A3)."""
    value, evidence = quantile(np.arange(1.0, 21.0)[::-1], 0.5, least=0.0)
    interval = limits(METHOD, evidence, 0.95)
    assert (value, interval.lower, interval.upper) == (10.0, 6.0, 15.0)
    assert binom.cdf(5, 20, 0.5) <= 0.025 < binom.cdf(6, 20, 0.5)


@pytest.mark.parametrize(("share", "count"), [(0.5, 400), (0.95, 400), (0.99, 1500), (0.99, 60)])
def test_ranks_are_where_the_binomial_distribution_turns(share, count):
    _, evidence = quantile(np.arange(1.0, count + 1), share, least=0.0)
    interval = limits(METHOD, evidence, 0.95)
    ranks = np.arange(1, count + 1)
    lower = ranks[binom.cdf(ranks - 1, count, share) <= 0.025]
    upper = ranks[binom.sf(ranks - 1, count, share) <= 0.025]
    assert interval.lower == (lower.max() if len(lower) else 0.0)
    assert interval.upper == (upper.min() if len(upper) else inf)


def test_too_few_calls_leave_the_99th_percentile_open_above():
    """The highest of n values lies below it with .99 ** n: under 2.5 % from 368 on."""
    for count, is_open in ((367, True), (368, False)):
        _, evidence = quantile(np.arange(float(count)), 0.99, least=0.0)
        assert (limits(METHOD, evidence, 0.95).upper == inf) is is_open
    assert 0.99**368 <= 0.025 < 0.99**367


def test_the_p_value_at_a_bound_is_the_binomial_one():
    values = np.arange(1.0, 101.0)
    _, evidence = quantile(values, 0.5, least=0.0)
    # At most 39 of 100 below a median above 39.5; at least 60 below one under 60.5.
    assert one_sided_p(METHOD, evidence, 39.5, above=True) == pytest.approx(binom.cdf(39, 100, 0.5))
    assert one_sided_p(METHOD, evidence, 60.5, above=False) == pytest.approx(binom.sf(59, 100, 0.5))
    assert one_sided_p(METHOD, evidence, 200.0, above=True) == 1.0
    assert one_sided_p(METHOD, evidence, -1.0, above=False) == 1.0


def test_the_test_inverts_the_interval():
    values = np.random.default_rng(1).lognormal(size=300)
    _, evidence = quantile(values, 0.95, least=0.0)
    interval = limits(METHOD, evidence, 0.95)
    assert one_sided_p(METHOD, evidence, interval.lower * (1 - 1e-9), above=True) <= 0.025
    assert one_sided_p(METHOD, evidence, interval.lower, above=True) > 0.025
    assert one_sided_p(METHOD, evidence, interval.upper * (1 + 1e-9), above=False) <= 0.025
    assert one_sided_p(METHOD, evidence, interval.upper, above=False) > 0.025


@pytest.mark.parametrize("values", [[5.0] * 40, [5.0] * 39 + [7.0], [0.0] * 8])
def test_a_clock_that_tells_too_little_gives_no_point(values):
    _, evidence = quantile(values, 0.5, least=0.0)
    interval = limits(METHOD, evidence, 0.95)
    assert interval.lower < interval.upper


def test_more_values_of_the_same_shape_narrow_it():
    values = np.random.default_rng(2).exponential(size=200)
    _, evidence = quantile(values, 0.5, least=0.0)
    now, later = limits(METHOD, evidence, 0.95), limits(METHOD, scaled(METHOD, evidence, 9), 0.95)
    assert now.lower <= later.lower < later.upper <= now.upper
    assert later.upper - later.lower < (now.upper - now.lower) / 2


@pytest.mark.parametrize(("share", "count"), [(0.5, 40), (0.95, 400), (0.99, 400)])
def test_it_holds_the_truth_as_often_as_it_says(share, count):
    """Times are log-normal here; their quantile is known."""
    rng = np.random.default_rng(3)
    truth, held = lognorm.ppf(share, 0.7), 0
    for row in rng.lognormal(0, 0.7, (1500, count)):
        interval = limits(METHOD, quantile(row, share, least=0.0)[1], 0.95)
        held += interval.lower <= truth <= interval.upper
    # The exact chance lies a little above 95 %, since ranks are whole.
    assert 0.94 <= held / 1500 <= 0.99
