import numpy as np
import pytest
from scipy.stats import binom, binomtest, hypergeom

from audits.confounds.worst_groups import lower_tail
from audits.data.dataset import Dataset
from audits.judging.equivalence import deciding
from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, Interval, Undetermined
from audits.planning.plan import make_plan
from audits.probes.confounds.worst_cells import worst_cells
from audits.running.run import run
from audits.specification.parsing import parse_document
from audits.specification.roles import Role
from audits.statistics.intervals import one_sided_p
from audits.statistics.minimum_of_shares import lowest_by
from audits.statistics.proportions import clopper_pearson
from tests.audits.probes.published import category, exhibits, figures, measure, number
from tests.subjects import Subject
from tests.tables import profile

METRIC = "worst_group_accuracy"


def from_counts(counts):
    """{(label, nuisance): (right, rows)} of a two-class model."""
    label, answer, nuisance, times = [], [], [], []
    for (truth, value), (right, size) in counts.items():
        for given, count in ((truth, right), ("10"[int(truth)], size - right)):
            label.append(truth)
            answer.append(given)
            nuisance.append(value)
            times.append(count)
    return Dataset(
        (
            category("digit", Role.LABEL, label, positive="1"),
            category("answer", Role.PREDICTION, answer),
            category("mark", Role.NUISANCE, nuisance),
            number("n", Role.COUNT, times),
        )
    )


SHORTCUT = {
    ("0", "no"): (95, 100),
    ("0", "yes"): (30, 100),
    ("1", "no"): (40, 100),
    ("1", "yes"): (98, 100),
}
HONEST = dict.fromkeys(SHORTCUT, (92, 100))


def test_the_worst_cell_is_the_lowest_of_the_hand_count():
    found = measure(worst_cells, from_counts(SHORTCUT))[METRIC, "mark"]
    assert found.value == pytest.approx(0.30)
    assert found.sample_size == 100
    exact = binomtest(30, 100).proportion_ci(1 - 0.05 / 4, method="exact")
    assert (found.interval.lower, found.interval.upper) == pytest.approx(exact, abs=1e-9)


def test_a_shortcut_is_pointed_at_and_an_honest_model_is_not():
    (flag, _) = exhibits(worst_cells, from_counts(SHORTCUT))
    assert flag.content["tone"] == "flag"
    assert flag.title.startswith("Worse where digit is 0 and mark is yes: 30.0 % right")
    (clear, _) = exhibits(worst_cells, from_counts(HONEST))
    assert clear.content["tone"] == "clear"


@pytest.mark.parametrize(
    ("role", "values", "accused"),
    [(Role.WEIGHT, [2.0] * 8, True), (Role.WEIGHT, [1.0, 4.0] * 4, False)],
)
def test_rows_of_unequal_weight_accuse_no_cell(role, values, accused):
    data = Dataset((*from_counts(SHORTCUT).columns, number("w", role, values)))
    assert measure(worst_cells, data)[METRIC, "mark"].value == pytest.approx(0.30)
    kinds = [shown.kind for shown in exhibits(worst_cells, data)]
    assert kinds == (["statement"] if accused else []) + ["heat_map"]


def test_rows_of_one_cluster_accuse_no_cell():
    whole = from_counts(SHORTCUT)
    times = whole["n"].numbers.astype(int)
    rows = whole.take(np.repeat(np.arange(8), times))
    for size, accused in ((1, True), (10, False)):
        people = category("who", Role.CLUSTER, [str(row // size) for row in range(len(rows))])
        data = Dataset((*(c for c in rows.columns if c.name != "n"), people))
        kinds = [shown.kind for shown in exhibits(worst_cells, data)]
        assert ("statement" in kinds) == accused


def test_a_label_that_is_hard_everywhere_is_no_shortcut():
    hard = {**HONEST, ("1", "no"): (60, 100), ("1", "yes"): (61, 100)}
    assert exhibits(worst_cells, from_counts(hard))[0].content["tone"] == "clear"


def test_the_heat_map_has_n_in_every_cell():
    shown = exhibits(worst_cells, from_counts(SHORTCUT))[1]
    assert shown.kind == "heat_map"
    assert shown.content["cells"][0][1] == {
        "value": pytest.approx(0.3),
        "n": 100,
        "interval": [pytest.approx(0.2189, abs=1e-3), pytest.approx(0.3958, abs=1e-3)],
    }


def test_small_cells_are_shown_and_not_ranked():
    small = {**HONEST, ("1", "no"): (0, 10)}
    found = measure(worst_cells, from_counts(small))[METRIC, "mark"]
    assert found.value == pytest.approx(0.92)
    # Not one of ten: the lowest share of all may be 0, by Wilson's limit.
    assert found.interval.lower == 0
    words = exhibits(worst_cells, from_counts(small))[0].content["words"]
    assert "1 cell with too few rows is not ranked" in words
    tiny = dict.fromkeys(SHORTCUT, (9, 10))
    assert (
        "no cell of label x nuisance has 30"
        in measure(worst_cells, from_counts(tiny))[METRIC, "mark"].reason
    )


@pytest.mark.parametrize(
    ("values", "reason"), [("same", "constant"), ("label", "equals the label")]
)
def test_a_nuisance_that_says_nothing_is_undetermined(values, reason):
    held = from_counts(HONEST)
    truth = ["01"[code] for code in held["digit"].categories.codes]
    column = category("mark", Role.NUISANCE, ["x"] * 8 if values == "same" else truth)
    data = Dataset(tuple(column if c.name == "mark" else c for c in held.columns))
    found = measure(worst_cells, data)[METRIC, "mark"]
    assert isinstance(found, Undetermined)
    assert reason in found.reason


def test_the_interval_of_the_lowest_covers_the_lowest_truth():
    """Of forty cells of 99 % Wilson's limits at Bonferroni's level held it in 84 % of tables."""
    draw, limits = np.random.default_rng(0), lowest_by(clopper_pearson)
    for truths, rows in (([0.9, 0.9, 0.88, 0.9], 60), ([0.99] * 40, 200), ([0.99] * 10, 100)):
        covered = 0
        for _ in range(400):
            hits = draw.binomial(rows, truths)
            low, high = limits([float(v) for h in hits for v in (h, rows)], 0.95)
            covered += low <= min(truths) <= high
        assert covered >= 0.95 * 400


def with_idle_nuisances(counts, others, seed):
    """The same rows with nuisances that are drawn without looking at anything."""
    held = from_counts(counts)
    rows = np.repeat(np.arange(len(held)), held["n"].numbers.astype(int))
    draw = np.random.default_rng(seed)
    idle = [
        category(f"idle {at}", Role.NUISANCE, np.array(["a", "b"])[draw.integers(0, 2, len(rows))])
        for at in range(others)
    ]
    long = held.take(rows)
    return Dataset((*(c for c in long.columns if c.role is not Role.COUNT), *idle))


def test_the_interval_is_corrected_for_the_cells_of_every_nuisance():
    found = measure(worst_cells, with_idle_nuisances(SHORTCUT, 3, 0))[METRIC, "mark"]
    # 30 of 100 among 4 x 4 cells.
    exact = binomtest(30, 100).proportion_ci(1 - 0.05 / 16, method="exact")
    assert (found.interval.lower, found.interval.upper) == pytest.approx(exact, abs=1e-9)
    assert "of 16 cells" in found.method


def test_many_idle_nuisances_accuse_an_honest_model_no_more_often_than_one():
    accused = 0
    for seed in range(60):
        shown = exhibits(worst_cells, with_idle_nuisances(HONEST, 12, seed))
        accused += any(item.content.get("tone") == "flag" for item in shown)
    # 5 % of 60 are 3; corrected for its own cells alone each nuisance adds up to 5 % (12 x).
    assert accused <= 7


def berkeley():
    paper = figures("berkeley1973")
    gender, department, admitted, times = [], [], [], []
    for who in ("men", "women"):
        for name, (yes, no) in paper[who].items():
            gender += [who, who]
            department += [name, name]
            admitted += ["1", "0"]
            times += [yes, no]
    return Dataset(
        (
            category("gender", Role.PROTECTED, gender, reference="men"),
            category("department", Role.NUISANCE, department),
            category("admitted", Role.PREDICTION, admitted, favourable="1"),
            number("n", Role.COUNT, times),
        )
    )


def test_berkeley_turns_round_within_departments():
    said, table = exhibits(worst_cells, berkeley())
    assert said.title == "The gap between women and men turns round within department."
    # Bickel et al.: 1198 of 2691 men and 557 of 1835 women; 4 of 6 departments favour women.
    assert "14.2 points" in said.content["words"]
    assert "4 of 6 values" in said.content["words"]
    assert table.content["rows"][-1][1:] == ["30.4 %", 1835, "44.5 %", 2691, "-14.2"]


def test_without_labels_the_accuracy_is_undetermined():
    assert "role label" in measure(worst_cells, berkeley())[METRIC, "department"].reason


def test_a_gap_that_stays_is_no_reversal():
    gender = ["m", "m", "w", "w"] * 2
    held = Dataset(
        (
            category("gender", Role.PROTECTED, gender, reference="m"),
            category("dept", Role.NUISANCE, ["A"] * 4 + ["B"] * 4),
            category("admitted", Role.PREDICTION, ["1", "0"] * 4, favourable="1"),
            number("n", Role.COUNT, [80, 20, 50, 50, 70, 30, 40, 60]),
        )
    )
    assert exhibits(worst_cells, held) == []


@pytest.mark.parametrize(
    "table", [(3, 10, 9, 10), (0, 30, 5, 40), (40, 100, 98, 100), (9, 9, 9, 9)]
)
def test_the_tail_is_the_one_sided_fisher_test(table):
    right, size, other, others = table
    expected = hypergeom.cdf(right, size + others, right + other, size)
    assert lower_tail(*table) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("rows", "told"), [(0, True), (20, True), (100, False)])
def test_cells_that_are_not_ranked_are_told(rows, told):
    subject = Subject(from_counts({**HONEST, ("1", "yes"): (min(2, rows), rows)}))
    list(worst_cells(subject))
    said = [text for text in subject.warnings if "too few rows to be ranked" in text]
    assert len(said) == told
    fewest = (
        f"1 of 4 cells of digit x mark have too few rows to be ranked (the fewest: 1 x yes, {rows})"
    )
    assert all(fewest in text for text in said)


def judged(counts, **bound):
    """The finding of a rule on the worst cell."""
    data = from_counts(counts)
    text = {
        "dataset": {
            "path": "digits.csv",
            "columns": {
                "digit": {"role": "label", "positive": "1"},
                "answer": {"role": "prediction"},
                "mark": {"role": "nuisance"},
                "n": {"role": "count"},
            },
        },
        "probes": ["confounds.worst_cells"],
        "policy": {"rules": [{"metric": METRIC, "group": {"nuisance": "mark"}, **bound}]},
    }
    plan = make_plan(parse_document(text), dataset=profile(data))
    steps = [result.to_json() for result in run(plan, data)]
    (finding,) = judge(plan, steps).findings
    return finding


ALIKE = dict.fromkeys(SHORTCUT, (380, 400))


@pytest.mark.parametrize(
    ("cell", "verdict", "fewest"),
    [
        # All of 28 right: at least .877 (.025 to the power of 1 / 28).
        ((28, 28), Verdict.PASS, None),
        # All of 12 right may be .735 in truth, and 27 of 28 .817.
        ((12, 12), Verdict.INCONCLUSIVE, 12),
        ((27, 28), Verdict.INCONCLUSIVE, 28),
        ((0, 0), Verdict.INCONCLUSIVE, 0),
        # Too few rows to accuse by, however they are answered.
        ((0, 20), Verdict.INCONCLUSIVE, 20),
    ],
)
def test_a_cell_with_few_rows_is_passed_only_by_its_own_rows(cell, verdict, fewest):
    finding = judged({**ALIKE, ("1", "yes"): cell}, at_least=0.85)
    assert finding.verdict is verdict
    if fewest is None:
        assert finding.reason is None
    else:
        assert f"1 cell has too few rows to be ranked (the fewest: {fewest})" in finding.reason
        assert "the rule would pass" in finding.reason
        assert "`map`" in finding.remedy


def test_the_reason_is_the_small_cells_only_where_the_others_would_pass():
    finding = judged({**ALIKE, ("1", "yes"): (12, 12)}, at_least=0.95)
    assert (finding.verdict, finding.reason) == (Verdict.INCONCLUSIVE, None)
    failed = judged({**ALIKE, ("0", "no"): (200, 400), ("1", "yes"): (12, 12)}, at_least=0.85)
    assert failed.verdict is Verdict.FAIL


def test_a_report_of_before_is_judged_as_it_was():
    """Evidence of pairs, by the method that release named: 30 of 100 is under .5, p 2e-4."""
    stored = Estimate(
        METRIC, (), 0.3, Interval(0.2, 0.42), 0.95, 100,
        "wilson-lowest (0 x yes, of 2 cells)", (95.0, 100.0, 30.0, 100.0),
    )  # fmt: skip
    held = deciding(stored)
    assert held.method.startswith("clopper-pearson-lowest")
    found = one_sided_p(held.method, held.evidence, 0.5, above=False)
    assert found == pytest.approx(2 * binom.cdf(30, 100, 0.5))
