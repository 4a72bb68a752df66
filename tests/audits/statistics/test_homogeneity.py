import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2

from audits.statistics.homogeneity import homogeneity_p
from audits.statistics.odds_ratios import mantel_haenszel

# Two strata that go opposite ways: odds ratios 6 and 1/6.
OPPOSED = [[[30, 10], [10, 20]], [[10, 20], [30, 10]]]


def test_strata_of_one_odds_ratio_are_alike():
    assert homogeneity_p([[[20, 10], [10, 20]], [[40, 20], [20, 40]]], 4.0) == pytest.approx(1)


def test_opposed_strata_differ():
    assert homogeneity_p(OPPOSED, 1.0) < 1e-6


def test_the_statistic_is_breslow_and_days():
    tables = [[[12, 30], [5, 40]], [[20, 15], [18, 30]], [[9, 8], [3, 20]]]
    ratio = mantel_haenszel(np.array(tables, dtype=float))[0]
    statistic = excess = spread = 0.0
    for (a, b), (c, d) in tables:
        n1, n2, m = a + b, c + d, a + c

        def off(x, n1=n1, n2=n2, m=m):
            return x * (n2 - m + x) - ratio * (n1 - x) * (m - x)

        x = brentq(off, max(0, m - n2) + 1e-9, min(n1, m) - 1e-9)
        variance = 1 / (1 / x + 1 / (n1 - x) + 1 / (m - x) + 1 / (n2 - m + x))
        statistic += (a - x) ** 2 / variance
        excess += a - x
        spread += variance
    expected = chi2.sf(statistic - excess**2 / spread, 2)
    assert homogeneity_p(tables, ratio) == pytest.approx(expected, rel=1e-9)


def test_one_usable_stratum_says_nothing():
    assert homogeneity_p([[[1, 2], [3, 4]], [[0, 0], [3, 4]]], 1.0) is None


def test_the_published_value_of_smoking_in_eight_chinese_cities():
    """Agresti, Categorical Data Analysis, table 6.6 (Liu 1992): Breslow-Day 5.20, 7 degrees of
    freedom, p .64; common odds ratio 2.17. The digits with Tarone's correction are statsmodels'
    StratifiedTable.test_equal_odds(adjust=True)."""
    cities = [
        [[126, 100], [35, 61]], [[908, 688], [497, 807]], [[913, 747], [336, 598]],
        [[235, 172], [58, 121]], [[402, 308], [121, 215]], [[182, 156], [72, 98]],
        [[60, 99], [11, 43]], [[104, 89], [21, 36]],
    ]  # fmt: skip
    ratio = mantel_haenszel(np.array(cities, dtype=float))[0]
    assert ratio == pytest.approx(2.174, abs=5e-4)
    assert homogeneity_p(cities, ratio) == pytest.approx(0.635610923061713, rel=1e-9)
