"""Cramér's V: one interval over the whole range."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from audits.confounds.nuisance_skill import association
from audits.measurement import Estimate, Undetermined
from audits.statistics.association import smallest_expected, v_evidence
from audits.statistics.intervals import limits, scaled
from audits.statistics.share_measurements import Stated
from benchmarks import simulate_matrix

STATED = Stated(0.95, 30)


def test_near_independence_the_limits_are_the_noncentral_chi_square_s():
    # Equal margins and a weak association: the spread is the chi-square's own (Smithson 2003).
    table = np.array([[540, 460], [460, 540]])
    value, evidence = v_evidence(table)
    found = limits("spread-v", evidence, 0.95)
    statistic = stats.chi2_contingency(table, correction=False).statistic
    assert value == pytest.approx(sqrt(statistic / 2000))
    assert stats.ncx2.sf(statistic, 1, 2000 * found.lower**2) == pytest.approx(0.025, rel=0.06)
    assert stats.ncx2.cdf(statistic, 1, 2000 * found.upper**2) == pytest.approx(0.025, rel=0.2)


def test_a_strong_association_has_the_delta_method_s_width():
    # 2 x 2 with equal margins: V is the mean of n products of two signs, whose error is
    # sqrt((1 - V^2) / n) (Bishop, Fienberg & Holland 1975, 11.3).
    table = np.array([[1900, 100], [100, 1900]])
    value, evidence = v_evidence(table)
    found = limits("spread-v", evidence, 0.95)
    assert value == pytest.approx(0.9)
    assert (found.upper - found.lower) / 2 == pytest.approx(1.96 * sqrt(0.19 / 4000), rel=0.05)
    assert found.lower < 0.9 < found.upper


def test_of_a_large_table_without_association_zero_is_not_excluded():
    """V itself is about .39 here by chance alone, which once chose another method."""
    rng, above = np.random.default_rng(7), 0
    for _ in range(200):
        table = rng.multinomial(150, np.full(50, 0.02)).reshape(10, 5)
        if smallest_expected(table) > 0:
            above += limits("spread-v", v_evidence(table)[1], 0.95).lower > 0
    assert above <= 0.025 * 200 + 2 * sqrt(200 * 0.025 * 0.975)


def test_rare_values_that_decide_the_chi_square_leave_it_undetermined():
    # Expected in the smallest cell: 6 x 12 / 200 = .36.
    table = np.array([[186, 8], [2, 4]])
    found = association((), table, STATED, "")
    assert isinstance(found, Undetermined)
    assert found.reason.startswith("the smallest expected count is 0.4 where 2 are needed")
    value, interval = found.raw
    assert interval.lower < value < interval.upper
    enough = association((), np.array([[150, 20], [10, 20]]), STATED, "")
    assert isinstance(enough, Estimate)
    assert enough.method == "spread-v"


def test_more_data_draw_the_limits_in_on_the_value():
    _, evidence = v_evidence(np.array([[60, 40], [45, 55]]))
    widths = []
    for factor in (1.0, 10.0, 1000.0):
        found = limits("spread-v", scaled("spread-v", evidence, factor), 0.95)
        widths.append(found.upper - found.lower)
    assert widths[0] > widths[1] > widths[2]
    # Down to the bias that the printed value keeps.
    assert widths[2] < 0.03


def test_no_simulated_table_is_under_its_level():
    draws = 400
    for cell, held, above, below, *_ in simulate_matrix.associations(
        np.random.default_rng(8), draws, grid=False
    ):
        assert held >= 0.93 - 2 * sqrt(0.07 * 0.93 / draws), cell
        assert max(above, below) <= 0.04 + 2 * sqrt(0.04 * 0.96 / draws), cell
