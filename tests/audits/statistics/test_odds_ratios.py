from functools import partial

import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import limits
from audits.statistics.odds_ratios import (
    exact,
    exact_tail,
    fisher_exact,
    mantel_haenszel,
    median_unbiased,
)
from tests.audits.probes.published import figures


def test_berkeley_has_the_common_odds_ratio_and_interval_that_r_prints():
    paper = figures("berkeley1973")
    tables = np.array([[paper["men"][dept], paper["women"][dept]] for dept in "ABCDEF"])
    value, error, p_value = mantel_haenszel(tables)
    assert value == pytest.approx(paper["common_odds_ratio"], abs=paper["tolerance"])
    found = limits("mantel-haenszel", (np.log(value), error), 0.95)
    assert [found.lower, found.upper] == pytest.approx(paper["interval"], abs=paper["tolerance"])
    # By hand: the deviations of men admitted from expectation, squared, over their variance.
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    n = a + b + c + d
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1.0))
    statistic = (a - (a + b) * (a + c) / n).sum() ** 2 / variance.sum()
    assert p_value == pytest.approx(stats.chi2.sf(statistic, 1), rel=1e-9)


def test_one_stratum_is_the_sample_odds_ratio_with_woolfs_error():
    value, error, _ = mantel_haenszel(np.array([[[20, 30], [15, 60]]]))
    assert value == pytest.approx(20 * 60 / (30 * 15))
    assert error == pytest.approx((1 / 20 + 1 / 30 + 1 / 15 + 1 / 60) ** 0.5)


def test_the_reversed_comparison_is_the_reciprocal():
    tables = np.random.default_rng(0).integers(1, 30, (5, 2, 2))
    there, back = mantel_haenszel(tables), mantel_haenszel(tables[:, ::-1])
    assert there[0] == pytest.approx(1 / back[0])
    assert there[1:] == pytest.approx(back[1:])


def test_without_a_usable_stratum_there_is_no_ratio():
    assert mantel_haenszel(np.array([[[5, 0], [3, 0]]])) is None


def test_the_interval_covers_a_common_odds_ratio_as_often_as_it_says():
    rng, truth, hits = np.random.default_rng(1), 1.8, 0
    base = np.array([0.2, 0.4, 0.6])
    odds = base / (1 - base) * truth
    for _ in range(600):
        a, c = rng.binomial(80, odds / (1 + odds)), rng.binomial(80, base)
        tables = np.stack([np.stack([a, 80 - a], 1), np.stack([c, 80 - c], 1)], 1)
        value, error, _ = mantel_haenszel(tables)
        hits += abs(np.log(value / truth)) <= 1.96 * error
    assert hits / 600 == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize(
    "cells",
    [(8, 0, 0, 9), (8, 2, 0, 5), (3, 1, 1, 3), (10, 20, 5, 40), (0, 7, 6, 1), (700, 300, 650, 350)],
)
def test_fishers_exact_p_is_scipys(cells):
    theirs = stats.fisher_exact([cells[:2], cells[2:]]).pvalue
    assert fisher_exact(cells) == pytest.approx(theirs, rel=1e-9)


def test_the_lady_tasting_tea():
    """Fisher 1935: 3 of 4 cups right each way has p = 34 / 70."""
    assert fisher_exact((3, 1, 1, 3)) == pytest.approx(34 / 70)


@pytest.mark.parametrize("cells", [(8, 0, 0, 9), (8, 2, 0, 5), (0, 7, 6, 1), (5, 0, 3, 4)])
def test_the_median_unbiased_ratio_makes_the_extreme_table_as_likely_as_not(cells):
    a, b, c, d = cells
    value = median_unbiased(cells)
    assert stats.nchypergeom_fisher.pmf(a, a + b + c + d, a + c, a + b, value) == pytest.approx(0.5)


@pytest.mark.parametrize("cells", [(8, 1, 2, 6), (7, 0, 2, 9), (1, 8, 9, 0), (30, 1, 1, 2)])
@pytest.mark.parametrize("level", [0.025, 1e-6, 1e-12])
def test_limits_of_small_tables_leave_the_tail_far_out_too(cells, level):
    """By scipy's noncentral hypergeometric law; more than half of the margins overlap here."""
    a, b, c, d = cells
    lower, upper = exact(cells, 1 - 2 * level)
    law = partial(stats.nchypergeom_fisher, a + b + c + d, a + c, a + b)
    if lower > 0:
        assert law(lower).sf(a - 1) == pytest.approx(level, rel=1e-3)
    if upper < 1e15:
        assert law(upper).cdf(a) == pytest.approx(level, rel=1e-3)
    assert lower > 0 or upper < 1e15


@pytest.mark.parametrize("cells", [(3, 1, 1, 3), (12, 5, 40, 90), (0, 7, 3, 11), (9, 0, 2, 4)])
@pytest.mark.parametrize("bound", [0.2, 1.0, 2.5])
def test_the_tail_of_the_exact_test_is_that_of_fishers_distribution(cells, bound):
    a, b, c, d = cells
    drawn = stats.nchypergeom_fisher(a + b + c + d, a + b, a + c, bound)
    assert exact_tail(cells, bound, True) == pytest.approx(drawn.sf(a - 1), rel=1e-9)
    assert exact_tail(cells, bound, False) == pytest.approx(drawn.cdf(a), rel=1e-9)
    if bound == 1.0:
        assert exact_tail(cells, bound, True) == pytest.approx(
            stats.fisher_exact([[a, b], [c, d]], alternative="greater").pvalue, rel=1e-9
        )


@pytest.mark.parametrize("cells", [(3, 1, 1, 3), (12, 5, 40, 90), (3000, 2500, 2800, 4000)])
@pytest.mark.parametrize("tail", [1e-9, 0.001, 0.025, 0.3])
def test_at_a_limit_of_the_interval_its_tail_is_the_p_value(cells, tail):
    lower, upper = exact(cells, 1 - 2 * tail)
    assert exact_tail(cells, lower, True) == pytest.approx(tail, rel=1e-6)
    assert exact_tail(cells, upper, False) == pytest.approx(tail, rel=1e-6)


def test_of_margins_that_leave_one_table_and_at_the_ends_the_tail_says_nothing_or_all():
    assert exact_tail((0, 5, 0, 9), 1.0, True) == exact_tail((0, 5, 0, 9), 1.0, False) == 1.0
    assert exact_tail((3, 1, 1, 3), 0.0, True) == exact_tail((3000,) * 4, 0.0, True) == 0.0
    assert exact_tail((3, 1, 1, 3), 0.0, False) == exact_tail((3000,) * 4, 0.0, False) == 1.0
