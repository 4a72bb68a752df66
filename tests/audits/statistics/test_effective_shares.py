"""Shares whose rows count unequally or belong together: limits that hold near 0 and 1."""

import numpy as np
import pytest
from scipy import stats

from audits.data.cluster_likeness import likeness
from audits.data.clusters import Clustered
from audits.data.tallies import Tally
from audits.measurement import Undetermined
from audits.probes.fairness.error_rates import error_rates
from audits.probes.fairness.selection_rate import selection_rate
from audits.probes.imbalance.accuracy_against_majority import accuracy_against_majority
from audits.statistics.effective_shares import effective_trials
from audits.statistics.interval_methods import METHODS
from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.shares import share_of
from benchmarks import simulate_matrix
from tests.audits.probes.published import answers, measure

EXAMPLES = {
    "korn-graubard": (0.3, 80.5, 99),
    "korn-graubard-difference": (0.3, 80.5, 99, 0.4, 60.2, 70),
    "korn-graubard-larger": (0.3, 80, 99, 0.4, 60, 70, 0.1, 90, 99, 0.3, 50, 70),
    "korn-graubard-ratio": (0.3, 80.5, 99, 0.4, 60.2, 70),
    "korn-graubard-highest": (0.1, 80, 99, 0.6, 60, 70, 0.35, 50, 60),
    "korn-graubard-f1": (0.3, 80.5, 99),
    "korn-graubard-sum": (0.5, 0.3, 80, 99, 0.5, 0.6, 40, 50),
    "korn-graubard-precision": (0.1, 90, 99, 0.8, 40, 50, 0.1),
    "korn-graubard-cost": (0.0, 1.0, 0.1, 80, 99, 9.0, 0.02, 80, 99),
    "korn-graubard-paired": (0.3, 80, 99, 0.6, 24, 20),
}


def test_the_limits_are_the_survey_formula_or_further():
    # Korn & Graubard 1998, by hand: 40 effective trials of 29 degrees of freedom are worth
    # 40 (1.959964 / 2.045230)^2 = 36.7343, of which a tenth succeeded.
    assert effective_trials((0.1, 40, 29), 0.95) == pytest.approx(36.7343, abs=1e-4)
    found = limits("korn-graubard", (0.1, 40, 29), 0.95)
    lower, upper = stats.beta.ppf(0.025, 3.67343, 36.7343 - 3.67343 + 1), 0.2384
    # One of thirty units more at 0 reaches hardly further, and one at 1 does: by hand its mean is
    # (3 + 1) / 31 = .12903 and its variance (30^2 .00225 t^2 / z^2 + .9^2 30 / 31) / (31 32).
    assert lower - 1e-3 < found.lower < lower
    seen = 0.00225 * (2.045230 / 1.959964) ** 2
    mean, variance = 4 / 31, (900 * seen + 0.81 * 30 / 31) / 992
    size = mean * (1 - mean) / variance - 1
    beyond = stats.beta.ppf(0.975, mean * size, (1 - mean) * size)
    assert found.upper == pytest.approx(max(beyond, upper), abs=1e-3)


def test_nothing_of_forty_independent_rows_is_the_exact_bound():
    # (1 - u)^40 = .025; no variance was estimated, so nothing is taken off.
    upper = limits("korn-graubard", (0.0, 40, 1e6), 0.95).upper
    assert upper == pytest.approx(1 - 0.025 ** (1 / 40), abs=1e-6)


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


@pytest.mark.parametrize("method", EXAMPLES)
def test_limits_hold_the_printed_interval_s_value(method):
    printed = method.replace("korn-graubard", "linearised")
    if printed in METHODS:
        inner = limits(printed, EXAMPLES[method], 0.05)
        outer = limits(method, EXAMPLES[method], 0.95)
        assert outer.lower < inner.lower < inner.upper < outer.upper


def test_a_ratio_turned_round_has_the_limits_turned_round():
    first, second = (0.3, 80.0, 99.0), (0.4, 60.0, 70.0)
    one = limits("korn-graubard-ratio", (*first, *second), 0.95)
    other = limits("korn-graubard-ratio", (*second, *first), 0.95)
    assert one.lower == pytest.approx(1 / other.upper)
    assert one.upper == pytest.approx(1 / other.lower)


def weighted(weight, hit):
    cells = [hit, ~hit]
    return share_of(
        Tally(
            np.array([part.sum() for part in cells]),
            np.array([weight[part].sum() for part in cells]),
            np.array([(weight[part] ** 2).sum() for part in cells]),
        ),
        np.array([True, False]),
        np.array([True, True]),
    )


def test_rows_are_never_worth_more_than_kish_says():
    # Ten successes of weight .1 among 90 failures of weight 1 would look like 909 rows.
    weight, hit = np.where(np.arange(100) < 10, 0.1, 1.0), np.arange(100) < 10
    kish = 91**2 / (90 + 10 * 0.01)  # 91.91
    found = weighted(weight, hit)
    assert found.value == pytest.approx(1 / 91)
    assert found.effective == pytest.approx(kish)
    assert found.evidence[2] == pytest.approx(kish - 1)


def test_equal_weights_are_worth_their_rows():
    found = weighted(np.full(30, 0.1), np.arange(30) < 12)
    assert found.undetermined_reason(30) is None
    assert found.worth == pytest.approx(30)


@pytest.mark.parametrize(
    ("probe", "metric"),
    [
        (selection_rate, "selection_rate"),
        (selection_rate, "demographic_parity_difference"),
        (selection_rate, "impact_ratio"),
        (error_rates, "true_positive_rate"),
        (error_rates, "equal_opportunity_difference"),
        (accuracy_against_majority, "majority_share"),
        (accuracy_against_majority, "accuracy_gain_over_majority"),
        (accuracy_against_majority, "matthews_correlation"),
        (accuracy_against_majority, "cohen_kappa"),
        (accuracy_against_majority, "f1"),
        (accuracy_against_majority, "expected_cost"),
    ],
)
def test_one_row_with_nearly_all_the_weight_says_nothing(probe, metric):
    """1,000 rows, one with 99 % of the weight: Kish's 1 / (.99^2 + .01^2 / 999) = 1.02 rows."""
    rng = np.random.default_rng(0)
    label, answer = rng.integers(0, 2, 1000).astype(str), rng.integers(0, 2, 1000).astype(str)
    label[0] = answer[0] = "1"
    weight = np.ones(1000)
    weight[0] = 99 * 999
    group = np.where(np.arange(1000) % 2, "a", "b")
    table = answers(label, answer, group, weight=weight, reference="a")
    if probe is selection_rate:
        table = answers(None, answer, group, weight=weight, reference="a")
    found = measure(probe, table)[metric, "b"]
    assert isinstance(found, Undetermined)
    assert found.reason == "weights are worth 1 row where 30 are needed"


def clusters(hits, sizes):
    hits, sizes = np.asarray(hits), np.asarray(sizes)
    amount = np.concatenate([hits, sizes - hits]).astype(float)
    cell, cluster = np.repeat([0, 1], len(sizes)), np.tile(np.arange(len(sizes)), 2)
    held = Clustered(cluster, cell, amount).within(np.ones(2, dtype=bool))
    return likeness(held, np.array([True, False]))


def test_clusters_all_of_one_answer_are_worth_a_row_each():
    # 20 of 40 clusters of five answer yes five times, the others never. By hand: the sums round
    # the mean are 2.5 in size, so the variance is 40 2.5^2 (40 / 39) / 200^2 = .25 / 39.
    found = clusters([5] * 20 + [0] * 20, [5] * 40)
    assert found.effective == pytest.approx(39)
    assert found.degrees_of_freedom == pytest.approx(39)
    assert found.alike == pytest.approx(40)


def test_a_rare_answer_in_few_clusters_makes_each_cluster_a_row():
    # Five of 100 clusters of 50 have one success each: rows alone would say 5,000.
    found = clusters([1] * 5 + [0] * 95, [50] * 100)
    assert found.effective == pytest.approx(100)
    # Twenty of them are enough to see that they are not alike.
    assert clusters([1] * 20 + [0] * 80, [50] * 100).effective > 4000


def test_large_clusters_dominate_the_degrees_of_freedom():
    # Ten clusters of 50, ninety of 5: sizes squared 2,500 and 25; (27,250)^2 / 62,556,250.
    hits = [25] * 5 + [20] * 5 + [2] * 45 + [3] * 45
    found = clusters(hits, [50] * 10 + [5] * 90)
    assert found.degrees_of_freedom == pytest.approx(27250**2 / 62556250 - 1)
    assert found.alike == pytest.approx(950**2 / 27250)


@pytest.mark.parametrize("make", [simulate_matrix.clustered, simulate_matrix.weighted])
def test_no_simulated_cell_is_under_its_level(make):
    """A fast form of benchmarks/simulate_matrix.py; three standard errors of 400 draws."""
    found = list(make(np.random.default_rng(1), 400, grid=False))
    assert found
    for cell, held, above, below, far_above, far_below in found:
        assert held >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / 400), cell
        assert max(above, below) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400), cell
        assert max(far_above, far_below) <= 0.01 + 3 * np.sqrt(0.01 * 0.99 / 400), cell


def test_the_logit_interval_alone_would_not_hold():
    """The same clusters without the rule on few events: the truth at .02 is missed too often."""
    rng = np.random.default_rng(2)
    held = []
    for _ in range(400):
        own = rng.beta(0.03, 1.47, 50)  # rate .02, intraclass .4
        hits = rng.binomial(50, own)
        value = hits.sum() / 2500
        if value == 0:
            continue
        around = hits - 50 * value
        variance = around @ around * 50 / 49 / 2500**2
        naive = limits("linearised", (value, value * (1 - value) / variance, 49), 0.95)
        found = clusters(hits, [50] * 50)
        ours = limits(
            "korn-graubard", (value, min(2500, found.effective), found.degrees_of_freedom), 0.95
        )
        held.append((0.02 in naive, 0.02 in ours))
    naive, ours = np.mean(held, axis=0)
    assert naive < 0.9
    assert ours >= 0.93


def test_a_bound_is_tested_at_the_level_at_which_the_limit_meets_it():
    evidence = (0.02, 400.0, 60.0)
    for level in (0.025, 0.00125):
        upper = limits("korn-graubard", evidence, 1 - 2 * level).upper
        assert one_sided_p("korn-graubard", evidence, upper, above=False) == pytest.approx(
            level, rel=1e-4
        )
