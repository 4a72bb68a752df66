from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import (
    balanced_accuracy_score,
    cohen_kappa_score,
    f1_score,
    matthews_corrcoef,
)

from audits.data.dataset import Categories, Column, Dataset
from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, Undetermined, measurement_to_json
from audits.planning.steps import Step
from audits.probes.imbalance.accuracy_against_majority import accuracy_against_majority
from audits.probing.subject import Subject
from audits.specification.parsing import parse_policy
from audits.specification.roles import Role
from audits.statistics.intervals import limits, one_sided_p
from tests.audits.probes.published import answers, compas, figures, from_cells, measure
from tests.tables import binary

FAST = {"draws": 200}
PROBE = "imbalance.accuracy_against_majority"


def verdict(measurement, **bound):
    """What a policy of one rule says of one measurement."""
    policy = parse_policy({"rules": [{"metric": measurement.metric, **bound}]})
    asked = (Step(0, PROBE, 1, {"smallest_group": 30}),)
    plan = SimpleNamespace(
        policy=policy, steps=asked, left_out=(), accepted=None, accepted_failures={}, heads={}
    )
    item = {"probe": PROBE, "step": 0} | measurement_to_json(measurement)
    step = {"step": 0, "probe": PROBE, "status": "ran", "measurements": [item]}
    (finding,) = judge(plan, [step]).findings
    return finding.verdict


def test_compas_has_the_published_scores():
    paper, found = figures("compas"), measure(accuracy_against_majority, compas(), **FAST)
    for metric in ("matthews_correlation", "balanced_accuracy", "f1"):
        value = found[metric, ()].value
        assert value == pytest.approx(paper["overall"][metric], abs=paper["tolerance"])


@pytest.mark.parametrize("case", figures("chicco2020")["matrices"], ids=lambda case: case["id"])
def test_the_six_matrices_of_chicco_and_jurman(case):
    paper = figures("chicco2020")
    cells = {("a", "1", "1"): "tp", ("a", "1", "0"): "fn", ("a", "0", "1"): "fp",
             ("a", "0", "0"): "tn"}  # fmt: skip
    data = from_cells({key: case[name] for key, name in cells.items()})
    found = measure(accuracy_against_majority, data, smallest_group=1, **FAST)
    close = {"abs": paper["tolerance"] + 1e-9}
    assert found["matthews_correlation", ()].value == pytest.approx(case["mcc"], **close)
    assert found["f1", ()].value == pytest.approx(case["f1"], **close)
    assert found["expected_cost", ()].value == pytest.approx(1 - case["acc"], **close)


@given(st.integers(0, 10**6), st.integers(10, 150), st.integers(2, 4))
def test_scores_agree_with_scikit_learn(seed, size, classes):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, classes, size)
    label[:classes] = np.arange(classes)
    answer = np.where(rng.random(size) < 0.5, label, rng.integers(0, classes, size))
    found = measure(
        accuracy_against_majority,
        answers(label.astype(str), answer.astype(str)),
        smallest_group=1,
        draws=20,
    )
    expected = {
        "balanced_accuracy": balanced_accuracy_score(label, answer),
        "matthews_correlation": matthews_corrcoef(label, answer),
        "cohen_kappa": cohen_kappa_score(label, answer),
        "f1": f1_score(label == 1, answer == 1),
        "majority_share": np.bincount(label).max() / size,
        "accuracy_gain_over_majority": (label == answer).mean() - np.bincount(label).max() / size,
    }
    constant = {"matthews_correlation", "cohen_kappa"} if len(set(answer)) == 1 else set()
    for metric, value in expected.items():
        item = found[metric, ()]
        if metric in constant:
            assert isinstance(item, Undetermined)
            continue
        assert item.value == pytest.approx(value, abs=1e-12)
        assert item.interval.lower <= item.value <= item.interval.upper
        assert item.interval.lower < item.interval.upper


def test_a_model_that_always_says_healthy_gains_nothing_and_cannot_pass():
    data = answers(["0"] * 990 + ["1"] * 10, ["0"] * 1000)
    found = measure(accuracy_against_majority, data, **FAST)
    gain = found["accuracy_gain_over_majority", ()]
    assert gain.value == 0
    assert gain.interval.lower < 0 < gain.interval.upper
    assert gain.p_value == 1.0
    assert found["majority_share", ()].value == 0.99
    for metric in ("matthews_correlation", "cohen_kappa"):
        assert isinstance(found[metric, ()], Undetermined)
        assert found[metric, ()].reason.startswith("all labels, or all predictions, are the same")


def test_the_gain_carries_the_exact_test_of_the_same_rows():
    label = ["0"] * 80 + ["1"] * 40
    answer = ["0"] * 75 + ["1"] * 5 + ["1"] * 30 + ["0"] * 10
    found = measure(accuracy_against_majority, answers(label, answer), **FAST)
    gain = found["accuracy_gain_over_majority", ()]
    # Right where the majority's answer is wrong: 30; wrong where it is right: 5.
    assert gain.value == pytest.approx(25 / 120)
    theirs = stats.binomtest(30, 35, alternative="greater").pvalue
    assert gain.p_value == pytest.approx(theirs, rel=1e-9)


def test_the_gate_never_contradicts_the_exact_p():
    """Four rows better and none worse: p is 1/16, so `above: 0` is no PASS."""
    data = answers(["0"] * 100 + ["1"] * 60, ["0"] * 100 + ["1"] * 4 + ["0"] * 56)
    gain = measure(accuracy_against_majority, data, **FAST)["accuracy_gain_over_majority", ()]
    assert gain.p_value == pytest.approx(1 / 16)
    assert gain.interval.lower < 0
    assert verdict(gain, above=0.0) is Verdict.INCONCLUSIVE
    assert gain.method == "exact-paired"
    assert one_sided_p(gain.method, gain.evidence, 0.0, above=True) == pytest.approx(gain.p_value)


def test_of_weighted_rows_too_the_p_is_that_of_the_interval():
    rng = np.random.default_rng(8)
    label = rng.random(400) < 0.3
    answer = np.where(rng.random(400) < 0.85, label, ~label)
    data = answers(
        label.astype(int).astype(str), answer.astype(int).astype(str), weight=rng.random(400) + 0.5
    )
    gain = measure(accuracy_against_majority, data, **FAST)["accuracy_gain_over_majority", ()]
    assert gain.method == "korn-graubard-paired"
    assert (gain.p_value <= 0.025) == (gain.interval.lower > 0)
    # The lower limit at the level of the p-value is 0.
    there = limits(gain.method, gain.evidence, 1 - 2 * gain.p_value)
    assert there.lower == pytest.approx(0, abs=1e-6)


def test_a_perfect_model_has_the_intervals_of_no_error_seen():
    found = measure(accuracy_against_majority, answers(["0", "1"] * 50, ["0", "1"] * 50), **FAST)
    for metric in ("matthews_correlation", "cohen_kappa", "f1", "balanced_accuracy"):
        assert found[metric, ()].value == 1
        assert found[metric, ()].interval.upper == 1
    # None of 100 wrong: the exact upper limit is 1 - .025^(1/100) (Clopper & Pearson 1934).
    assert found["expected_cost", ()].interval.upper == pytest.approx(1 - 0.025 ** (1 / 100))
    # Wilson's lower limit of 50 of 50 is 1 / (1 + z^2 / 50), and F1 of q is 2 q / (1 + q).
    recall = 1 / (1 + 1.959964**2 / 50)
    assert found["f1", ()].interval.lower == pytest.approx(2 * recall / (1 + recall), abs=1e-6)
    # Two independent recalls at half weight each: MOVER.
    assert found["balanced_accuracy", ()].interval.lower == pytest.approx(
        1 - (1 - recall) / np.sqrt(2), abs=1e-6
    )
    for metric in ("matthews_correlation", "cohen_kappa"):
        # Not under what both recalls at their exact limits (.9289 each) would give, and not over
        # what an accuracy at its own (.9638) would.
        assert 2 * 0.9289 - 1 < found[metric, ()].interval.lower < 2 * 0.9638 - 1


def test_costs_are_the_plans():
    label, answer = ["0"] * 50 + ["1"] * 50, ["1"] * 10 + ["0"] * 45 + ["1"] * 45
    found = measure(
        accuracy_against_majority,
        answers(label, answer),
        cost_false_positive=2.0,
        cost_false_negative=10.0,
        **FAST,
    )["expected_cost", ()]
    assert found.value == pytest.approx((10 * 2 + 5 * 10) / 100)
    # Clopper-Pearson of 10 and of 5 of 100 (scipy), joined as in Zou & Donner 2008.
    ends = [stats.binomtest(x, 100).proportion_ci() for x in (10, 5)]
    above = np.hypot(2 * (ends[0].high - 0.1), 10 * (ends[1].high - 0.05))
    assert found.interval.upper == pytest.approx(0.7 + above)
    # A beta with the mean .07 of the greatest cost, 10, and the variance
    # (.2^2 .1 .9 + .05 .95) / 100 = .000511, as Fay & Feuer 1997 have it of Poisson counts.
    size = 0.07 * 0.93 / 0.000511
    lower = 10 * stats.beta.ppf(0.025, 0.07 * size, 0.93 * size + 1)
    assert found.interval.lower == pytest.approx(lower)


def test_a_cost_of_both_errors_alike_is_the_share_of_errors():
    label, answer = ["0"] * 50 + ["1"] * 50, ["1"] * 10 + ["0"] * 45 + ["1"] * 45
    found = measure(accuracy_against_majority, answers(label, answer), **FAST)["expected_cost", ()]
    exact = stats.binomtest(15, 100).proportion_ci()
    assert (found.interval.lower, found.interval.upper) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize("costs", [(-1.0, 5.0), (1.0, -2.0), (-3.0, -1.0), (0.0, 4.0)])
def test_costs_may_be_gains(costs):
    label, answer = ["0"] * 50 + ["1"] * 50, ["1"] * 10 + ["0"] * 45 + ["1"] * 45
    found = measure(
        accuracy_against_majority,
        answers(label, answer),
        cost_false_positive=costs[0],
        cost_false_negative=costs[1],
        **FAST,
    )["expected_cost", ()]
    assert found.value == pytest.approx((10 * costs[0] + 5 * costs[1]) / 100)
    assert min(0.0, *costs) <= found.interval.lower < found.value
    assert found.value < found.interval.upper <= max(0.0, *costs)


def test_where_no_answer_costs_anything_there_is_no_cost():
    found = measure(
        accuracy_against_majority,
        answers(["0", "1"] * 50, ["0"] * 100),
        cost_false_positive=0.0,
        cost_false_negative=0.0,
        **FAST,
    )["expected_cost", ()]
    assert found.reason == "every answer costs the same"


def test_a_cost_that_was_never_seen_is_no_pass():
    """16 of 272 healthy called ill, none of 28 ill missed, at 100 a miss: not under .1."""
    data = from_cells({("a", "0", "1"): 16, ("a", "1", "1"): 28, ("a", "0", "0"): 256})
    found = measure(accuracy_against_majority, data, cost_false_negative=100.0, **FAST)
    cost = found["expected_cost", ()]
    assert cost.value == pytest.approx(16 / 300)
    # One missed among 300 rows would cost .33 more, and up to 1 - .025^(1/300) are not excluded.
    assert cost.interval.upper > 100 * (1 - 0.025 ** (1 / 300))
    assert verdict(cost, at_most=0.1) is Verdict.INCONCLUSIVE
    # What nobody could doubt passes still.
    assert verdict(cost, at_most=5.0) is Verdict.PASS


def test_a_class_with_few_rows_leaves_balanced_accuracy_undetermined():
    found = measure(
        accuracy_against_majority, answers(["0"] * 90 + ["1"] * 10, ["0", "1"] * 50), **FAST
    )
    assert found["balanced_accuracy", ()].reason == "of class '1': 10 rows where 30 are needed"


def test_weights_move_the_numbers_as_in_scikit_learn():
    rng = np.random.default_rng(0)
    label, answer = rng.integers(0, 2, 300), rng.integers(0, 2, 300)
    weight = rng.random(300) + 0.1
    data = answers(label.astype(str), answer.astype(str), weight=weight)
    found = measure(accuracy_against_majority, data, **FAST)
    for metric, function in (
        ("matthews_correlation", matthews_corrcoef),
        ("balanced_accuracy", balanced_accuracy_score),
        ("cohen_kappa", cohen_kappa_score),
        ("f1", f1_score),
    ):
        expected = function(label, answer, sample_weight=weight)
        assert found[metric, ()].value == pytest.approx(expected, abs=1e-12)
        assert not found[metric, ()].method.startswith("wilson")


def test_balanced_accuracy_needs_two_classes_with_labels():
    """Of rows of one class it would be that class's recall: another number of the same name."""
    data = answers(["1"] * 60, ["1"] * 50 + ["0"] * 10)
    found = measure(accuracy_against_majority, data)["balanced_accuracy", ()]
    assert isinstance(found, Undetermined)
    assert "only one class" in found.reason


def test_the_most_frequent_label_of_several_is_judged_as_the_luckiest_of_them():
    """Three labels, 45, 30 and 25 of 100: two may lead in truth, the third is too far behind.

    One in a million by the exact test: 45 of 70 against one half is .011, 45 of 75 .053.
    """
    labels = ["a"] * 45 + ["b"] * 30 + ["c"] * 25
    found = measure(accuracy_against_majority, answers(labels, labels))["majority_share", ()]
    assert found.method == "wilson-most"
    assert found.evidence == (45.0, 100.0, 3.0)


@pytest.mark.parametrize(("classes", "rows"), [(2, 60), (3, 60), (10, 400)])
def test_limits_of_the_most_frequent_label_hold_where_several_are_as_frequent(classes, rows):
    """The most frequent of ten that are alike, read as one share, held a tenth in 73 % of tables.

    Two standard errors of 300 draws at 95 % are 2.5 points.
    """
    rng, held = np.random.default_rng(7), 0
    for _ in range(300):
        counts = rng.multinomial(rows, [1 / classes] * classes).tolist()
        found = limits("wilson-most", (float(max(counts)), float(rows), float(classes)), 0.95)
        held += found.lower <= 1 / classes <= found.upper
    assert held >= 0.925 * 300


def test_clusters_of_one_label_tell_little_of_kappa_and_correlation():
    """Sixty patients of one label each: their limits missed the truth in almost half of audits."""
    rng, draws = np.random.default_rng(5), 60
    # Of prevalence .15 and recalls of .9, by hand: cells .135, .015, .085, .765.
    kappa = (0.9 - (0.15 * 0.22 + 0.85 * 0.78)) / (1 - (0.15 * 0.22 + 0.85 * 0.78))
    phi = (0.135 * 0.765 - 0.015 * 0.085) / (0.15 * 0.85 * 0.22 * 0.78) ** 0.5
    held = dict.fromkeys(("cohen_kappa", "matthews_correlation"), 0)
    for _ in range(draws):
        patients = np.repeat(np.arange(60), 40)
        label = (rng.random(60) < 0.15)[patients]
        answer = np.where(rng.random(2400) < 0.9, label, ~label)
        data = Dataset(
            (
                Column("label", Role.LABEL, binary(label), positive="1"),
                Column("answer", Role.PREDICTION, binary(answer)),
                Column("patient", Role.CLUSTER, Categories.of([str(p) for p in patients])),
            )
        )
        found = {
            m.metric: m for m in accuracy_against_majority(Subject(data), draws=200)
            if isinstance(m, Estimate)
        }  # fmt: skip
        for metric, truth in (("cohen_kappa", kappa), ("matthews_correlation", phi)):
            interval = found[metric].interval
            held[metric] += interval.lower <= truth <= interval.upper
    assert min(held.values()) >= 0.95 * draws - 2 * (0.05 * 0.95 * draws) ** 0.5


@pytest.mark.parametrize(
    ("cells", "opposed"),
    [
        # right positives, misses, false alarms, right negatives; label 1 a default, answer 1 a loan
        ((20, 80, 70, 30), True), ((80, 20, 30, 70), False), ((50, 50, 50, 50), False),
        ((45, 55, 50, 50), False), ((2, 5, 5, 2), False),
        ((420, 580, 580, 420), False),  # bad, and far beyond chance
    ],
)  # fmt: skip
def test_codes_that_run_against_each_other_are_told(cells, opposed):
    """By hand: correlations -.51, .51, 0, -.05 of 200 rows, -.43 of 14, -.16 of 2,000."""
    label = np.repeat([True, True, False, False], cells)
    answer = np.repeat([True, False, True, False], cells)
    data = Dataset(
        (
            Column("default", Role.LABEL, binary(label), positive="1"),
            Column("approve", Role.PREDICTION, binary(answer)),
        )
    )
    subject = Subject(data)
    list(accuracy_against_majority(subject, smallest_group=1, **FAST))
    assert any("run against the labels" in note for note in subject.warnings) is opposed


def test_of_three_classes_nothing_is_the_opposite():
    classes = ("a", "b", "c")
    codes = np.tile(np.arange(3, dtype=np.int8), 60)
    data = Dataset(
        (
            Column("y", Role.LABEL, Categories(codes, classes), positive="a"),
            Column("p", Role.PREDICTION, Categories((codes + 1) % np.int8(3), classes)),
        )
    )
    subject = Subject(data)
    list(accuracy_against_majority(subject, **FAST))
    assert not any("run against" in note for note in subject.warnings)
