"""Exact limits of a quantile that is known between the values that were tried."""

from math import inf

import numpy as np
import pytest
from scipy.stats import binom

from audits.statistics.intervals import limits, one_sided_p, scaled

METHOD = "censored-quantile"


def test_the_limits_are_where_the_binomial_test_turns():
    """Of 40 rows 5, 14, 30 and 36 are turned by .1, .2, .3 and .4."""
    counts = {0.1: 5, 0.2: 14, 0.3: 30, 0.4: 36}
    evidence = (0.5, 40.0, *(v for pair in counts.items() for v in pair))
    above = [size for size, k in counts.items() if binom.cdf(k, 40, 0.5) <= 0.025]
    below = [size for size, k in counts.items() if binom.sf(k - 1, 40, 0.5) <= 0.025]
    interval = limits(METHOD, evidence, 0.95)
    assert (interval.lower, interval.upper) == (max(above), min(below))
    assert one_sided_p(METHOD, evidence, 0.1, above=True) == pytest.approx(binom.cdf(5, 40, 0.5))
    assert one_sided_p(METHOD, evidence, 0.3, above=False) == pytest.approx(binom.sf(13, 40, 0.5))
    assert one_sided_p(METHOD, evidence, 0.31, above=False) == pytest.approx(binom.sf(29, 40, 0.5))
    assert one_sided_p(METHOD, evidence, 0.25, above=True) == pytest.approx(binom.cdf(30, 40, 0.5))


def test_what_was_never_reached_has_no_upper_limit():
    assert limits(METHOD, (0.5, 40.0, 0.1, 2, 0.2, 15), 0.95).upper == inf


def test_it_is_never_a_point():
    for turned in (0, 20, 40):
        interval = limits(METHOD, (0.5, 40.0, 0.1, turned), 0.95)
        assert interval.lower < interval.upper


def test_more_rows_of_the_same_shares():
    assert scaled(METHOD, (0.5, 40.0, 0.1, 2.0, 0.2, 15.0), 3) == (0.5, 120, 0.1, 6, 0.2, 45)


def test_it_holds_the_truth_as_often_as_it_says():
    """Sizes needed are exponential; the median of the law is log 2. Known on a grid alone."""
    rng = np.random.default_rng(4)
    grid = np.array([0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 1.0, 1.5, 3.0])
    needed = rng.exponential(1, (4000, 60))
    held = 0
    for row in needed:
        counts = [(float(size), float((row <= size).sum())) for size in grid]
        interval = limits(METHOD, (0.5, 60.0, *(v for pair in counts for v in pair)), 0.95)
        held += interval.lower < np.log(2) <= interval.upper
    assert held / 4000 >= 0.945
