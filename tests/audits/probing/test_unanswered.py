"""Rows without an answer are counted, bounded and no evidence for a pass."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.group_sizes import describe
from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, measurement_from_json, measurement_to_json
from audits.models import Answers
from audits.planning.plan import make_plan
from audits.probes.fairness.error_rates import error_rates
from audits.probes.fairness.selection_rate import selection_rate
from audits.probes.imbalance.class_report import class_report
from audits.probing.probe import Asks, Subject
from audits.probing.unanswered import marked, unanswered_rows
from audits.report.assemble import assemble
from audits.report.html import render
from audits.report.json import dumps
from audits.running.catalog import catalog
from audits.running.run import run
from audits.specification.parsing import parse_document
from audits.specification.policy_document import PolicySpec
from audits.specification.roles import Role
from tests.tables import audit_everything, document, profile, table


def people(counts):
    """counts: group -> (given it, refused, without an answer)."""
    who, answers = [], []
    for group, (given_, refused, open_) in counts.items():
        who += [group] * (given_ + refused + open_)
        answers += ["1"] * given_ + ["0"] * refused + [None] * open_
    return Dataset(
        (
            Column("g", Role.PROTECTED, Categories.of(who)),
            Column("answer", Role.PREDICTION, Categories.of(answers), favourable="1"),
        )
    )


def audited(data, *rules, probe="fairness.selection_rate"):
    policy = PolicySpec.model_validate({"rules": list(rules)})
    plan = make_plan(document(data, probe, policy=policy), dataset=profile(data))
    steps = [result.to_json() for result in run(plan, data)]
    return plan, steps, judge(plan, steps, context=describe(data))


RULE = {"metric": "impact_ratio", "attribute": "g", "at_least": 0.8}


def test_refusals_left_empty_make_no_pass():
    """A is given it 500 of 1,000 times, B 250 of 1,000: .50 fails. Two thirds of B's refusals are
    then left empty, and of those answered B has .50 too."""
    _, _, whole = audited(people({"A": (500, 500, 0), "B": (250, 750, 0)}), RULE)
    assert {dict(f.group)["g"]: f.verdict for f in whole.findings} == {"B": Verdict.FAIL}
    plan, steps, gaps = audited(people({"A": (500, 500, 0), "B": (250, 250, 500)}), RULE)
    (b,) = [found for found in gaps.findings if dict(found.group)["g"] == "B"]
    found = next(
        m for m in steps[0]["measurements"]
        if m["metric"] == "impact_ratio" and m["group"] == {"g": "B"}
    )  # fmt: skip
    assert found["value"] == 1.0
    assert found["interval"][0] > 0.8  # of the answered rows alone it would pass
    # All refused is the table above; all given is .75 over A's .50, and 1 is the most.
    assert found["unanswered"]["bounds"] == [pytest.approx(0.5), 1.0]
    assert found["unanswered"]["rows"] == [500, 0]
    assert b.verdict is Verdict.INCONCLUSIVE
    assert "500 rows of the group have no answer" in b.reason
    assert b.remedy.startswith("have those rows answered")
    report = assemble(
        plan.to_json(), steps, [f.to_json() for f in gaps.findings], {}, gate="inconclusive"
    )
    sentence = next(f["sentence"] for f in report["findings"] if f["group"] == {"g": "B"})
    assert "but 500 rows of the group have no answer" in sentence
    assert "0.5 to 1" in sentence
    (count, apart) = report["warnings"]
    assert count.startswith("500 of 2,000 rows have no answer")
    assert "by g: B 500 of 1,000, 50.0 % (exact p " in apart
    assert "; A 0 of 1,000, 0.0 %" in apart


def test_a_flag_that_is_only_written_where_it_is_set_makes_no_pass():
    """`Y` or blank: a has it 818 of 1,018 times, b 246 of 982; blank may be N. Ends by hand."""
    rule = {"metric": "impact_ratio", "attribute": "g", "at_least": 0.8}
    _, steps, judgement = audited(people({"A": (818, 0, 200), "B": (246, 0, 736)}), rule)
    assert {dict(f.group)["g"]: f.verdict for f in judgement.findings}["B"] is Verdict.INCONCLUSIVE
    bounds = {
        (m["metric"], m["group"].get("g")): m["unanswered"]["bounds"]
        for m in steps[0]["measurements"]
        if m.get("unanswered")
    }
    assert bounds["selection_rate", "B"] == [pytest.approx(246 / 982), 1.0]
    assert bounds["selection_rate", "A"] == [pytest.approx(818 / 1018), 1.0]
    assert bounds["impact_ratio", "B"] == [pytest.approx(246 / 982), 1.0]


def test_labels_and_answers_of_one_class_leave_the_unanswered_open():
    """300 right of 400 with 100 open: between .75 and 1."""
    table = Dataset(
        (
            Column("t", Role.LABEL, Categories.of(["Y"] * 400), positive="Y"),
            Column("p", Role.PREDICTION, Categories.of(["Y"] * 300 + [None] * 100)),
        )
    )
    plan, _ = audit_everything("fairness.error_rates", data=table)
    (result,) = run(plan, table)
    accuracy = next(m for m in result.measurements if m.metric == "accuracy")
    assert accuracy.unanswered.bounds.lower == pytest.approx(0.75)
    assert accuracy.unanswered.bounds.upper == 1.0


def test_a_few_rows_that_could_change_nothing_leave_the_pass():
    _, steps, judgement = audited(people({"A": (500, 500, 2), "B": (500, 500, 2)}), RULE)
    assert {found.verdict for found in judgement.findings} == {Verdict.PASS}
    # Alike in both groups: counted, and nobody is named.
    (warning,) = steps[0]["warnings"]
    assert warning.startswith("4 of 2,004 rows have no answer")


def answered(rows, **columns):
    """A table of (label, prediction or None), and further columns of a value a row."""
    labels, answers = zip(*rows, strict=True)
    return Dataset(
        (
            *(
                Column(name, Role.PROTECTED, Categories.of(values))
                for name, values in columns.items()
            ),
            Column("truth", Role.LABEL, Categories.of(list(labels)), positive="a", favourable="a"),
            Column("said", Role.PREDICTION, Categories.of(list(answers))),
        )
    )


def test_open_rows_of_another_class_leave_the_recall_of_this_one():
    """Five rows without an answer, all labelled b: no answer to them is in the recall of a or c."""
    rows = [("a", "a")] * 90 + [("a", "b")] * 2 + [("b", "b")] * 90 + [("c", "c")] * 90
    rows += [("b", None)] * 5
    recall = {"metric": "class_recall", "at_least": 0.9}
    rules = [recall | {"group": {"class": name}} for name in "abc"]
    _, steps, judged = audited(answered(rows), *rules, probe="imbalance.class_report")
    verdicts = {finding.group[0][1]: finding.verdict for finding in judged.findings}
    assert verdicts["a"] is Verdict.PASS
    assert verdicts["c"] is Verdict.PASS
    open_rows = {
        m["group"]["class"]: m.get("unanswered")
        for m in steps[0]["measurements"] if m["metric"] == "class_recall"
    }  # fmt: skip
    assert open_rows["a"] is None
    assert open_rows["c"] is None
    # All five wrong, or all right.
    assert open_rows["b"]["rows"] == 5
    assert open_rows["b"]["bounds"] == [90 / 95, 1.0]


def test_open_negatives_leave_the_gap_of_true_positives():
    """Only rows with the negative label lack an answer: equal opportunity is about the others."""
    rows, groups = [], []
    for group, right, wrong, open_ in (("A", 460, 40, 5), ("B", 462, 38, 0)):
        some = [("a", "a")] * right + [("a", "b")] * wrong + [("b", "b")] * 300
        some += [("b", None)] * open_
        rows += some
        groups += [group] * len(some)
    rule = {"metric": "equal_opportunity_difference", "attribute": "g", "within": 0.1}
    gap_of_negatives = {"metric": "equalized_odds_difference", "attribute": "g", "within": 0.1}
    _, steps, judged = audited(
        answered(rows, g=groups), rule, gap_of_negatives, probe="fairness.error_rates"
    )
    assert all(finding.verdict is Verdict.PASS for finding in judged.findings)
    open_rows = {
        (m["metric"], m["group"].get("g")): m.get("unanswered")
        for m in steps[0]["measurements"]
    }  # fmt: skip
    assert open_rows["true_positive_rate", "A"] is None
    assert open_rows["equal_opportunity_difference", "B"] is None
    assert open_rows["false_positive_rate", "A"]["rows"] == 5
    assert open_rows["false_positive_rate", "A"]["bounds"] == [0.0, 5 / 305]


def test_counts_of_unanswered_rows_say_of_which_rows_they_are():
    """Of 400 rows 40 have no label; 12 have no answer, 5 of them no label either; by hand."""
    label = np.array(["0", "1"] * 200, dtype=object)
    answer = np.array(["0", "0", "1", "1"] * 100, dtype=object)
    label[:40], answer[35:47] = None, None
    data = Dataset(
        (
            Column("g", Role.PROTECTED, Categories.of(["a", "b"] * 200)),
            Column("t", Role.LABEL, Categories.of(label.tolist()), positive="1"),
            Column("p", Role.PREDICTION, Categories.of(answer.tolist())),
        )
    )
    plan, _ = audit_everything("fairness.selection_rate", "fairness.error_rates", data=data)
    warnings = [warning for result in run(plan, data) for warning in result.warnings]
    counts = [warning for warning in warnings if "have no answer" in warning]
    of_all, labelled = counts
    assert of_all.startswith("12 of 400 rows have no answer (")
    assert labelled.startswith("7 of 360 rows with a label have no answer (")
    (lacking,) = [one for one in warnings if one.startswith("47 rows lack a label or a prediction")]
    assert lacking.endswith("no rate of right or wrong answers counts them")


@pytest.mark.parametrize("known_with_answer", [0, 1])
def test_a_group_that_stands_beside_no_answer_is_told(known_with_answer):
    """A row a visit, as REDCap exports it: the first says the sex, a later one the answer."""
    who = ["a", None, "b", None] * 50
    answers = [None, "1", None, "0"] * 50
    answers[:known_with_answer] = ["1"] * known_with_answer
    data = Dataset(
        (
            Column("g", Role.PROTECTED, Categories.of(who)),
            Column("p", Role.PREDICTION, Categories.of(answers), favourable="1"),
        )
    )
    plan, _ = audit_everything("fairness.selection_rate", data=data)
    (result,) = run(plan, data)
    sentences = [one for one in result.warnings if one.startswith("no row with an answer says")]
    assert len(sentences) == 1 - known_with_answer
    for sentence in sentences:
        assert "says its g, and 100 without one do" in sentence
        assert "`frame['g'] = frame.groupby(PERSON)['g'].transform('first')`" in sentence


def test_a_failure_stands_whatever_they_are():
    _, _, judgement = audited(people({"A": (500, 500, 5), "B": (250, 750, 5)}), RULE)
    assert {f.verdict for f in judgement.findings if f.group == (("g", "B"),)} == {Verdict.FAIL}


@st.composite
def tables(draw):
    who = ["f"] * 4 + ["m"] * 4 + draw(st.lists(st.sampled_from("fm"), min_size=1, max_size=4))
    answers = [draw(st.sampled_from("01")) for _ in range(8)] + [None] * (len(who) - 8)
    return who, answers, [draw(st.sampled_from("01")) for _ in who]


def measured(probe, who, answers, labels):
    columns = (
        Column("g", Role.PROTECTED, Categories.of(who), reference="m"),
        Column("p", Role.PREDICTION, Categories.of(answers), favourable="1"),
        Column("t", Role.LABEL, Categories.of(labels), positive="1"),
    )
    held = Subject(Dataset(columns), smallest_group=1)
    return {
        (found.metric, found.group): found
        for found in probe(held, smallest_group=1)
        if isinstance(found, Estimate)
    }


@settings(deadline=None, max_examples=80)
@given(tables())
@pytest.mark.parametrize(
    "probe", [selection_rate, error_rates, class_report], ids=lambda probe: probe.name
)
def test_bounds_are_what_some_answers_to_the_open_rows_would_give(probe, held):
    """Every way to answer them, measured as a table without a gap."""
    who, answers, labels = held
    if {"0", "1"} - set(answers) or {"0", "1"} - set(labels):
        return
    found = measured(probe, who, answers, labels)
    open_ = answers.count(None)
    worlds = [
        measured(probe, who, [*answers[:8], *filled], labels)
        for filled in product("01", repeat=open_)
    ]
    for key, each in found.items():
        values = [world[key].value for world in worlds if key in world]
        if each.unanswered is None:
            assert set(values) == {each.value}
        elif len(values) == len(worlds):
            bounds = each.unanswered.bounds
            assert bounds.lower == pytest.approx(min(values), abs=1e-12)
            assert bounds.upper == pytest.approx(max(values), abs=1e-12)


def test_the_ends_are_those_of_the_weighted_and_the_clustered_table_too():
    rng = np.random.default_rng(5)
    data = people({"A": (60, 40, 0), "B": (30, 50, 20)})
    codes = data["answer"].categories.codes
    for column in (
        Column("w", Role.WEIGHT, Numbers(rng.lognormal(size=200))),
        Column("c", Role.CLUSTER, Categories.of([str(n) for n in rng.integers(0, 40, 200)])),
    ):
        ends = []
        for fill in (-1, 0, 1):
            filled = Categories(np.where(codes < 0, fill, codes), ("0", "1"))
            answer = replace(data["answer"], values=filled)
            held = Subject(Dataset((data["g"], answer, column)))
            ends.append(
                {
                    (found.metric, found.group): found
                    for found in selection_rate(held)
                    if isinstance(found, Estimate)
                }
            )
        gap, b = "demographic_parity_difference", (("g", "B"),)
        found, low, high = (end[gap, b] for end in ends)
        for mine, whole in zip(found.unanswered.evidence, (low, high), strict=True):
            assert mine == pytest.approx(whole.evidence, rel=1e-9)


def test_it_stands_in_the_json_and_comes_back():
    data = people({"A": (60, 40, 0), "B": (30, 50, 20)})
    for found in selection_rate(Subject(data)):
        if isinstance(found, Estimate):
            assert measurement_from_json(measurement_to_json(found)) == found


# Rates of the rows with one label: open rows with the other are in none of them.
OF_ONE_LABEL = {
    "true_positive_rate": "1", "false_negative_rate": "1", "equal_opportunity_difference": "1",
    "false_positive_rate": "0", "true_negative_rate": "0",
}  # fmt: skip


def concerns(data, gone, estimate):
    """Whether any open row could be in the number: of its group or its reference, and its label."""
    label = OF_ONE_LABEL.get(estimate.metric) or dict(estimate.group).get("class")
    where = gone.copy()
    if label is not None and estimate.metric in (*OF_ONE_LABEL, "class_recall"):
        where &= data["label"].categories.equals(label)
    sides = [estimate.group, *([] if estimate.reference is None else [estimate.reference])]
    return any(
        np.all([where, *(data[k].categories.equals(v) for k, v in side if k in data)], axis=0)
        .any()
        for side in sides
    )  # fmt: skip


def test_every_probe_that_reads_answers_says_how_many_rows_have_none():
    """Walks the catalog: no estimate leaves such rows out in silence."""
    data = table(rows=600)
    gone = np.arange(600) % 20 == 0
    answer, score = data["answer"].categories.codes.copy(), data["score"].numbers.copy()
    answer[gone], score[gone] = -1, np.nan
    changed = {"answer": Categories(answer, ("0", "1")), "score": Numbers(score)}
    data = Dataset(
        tuple(replace(column, values=changed.get(column.name, column.values)) for column in data)
    )
    plan, _ = audit_everything(data=data)
    probes, seen = catalog(), set()
    for result in run(plan, data):
        if probes[result.step.probe].asks is Asks.NOTHING or result.status != "ran":
            continue
        for found in result.measurements:
            if isinstance(found, Estimate) and concerns(data, gone, found):
                assert found.unanswered is not None, (result.step.probe, found.metric, found.group)
                seen.add(result.step.probe)
    assert {"fairness.ranking", "imbalance.prevalence", "confounds.worst_cells"} <= seen


class Model:
    """Answers the class of x, and NaN where x is above 9."""

    reads = ("x",)
    classes = ("0", "1")
    fingerprint = "f" * 64
    warnings: tuple[str, ...] = ()

    def classify(self, features):
        x = np.asarray(features["x"], dtype=np.float64)
        second = np.where(x > 9, np.nan, x > 5)
        codes = np.where(x > 9, -1, x > 5).astype(np.intp)
        return Answers(codes, np.stack([1 - second, second], axis=1))


def test_rows_that_a_model_answers_with_nan_are_of_their_groups_and_the_audit_goes_on():
    rng = np.random.default_rng(4)
    x = np.arange(400) % 10 + np.where(np.arange(400) % 100 == 99, 10.0, 0.0)
    data = Dataset(
        (
            Column("x", Role.FEATURE, Numbers(x)),
            Column("g", Role.PROTECTED, Categories.of(["a", "b"] * 200)),
            Column("t", Role.LABEL, Categories((x > 5).astype(np.int8), ("0", "1"))),
            Column("n", Role.NUISANCE, Categories.of(list(rng.choice(["u", "v"], 400)))),
        )
    )
    plan, _ = audit_everything(
        "fairness.selection_rate", "fairness.error_rates", "fairness.calibration",
        data=Dataset((*data, Column("answer", Role.PREDICTION, data["t"].values),
                      Column("s", Role.SCORE, Numbers(x)))),
    )  # fmt: skip
    found = {}
    for result in run(plan, data, Model()):
        assert result.status == "ran", result.reason
        found |= {(each.metric, each.group): each for each in result.measurements}
    # Rows 100, 200, 300 and 400, each the second of its pair: all four are of b.
    rate = found["selection_rate", (("g", "b"),)]
    assert (rate.sample_size, rate.unanswered.rows) == (196, 4)
    assert rate.unanswered.bounds.lower == pytest.approx(rate.value * 196 / 200)
    assert found["selection_rate", (("g", "a"),)].unanswered is None
    assert found["accuracy", (("g", "b"),)].unanswered.rows == 4
    assert found["brier_score", ()].unanswered.rows == 4
    first = next(iter(run(plan, data, Model())))
    assert any("4 rows with NaN or infinity: row 100, 200, 300, 400" in w for w in first.warnings)


def test_an_infinite_answer_is_none_and_a_huge_one_breaks_nothing_else(tmp_path):
    rng = np.random.default_rng(6)
    label, noise = rng.normal(size=200), rng.normal(size=200) / 3
    answers = [f"{value:.6f}" for value in label + noise]
    path = tmp_path / "sums.csv"
    for cell, status in (("inf", "ran"), ("-Infinity", "ran"), ("1e300", "not_run")):
        rows = zip(label, [cell, *answers[1:]], rng.normal(size=200), "ab" * 100, strict=True)
        path.write_text("y,p,n,g\n" + "".join(f"{y},{p},{n},{g}\n" for y, p, n, g in rows))
        text = {"role": "prediction", "kind": "number"}
        columns = {"y": {"role": "label", "kind": "number"}, "p": text, "g": {"role": "protected"},
                   "n": {"role": "nuisance", "kind": "number"}}  # fmt: skip
        document_ = parse_document(
            {
                "dataset": {"path": path.name, "columns": columns},
                "probes": ["confounds.dataset", "confounds.dependence"],
            }
        )
        plan = make_plan(document_, dataset=profile_dataset(path))
        steps = list(run(plan, read_dataset(path, plan.columns)))
        results = {result.step.probe: result for result in steps}
        assert results["confounds.dataset"].status == "ran"
        dependence = results["confounds.dependence"]
        assert dependence.status == status
        if status == "ran":
            assert dependence.measurements[0].unanswered.rows == 1
        else:
            assert "numbers beyond 1e+150" in dependence.reason
        # Judged, drawn and written whatever it is.
        told = [result.to_json() for result in steps]
        findings = judge(plan, told).findings
        report = assemble(plan.to_json(), told, [f.to_json() for f in findings], {})
        assert json.loads(dumps(report))["gate"] == "inconclusive"
        assert render(report)


def test_weights_whose_squares_overflow_are_refused_by_name():
    data = people({"a": (60, 40, 0), "b": (30, 50, 0)})
    huge = Column("w", Role.WEIGHT, Numbers(np.where(np.arange(180) == 7, 1e300, 1.0)))
    with pytest.raises(Refused, match=r"dataset\.columns\.w: .*at most 1e\+100"):
        list(selection_rate(Subject(Dataset((*data, huge)))))


@pytest.mark.parametrize("tiny", [1e-320, 1e-200])
def test_weights_whose_squares_are_nothing_are_refused_by_name(tiny):
    data = people({"a": (60, 40, 0), "b": (30, 50, 0)})
    for weights in (np.full(180, tiny), np.where(np.arange(180) < 100, tiny, 1.0)):
        column = Column("w", Role.WEIGHT, Numbers(weights))
        with pytest.raises(Refused, match=r"dataset\.columns\.w: .*0 or .* at least 1e-150"):
            list(selection_rate(Subject(Dataset((*data, column)))))
    for weights in (np.full(180, 1e-149), np.where(np.arange(180) < 20, 0.0, 1e-149)):
        list(selection_rate(Subject(Dataset((*data, Column("w", Role.WEIGHT, Numbers(weights)))))))


@settings(deadline=None, max_examples=25)
@given(tables())
def test_the_four_corners_hold_every_way_to_answer_the_open_rows(held):
    """Gain, balanced accuracy, correlation, kappa, F1, cost, worst cells: each answer tried."""
    who, answers, labels = held
    if {"0", "1"} - set(answers) or {"0", "1"} - set(labels):
        return
    nuisance = Categories.of(["u", "v"] * 8)

    def audit(given_answers):
        columns = (
            Column("p", Role.PREDICTION, Categories.of(given_answers), favourable="1"),
            Column("t", Role.LABEL, Categories.of(labels), positive="1"),
            Column("n", Role.NUISANCE, nuisance.take(slice(0, len(who)))),
        )
        data = Dataset(columns)
        probes = [{name: {"smallest_group": 1}} for name in CORNERED]
        probes[0][CORNERED[0]]["draws"] = 100
        text = document(data).model_dump(mode="json", exclude_none=True, exclude={"probes"})
        plan = make_plan(parse_document({**text, "probes": probes}), dataset=profile(data))
        return {
            (each.metric, each.group): each
            for result in run(plan, data)
            for each in result.measurements
            if isinstance(each, Estimate)
        }

    found = audit(answers)
    open_ = len(who) - 8
    worlds = [audit([*answers[:8], *filled]) for filled in product("01", repeat=open_)]
    for key, each in found.items():
        values = [world[key].value for world in worlds if key in world]
        bounds = each.unanswered.bounds
        if bounds is not None and len(values) == len(worlds):
            assert bounds.lower == pytest.approx(min(values), abs=1e-9), key
            assert bounds.upper == pytest.approx(max(values), abs=1e-9), key


CORNERED = ("imbalance.accuracy_against_majority", "confounds.worst_cells")


def test_a_gain_passes_with_a_few_rows_open_and_not_with_many():
    """Nine of ten right at a base rate of one half: a gain of .4 in a thousand rows."""
    for open_, verdict in ((5, Verdict.PASS), (700, Verdict.INCONCLUSIVE)):
        labels = ["0", "1"] * 500 + ["0", "1"] * (open_ // 2) + ["0"] * (open_ % 2)
        answers = [t if row % 10 else str(1 - int(t)) for row, t in enumerate(labels[:1000])]
        data = Dataset(
            (
                Column("p", Role.PREDICTION, Categories.of([*answers, *[None] * open_])),
                Column("t", Role.LABEL, Categories.of(labels), positive="1", favourable="1"),
            )
        )
        rule = {"metric": "accuracy_gain_over_majority", "above": 0.1}
        _, _, judgement = audited(data, rule, probe="imbalance.accuracy_against_majority")
        assert judgement.findings[0].verdict is verdict


def carried_out(name, data):
    """Estimates of a probe, as a step of an audit carries it out."""
    probe, subject = catalog()[name], Subject(data)
    lacking = unanswered_rows(subject, probe)
    return [each for each in marked(probe(subject), lacking) if isinstance(each, Estimate)]


def test_sets_of_labels_without_an_answer_forbid_a_pass_and_rows_without_labels_do_not():
    truth = [None] * 5 + ['["a"]', '["b"]'] * 60
    answered = ['["a"]', '["b"]'] * 60 + [None] * 5
    columns = (
        Column("topics", Role.LABEL_SET, Texts.of(truth)),
        Column("found", Role.ANSWER_SET, Texts.of(answered)),
    )
    estimates = carried_out("fairness.label_sets", Dataset(columns))
    assert estimates
    for each in estimates:
        assert (each.unanswered.rows, each.unanswered.bounds) == (5, None)


def test_rows_without_their_time_or_its_end_forbid_a_pass():
    rng = np.random.default_rng(0)
    time, score = rng.exponential(1, 200), rng.normal(0, 1, 200)
    time[:3], score[2:6] = np.nan, np.nan
    columns = (
        Column("time", Role.DURATION, Numbers(time)), Column("risk", Role.SCORE, Numbers(score))
    )  # fmt: skip
    (estimate,) = carried_out("fairness.survival", Dataset(columns))
    assert estimate.unanswered.rows == 6
    assert estimate.unanswered.what == "time, end or score"
