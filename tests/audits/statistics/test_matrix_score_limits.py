"""Costs, gains, balanced accuracy, correlation and kappa where hardly any error was seen."""

import numpy as np
import pytest
from scipy import stats

from audits.data.tallies import Tally
from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.matrix_scores import cohen_kappa, fiducial, matthews_correlation
from benchmarks import simulate_matrix

EXAMPLES = {
    "melded-sum": (0.5, 30, 60, 0.5, 48, 80),
    "exact-cost": (0.0, 1.0, 10, 90, 9.0, 2, 90),
    "exact-paired": (17, 90, 12, 17),
    "fiducial": (0.5, *(0.5 + 0.01 * (place - 32) for place in range(65))),
}


def exact(x, n, tail=0.025):
    """Clopper & Pearson 1934 by scipy."""
    lower = stats.beta.ppf(tail, x, n - x + 1) if x else 0.0
    return lower, stats.beta.ppf(1 - tail, x + 1, n - x) if x < n else 1.0


@pytest.mark.parametrize("method", EXAMPLES)
def test_limits_widen_with_confidence_and_draw_in_with_data(method):
    evidence, before = EXAMPLES[method], None
    for confidence in (0.5, 0.8, 0.95, 0.9975, 1 - 1e-9):
        found = limits(method, evidence, confidence)
        assert found.lower < found.upper
        if before is not None:
            assert found.lower <= before.lower
            assert found.upper >= before.upper
        before = found
    plain, more = (limits(method, each, 0.95) for each in (evidence, scaled(method, evidence, 9.0)))
    assert plain.lower <= more.lower < more.upper <= plain.upper


@pytest.mark.parametrize("make", [simulate_matrix.costs, simulate_matrix.gains])
def test_no_enumerated_cell_errs_above_its_level(make):
    for cell, held, above, below, far_above, far_below in make((30, 100)):
        assert held >= 0.95, cell
        assert max(above, below) <= 0.025, cell
        assert max(far_above, far_below) <= 0.00125, cell


def test_no_enumerated_balanced_accuracy_errs_above_its_level():
    for cell, held, above, below, far_above, far_below in simulate_matrix.balanced(((30, 60),)):
        assert held >= 0.95, cell
        assert max(above, below) <= 0.025, cell
        assert max(far_above, far_below) <= 0.00125, cell


def test_one_kind_of_error_has_clopper_and_pearsons_limits():
    found = limits("exact-cost", (0.0, 2.0, 7, 120), 0.95)
    assert (found.lower, found.upper) == pytest.approx(tuple(2 * end for end in exact(7, 120)))


def test_an_error_that_was_not_seen_keeps_its_upper_limit():
    # 16 false positives and no false negative among 300 rows, at 1 and 100 (Zou & Donner 2008):
    # .0533 + sqrt((upper of 16 - .0533)^2 + (100 (1 - .025^(1/300)))^2).
    seen, unseen = exact(16, 300)[1] - 16 / 300, 100 * (1 - 0.025 ** (1 / 300))
    found = limits("exact-cost", (0.0, 100.0, 0, 300, 1.0, 16, 300), 0.95)
    assert found.upper == pytest.approx(16 / 300 + np.hypot(seen, unseen))
    assert found.upper > 1.2


def test_two_equally_dear_errors_seen_once_each_are_no_more_than_two_of_one_kind():
    # MOVER of the two lower limits alone gives .62 / n; two events of one kind give .242 / n.
    found = limits("exact-cost", (0.0, 1.0, 1, 300, 1.0, 1, 300), 0.95)
    assert found.lower <= exact(2, 300)[0]


def test_a_gain_s_lower_limit_is_above_zero_where_the_sign_test_rejects_and_nowhere_else():
    for b in range(16):
        for c in range(16 - b):
            if b + c == 0:
                continue
            p = stats.binomtest(b, b + c, alternative="greater").pvalue
            lower = limits("exact-paired", (b + c, 40, b, b + c), 0.95).lower
            assert (lower > 1e-12) == (p <= 0.025), (b, c)


def test_four_rows_better_and_none_worse_are_no_pass():
    # The exact one-sided p is 1 / 16, and the lower limit says so too.
    evidence = (4, 200, 4, 4)
    assert limits("exact-paired", evidence, 0.95).lower < 0
    assert one_sided_p("exact-paired", evidence, 0.0, above=True) == pytest.approx(1 / 16, rel=1e-6)


def test_a_gain_over_two_labels_that_may_be_the_most_frequent_knows_of_both():
    first, second = (30, 100, 18, 30), (40, 100, 26, 40)
    one, other = (limits("exact-paired", each, 0.95) for each in (first, second))
    both = limits("exact-paired", (*first, *second), 0.95)
    assert both.lower == min(one.lower, other.lower)
    adjusted = [limits("exact-paired", each, 0.975).upper for each in (first, second)]
    assert both.upper == min(adjusted)


def test_two_equally_frequent_labels_do_not_double_the_false_alarms():
    """A model that guesses gains nothing, whichever of two equal classes came out ahead."""
    rng, fails, naive, audits = np.random.default_rng(3), 0, 0, 2000
    for tn, fp, fn, tp in rng.multinomial(200, (0.25,) * 4, audits).tolist():
        # Over "always 0": better where a 1 is found, worse where a 0 is called 1.
        over_zero, over_one = (tp + fp, 200, tp, tp + fp), (tn + fn, 200, tn, tn + fn)
        evidence = (*over_zero, *over_one)
        fails += limits("exact-paired", evidence, 0.95).upper < 0
        most = over_zero if tn + fp >= fn + tp else over_one
        naive += limits("exact-paired", most, 0.95).upper < 0
    assert fails / audits <= 0.025 + 2 * np.sqrt(0.025 * 0.975 / audits)
    assert naive > fails


@pytest.mark.parametrize("measure", [matthews_correlation, cohen_kappa])
def test_correlation_and_kappa_hold_the_truth_at_rare_positives(measure):
    found = simulate_matrix.scores(np.random.default_rng(5), 200, grid=False)
    for cell, held, *tails in found:
        assert held >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 200), cell
        assert max(tails[:2]) <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 200), cell


@pytest.mark.parametrize("heavy", [8.0, 0.125])
def test_a_correlation_whose_errors_weigh_otherwise_holds_its_level(heavy):
    """3 % errors that stand for eight rows each, or for an eighth: each cell has its own weight.

    By the effective rows of the whole table the limits missed in 12 and 5 % of 600 draws of 300.
    """
    rng = np.random.default_rng(12)
    shares = np.array([[0.485, 0.015], [0.015, 0.485]])
    weights = np.where(np.eye(2) > 0, 1.0, heavy)
    truth = float(matthews_correlation(shares * weights))
    above = below = 0
    for rows in rng.multinomial(300, shares.reshape(-1), 400).reshape(-1, 2, 2):
        tally = Tally(rows, rows * weights, rows * weights**2)
        value = float(matthews_correlation(rows * weights))
        evidence = fiducial(value, tally, matthews_correlation, 400, rng)[1]
        found = limits("fiducial", evidence, 0.95)
        above += found.lower > truth
        below += found.upper < truth
    most = 0.025 * 400 + 2 * np.sqrt(400 * 0.025 * 0.975)
    assert above <= most
    assert below <= most


def test_equal_weights_change_no_limit_of_a_correlation():
    rows = np.array([[40, 5], [0, 55]])
    plain, weighted = (
        fiducial(0.9, tally, matthews_correlation, 300, np.random.default_rng(13))[1]
        for tally in (Tally(rows), Tally(rows, rows * 3.0, rows * 9.0))
    )
    assert weighted == pytest.approx(plain)


def test_nothing_wrong_seen_is_not_a_point():
    # 50 of 50 right of each label: of one share the exact lower limit is .025^(1/50) = .929.
    tally = Tally(np.array([[50, 0], [0, 50]]))
    method, evidence = fiducial(1.0, tally, matthews_correlation, 4000, np.random.default_rng(4))
    assert method == "fiducial (4000 draws of the cells)"
    found = limits(method, evidence, 0.95)
    # Correlation is the sum of both recalls less 1, near enough: between one and two such losses.
    assert 1 - 2 * (1 - 0.025 ** (1 / 50)) < found.lower < 0.025 ** (1 / 50)
    assert found.upper == 1


def test_of_two_labels_kappa_s_interval_is_near_the_delta_method_s_where_there_is_much():
    """Fleiss, Cohen & Everitt 1969, Psychol. Bull. 72:323: kappa's large-sample error."""
    cells = np.array([[400, 100], [80, 420]])
    share, total = cells / 1000, 1000
    rows, columns = share.sum(1), share.sum(0)
    seen, chance = np.trace(share), rows @ columns
    kappa = (seen - chance) / (1 - chance)
    a = sum(share[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(2))
    b = (1 - kappa) ** 2 * sum(
        share[i, j] * (columns[i] + rows[j]) ** 2 for i in range(2) for j in range(2) if i != j
    )
    c = (kappa - chance * (1 - kappa)) ** 2
    error = np.sqrt((a + b - c) / total) / (1 - chance)
    method, evidence = fiducial(kappa, Tally(cells), cohen_kappa, 20_000, np.random.default_rng(6))
    found = limits(method, evidence, 0.95)
    assert (found.upper - found.lower) / 2 == pytest.approx(1.96 * error, rel=0.05)
    assert (found.upper + found.lower) / 2 == pytest.approx(kappa, abs=0.003)
