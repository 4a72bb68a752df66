"""Rules on the largest or the lowest of several shares err no more often than they say."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import limits, one_sided_p
from audits.statistics.minimum_of_shares import Cells
from tests.audits.statistics.simulated_ratios import beta_ratio_tail


def test_a_share_over_the_highest_is_tested_against_each_other_group():
    """By Bonferroni over the groups, from simulated beta distributions."""
    own, others = (20, 100), [(45, 100), (30, 100), (41, 90)]
    evidence = (*own, *(value for other in others for value in other))
    by_hand = 3 * min(beta_ratio_tail(own, other, 0.8) for other in others)
    found = one_sided_p("melded-highest", evidence, 0.8, above=False)
    assert found == pytest.approx(by_hand, rel=0.1)


@pytest.mark.parametrize("groups", [2, 22, 23, 30, 200])
def test_a_share_over_the_highest_of_many_groups_is_judged(groups):
    """Each group's limits hold its estimate, whatever the number of groups."""
    rng = np.random.default_rng(groups)
    counts = [(float(rng.binomial(200, 0.5)), 200.0) for _ in range(groups)]
    evidence = tuple(value for count in counts for value in count)
    top = max(x / n for x, n in counts)
    for method in ("koopman-highest", "melded-highest"):
        found = limits(method, evidence, 0.95)
        assert 0 < found.lower <= min(1.0, counts[0][0] / counts[0][1] / top) <= found.upper <= 1
        tail = one_sided_p(method, evidence, found.lower, above=True)
        assert tail == pytest.approx(0.025, rel=1e-4)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.999, 0.99998])
def test_koopmans_highest_at_any_level_has_limits(confidence):
    """Groups without a single success once sent the search beyond what a number can hold."""
    evidence = (0.0, 40.0, 40.0, 40.0, 1.0, 2000.0, 0.0, 35.0)
    found = limits("koopman-highest", evidence, confidence)
    assert 0 <= found.lower < found.upper <= 1


def test_the_most_frequent_of_several_is_a_claim_out_of_so_many():
    """Of three labels of equal share one always leads: above 1 / 3 by three exact tests."""
    evidence = (45.0, 100.0, 3.0)
    above = stats.binomtest(45, 100, 1 / 3, "greater").pvalue
    below = stats.binomtest(45, 100, 0.6, "less").pvalue
    method = "clopper-pearson-most"
    assert one_sided_p(method, evidence, 1 / 3, above=True) == pytest.approx(3 * above)
    assert one_sided_p(method, evidence, 0.6, above=False) == pytest.approx(below)
    found = limits(method, evidence, 0.95)
    assert found.lower == pytest.approx(stats.beta.ppf(0.025 / 3, 45, 56))
    assert found.upper == pytest.approx(stats.beta.ppf(0.975, 46, 55))


def test_the_lowest_of_many_shares_is_judged_by_the_exact_test():
    """30 cells of 150 that answer 98 % rightly; 22 % of such audits failed by Wilson's tail.

    The chance that one of them has an exact p, times 30, of at most .025.
    """
    n, cells, rate = 150, 30, 0.98
    alone = 0.0
    for right in range(120, n + 1):
        evidence = (float(right), float(n), *(n, n) * (cells - 1))
        p_value = one_sided_p("clopper-pearson-lowest", evidence, rate, above=False)
        assert p_value == pytest.approx(
            min(1.0, cells * stats.binom.cdf(right, n, rate)), rel=1e-6, abs=1e-15
        )
        alone += stats.binom.pmf(right, n, rate) * (p_value <= 0.025)
    assert 1 - (1 - alone) ** cells <= 0.035


def test_a_rule_on_the_worst_cell_is_about_the_cells_with_few_rows_too():
    """Two ranked cells of 10 looked at in all, one of 12 rows: by SciPy's binomial tests."""
    held = Cells(((80.0, 100.0), (57.0, 60.0)), ((11.0, 12.0),), 1, 10)
    method = "clopper-pearson-worst-cell"
    every = [(80, 100), (57, 60), (11, 12)]
    for bound in (0.5, 0.6, 0.7, 0.9):
        above = max(stats.binomtest(*pair, bound, "greater").pvalue for pair in every)
        below = min(stats.binomtest(*pair, bound, "less").pvalue for pair in every[:2])
        evidence = held.evidence()
        assert one_sided_p(method, evidence, bound, above=True) == pytest.approx(above)
        found = one_sided_p(method, evidence, bound, above=False)
        assert found == pytest.approx(min(1.0, 10 * below))
    found = limits(method, held.evidence(), 0.95)
    # 11 of 12 may be as few as .615; 80 of 100, one of ten cells, as many as .902.
    assert found.lower == pytest.approx(stats.beta.ppf(0.025, 11, 2))
    assert found.upper == pytest.approx(stats.beta.ppf(1 - 0.0025, 81, 20))
    nothing = replace(held, small=((0.0, 0.0),))
    assert limits(method, nothing.evidence(), 0.95).lower == 0
    assert one_sided_p(method, nothing.evidence(), 0.01, above=True) == 1


def test_evidence_of_cells_is_read_back_as_written():
    held = Cells(((80.0, 100.0), (57.0, 60.0)), ((0.0, 0.0), (11.0, 12.0)), 7, 10)
    assert Cells.of(held.evidence()) == held
