"""Figures of Demšar 2006 (JMLR 7), and of tests that scipy has."""

import os

import numpy as np
import pytest
from scipy.stats import binomtest, wilcoxon

from audits.claims.grounds import NOTHING, Grounds
from audits.claims.over_sets import (
    carried,
    critical_difference,
    iman_davenport,
    ranked,
    signed_rank_p,
    signs,
    typical,
)
from audits.statistics.intervals import limits
from benchmarks.simulate_sets import LAWS, SIZES, centre, standings

SYMMETRIC = Grounds(symmetric_sets=True)


def test_iman_davenport_and_nemenyi_as_demsar_prints_them():
    assert iman_davenport(9.28, 14, 4) == pytest.approx(3.69, abs=0.005)
    assert critical_difference(14, 4, 0.05) == pytest.approx(1.25, abs=0.005)
    assert critical_difference(14, 4, 0.10) == pytest.approx(1.12, abs=0.005)


def test_ranks_by_hand():
    # Three systems over four sets; the last set ties the first two.
    scores = np.array([[3.0, 2, 1], [3, 2, 1], [2, 3, 1], [2, 2, 1]])
    found = ranked(scores, 0.05)
    assert found.average_ranks == (1.375, 1.625, 3.0)
    # 12 n / (k (k + 1)) (sum of squared ranks - k (k + 1) ** 2 / 4), over what ties take away.
    plain = 12 * 4 / 12 * (1.375**2 + 1.625**2 + 9 - 12)
    assert found.statistic == pytest.approx(plain / (1 - 6 / (4 * 24)))


def test_all_sets_agreeing_is_no_division_by_nought():
    found = ranked(np.array([[3.0, 2, 1]] * 5), 0.05)
    assert found.f_statistic == np.inf
    assert found.f_p_value == 0.0


def test_signs_and_ranks_as_scipy_has_them():
    differences = np.random.default_rng(0).normal(0.5, 1, 13)
    assert signed_rank_p(differences) == pytest.approx(wilcoxon(differences).pvalue)
    won, differing, p_value = signs(np.append(differences, 0.0))
    assert (won, differing) == (int((differences > 0).sum()), 13)
    assert p_value == pytest.approx(binomtest(won, 13).pvalue)
    assert signs(np.zeros(3)) == (0, 0, 1.0)


def test_the_set_that_carries_the_mean_is_named():
    differences = np.array([1.0, 1.0, 16.0, 2.0])
    found = carried(("a", "b", "c", "d"), differences, NOTHING)
    assert (found.name, found.mean) == ("c", 5.0)
    assert found.without == pytest.approx(4 / 3)
    assert (found.typical, found.typical_without) == (1.5, 1.0)
    ranks = carried(("a", "b", "c", "d"), differences, SYMMETRIC)
    assert ranks.typical_without == 1.25  # of 1, 1, 2 the averages of pairs are 1 1 1 1.5 1.5 2


def test_the_typical_difference_is_the_median_with_the_limits_of_the_sign_test():
    # Conover 1999, table A3 of the binomial law: of twelve, P(at most 2) = .0193.
    differences = np.array([-1.0, 9, 3, 4, 1, 7, 2, 5, 40, 6, 8, -2])
    judged = typical(differences, NOTHING)
    assert (judged.value, judged.undetermined_reason) == (4.5, None)
    drawn = limits(judged.method, judged.evidence, 0.95)
    assert (drawn.lower, drawn.upper) == (1.0, 8.0)  # the third from either end
    assert judged.p_value == pytest.approx(binomtest(10, 12).pvalue)
    # At .998 nothing of six bounds it, and no number stands where there is no limit.
    drawn = limits("order-statistic", typical(differences[:6], NOTHING).evidence, 0.998)
    assert (drawn.lower, drawn.upper) == (-np.inf, np.inf)


def test_where_symmetry_is_stated_it_is_of_signed_ranks():
    differences = np.random.default_rng(0).normal(0.5, 1, 13)
    judged = typical(differences, SYMMETRIC)
    assert judged.p_value == pytest.approx(wilcoxon(differences).pvalue)
    assert judged.undetermined_reason is None
    assert "5 data sets where 6" in typical(differences[:5], SYMMETRIC).undetermined_reason
    assert "5 data sets where 6" in typical(differences[:5], NOTHING).undetermined_reason


LONG = os.environ.get("EVENHAND_LONG") == "1"


@pytest.mark.parametrize("name", LAWS if LONG else ["three in ten far ahead"])
@pytest.mark.parametrize("sets", SIZES if LONG else [13])
def test_of_data_sets_whose_median_is_nought_few_are_said_to_show_one(name, sets):
    """At most one table in twenty, whatever the law; two claims at 2.5 % each, after Holm."""
    tables = 1000 if LONG else 60
    stood, untold = standings(tables, LAWS[name], sets, -centre(LAWS[name]).median, NOTHING)
    # Of sixty and a true 5 % nine are four in a thousand.
    assert stood <= (0.05 if LONG else 8 / 60)
    assert untold == 0
