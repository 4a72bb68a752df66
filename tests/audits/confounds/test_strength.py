"""Cramér's V: one interval over the whole range."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

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
    error = sqrt(0.19 / 4000)
    assert found.upper - 0.9 == pytest.approx(1.96 * error, rel=0.05)
    # Longer below: few rows disagree, and V ends at 1.
    assert 1.96 * error < 0.9 - found.lower < 1.2 * 1.96 * error


def test_of_a_large_table_without_association_zero_is_not_excluded():
    """V itself is about .39 here by chance alone, which once chose another method."""
    rng, above = np.random.default_rng(7), 0
    for _ in range(200):
        table = rng.multinomial(150, np.full(50, 0.02)).reshape(10, 5)
        if smallest_expected(table) > 0:
            above += limits("spread-v", v_evidence(table)[1], 0.95).lower > 0
    assert above <= 0.025 * 200 + 2 * sqrt(200 * 0.025 * 0.975)


def phi(cells):
    """Of the four cells of a 2 x 2 table; half a row more in each."""
    a, b, c, d = np.asarray(cells, dtype=float) + 0.5
    return (a * d - b * c) / np.sqrt((a + b) * (c + d) * (a + c) * (b + d))


def test_near_one_the_lower_limit_is_fisher_s_of_the_delta_method():
    """By phi's own formula and numeric slopes on the multinomial shares."""
    cells = np.array([60, 2, 3, 55])
    slopes = np.array([(phi(cells + step) - phi(cells - step)) / 2e-3 for step in 1e-3 * np.eye(4)])
    share = (cells + 0.5) / (cells + 0.5).sum()
    variance = (share @ slopes**2 - (share @ slopes) ** 2) * (cells + 0.5).sum()
    value = phi(cells)
    z = np.arctanh(value) - stats.norm.isf(0.025) * sqrt(variance) / (1 - value**2)
    found = limits("spread-v", v_evidence(cells.reshape(2, 2))[1], 0.95)
    assert found.lower == pytest.approx(np.tanh(z), abs=1e-5)


def test_of_a_strong_association_of_rare_values_few_lower_limits_lie_above_it():
    """V .9, both values 3 % of 5,000 rows: without Fisher's limit .052 of 3,000 draws did."""
    rng = np.random.default_rng(11)
    share = 0.1 * np.outer([0.97, 0.03], [0.97, 0.03]) + 0.9 * np.diag([0.97, 0.03])
    drawn = rng.multinomial(5000, share.reshape(-1), 1000).reshape(-1, 2, 2)
    above = sum(limits("spread-v", v_evidence(table)[1], 0.95).lower > 0.9 for table in drawn)
    assert above <= 0.025 * 1000 + 2 * sqrt(1000 * 0.025 * 0.975)


def test_evidence_of_an_earlier_release_is_read_as_it_was():
    _, evidence = v_evidence(np.array([[60, 40], [45, 55]]))
    found = limits("spread-v", evidence[:5], 0.95)
    own = limits("noncentral-v", (evidence[0], evidence[1], *evidence[3:5]), 0.95)
    assert found.lower == own.lower
    assert len(scaled("spread-v", evidence[:5], 2.0)) == 5


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
