"""Which rows are measured: the document's choice, else those of the split that is named test."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import evenhand
from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import Plan, make_plan
from audits.planning.row_filters import Rows, part_named_test
from audits.report.assemble import assemble
from audits.report.header import rows_of
from audits.report.notes import READ_FIRST
from audits.report.view import View
from audits.running.row_filter import choose
from audits.running.run import run
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.roles import Role
from audits.specification.timestamps import last_of, moment_of
from tests.reading import read_planned

COLUMNS = """
  g: {role: protected}
  truth: {role: label}
  answer: {role: prediction}
"""
ROWS, LATE = 2000, 1400


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """2,000 rows an hour apart; from the 1,401st on they are `test`, and B is answered badly."""
    rng = np.random.default_rng(13)
    group = rng.choice(["A", "B"], ROWS)
    truth = rng.integers(0, 2, ROWS)
    late = np.arange(ROWS) >= LATE
    right = rng.random(ROWS) < np.where(late & (group == "B"), 0.55, 0.85)
    start = datetime(2023, 1, 1, tzinfo=UTC)
    when = [start + timedelta(hours=hour) for hour in range(ROWS)]
    path = tmp_path_factory.mktemp("rows")
    columns = {
        "g": group.tolist(),
        "when": [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in when],
        "day": [moment.strftime("%d/%m/%Y") for moment in when],
        "split": np.where(late, "Test", "train").tolist(),
        "site": rng.integers(1, 4, ROWS).tolist(),
        "truth": truth.tolist(),
        "answer": np.where(right, truth, 1 - truth).tolist(),
    }
    lines = [",".join(columns)]
    lines += [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    (path / "people.csv").write_text("\n".join(lines) + "\n")
    pq.write_table(pa.table({**columns, "when": pa.array(when)}), path / "people.parquet")
    return path


def planned(folder, text, file="people.csv"):
    document = parse_document(load_yaml(text.replace("COLUMNS", COLUMNS.replace("\n", ", ")[2:-2])))
    return make_plan(document, dataset=profile_dataset(folder / file))


def document(more="", rows="", file="people.csv"):
    return (
        f"dataset:\n  path: {file}\n  columns:\n"
        + "".join(f"    {line.strip()}\n" for line in (COLUMNS + more).splitlines() if line.strip())
        + (f"rows: {rows}\n" if rows else "")
    )


def taken(folder, more="", rows="", file="people.csv"):
    plan = planned(folder, document(more, rows, file), file)
    return plan, chosen_by(plan, folder / file)


def chosen_by(plan, path):
    data = read_dataset(path, plan.columns)
    return choose(data, plan.rows, plan.columns, lambda specs: read_dataset(path, specs))


SPLIT = "split: {role: split}"


def accuracies(plan, chosen):
    found = {}
    for result in run(plan, chosen.data, whole=chosen.whole):
        for each in result.measurements:
            if each.metric == "accuracy" and len(each.group) == 1:
                found[dict(each.group)["g"]] = each.value
    return found


def test_the_rows_named_test_are_measured_and_it_is_told(folder):
    plan, chosen = taken(folder, SPLIT)
    assert plan.rows == (Rows("split", ("Test",), is_default=True),)
    assert (len(chosen.data), chosen.in_file) == (600, ROWS)
    found = accuracies(plan, chosen)
    data = chosen.data
    for name in "AB":  # by hand, on the rows after the 1,400th
        own = data["g"].categories.equals(name)
        right = data["truth"].categories.codes == data["answer"].categories.codes
        assert found[name] == right[own].mean()
    assert found["A"] - found["B"] > 0.25
    (told,) = chosen.notes
    assert told.startswith("measured on 600 of 2,000 rows: split is Test. Nobody chose")
    assert told.endswith("What compares the parts of the split reads 2,000 rows of every part")
    report = assemble(plan.to_json(), [], [], {"dataset": {"rows": 2000, "rows_used": 600}})
    assert rows_of(View(report)) == "600 of 2,000 rows: split is Test"


@pytest.mark.parametrize(
    ("rows", "used"),
    [
        ("all", ROWS),
        ("{split: train}", LATE),
        ("{split: [train, Test]}", ROWS),
        ("{split: Test}", ROWS - LATE),
    ],
)
def test_each_part_on_request(folder, rows, used):
    plan, chosen = taken(folder, SPLIT, rows)
    assert len(chosen.data) == used
    assert not any(choice.is_default for choice in plan.rows)


def test_all_parts_together_are_told(folder):
    _, chosen = taken(folder, SPLIT, "all")
    assert "all parts of split are measured together (Test, train)" in chosen.notes[0]
    _, chosen = taken(folder)
    assert chosen.notes == ()


def test_any_column_chooses_and_its_role_names_it(folder):
    plan, chosen = taken(folder, rows="{site: [1, 3]}")  # a column that nothing else reads
    assert "site" not in chosen.data
    assert "site" not in plan.columns
    site = read_planned(folder / "people.csv", {"site": parse_column()})["site"].categories
    assert len(chosen.data) == int((site.codes != site.levels.index("2")).sum())
    _, renamed = taken(folder, "split: {role: split, rename: part}", "{part: train}")
    assert len(renamed.data) == LATE
    _, by_role = taken(folder, "site: {role: split, kind: category}", "{split: train}")
    assert len(by_role.data) == LATE  # a column of that name comes before the role


def parse_column():
    from audits.specification.document import ColumnSpec

    return ColumnSpec(kind="category")


@pytest.mark.parametrize("file", ["people.csv", "people.parquet"])
@pytest.mark.parametrize(
    ("rows", "hours"),
    [
        ("{when: {from: 2023-02-01, to: 2023-02-28}}", 28 * 24),
        ("{when: {to: 2023-01-01}}", 24),  # the whole day
        ('{when: {from: "2023-01-01T12:00:00Z", to: 2023-01-01}}', 12),
        ("{time: {from: 2023-03-01}}", ROWS - 59 * 24),
    ],
)
def test_a_span_of_dates_holds_both_ends(folder, file, rows, hours):
    _, chosen = taken(folder, "when: {role: time}", rows, file)
    assert len(chosen.data) == hours


@pytest.mark.parametrize("file", ["people.csv", "people.parquet"])
def test_dates_are_cut_into_periods_that_make_groups(folder, file):
    more = "when: {role: protected, cut: [2023-01-31, 2023-02-28]}"
    _, chosen = taken(folder, more, file=file)
    held = chosen.data["when"].categories
    sizes = dict(zip(held.levels, np.bincount(held.codes).tolist(), strict=True))
    assert sizes == {
        "<=2023-01-31": 31 * 24,
        "2023-01-31 to 2023-02-28": 28 * 24,
        ">2023-02-28": ROWS - 59 * 24,
    }
    more = "when: {role: time, cut: [2023-01-31]}"
    _, chosen = taken(folder, more, '{when: ">2023-01-31"}', file)
    assert len(chosen.data) == ROWS - 31 * 24


def test_a_day_ends_with_its_last_moment():
    assert last_of("2023-01-31") < moment_of("2023-02-01") <= last_of("2023-01-31") + 1e-5
    assert moment_of("2023-01-01T01:00:00+01:00") == moment_of("2023-01-01")


@pytest.mark.parametrize(
    ("more", "rows", "field", "reason"),
    [
        (SPLIT, "{split: tset}", "rows.split", "no row has the value 'tset'"),
        (SPLIT, "{splt: Test}", "rows.splt", "no such column"),
        (SPLIT, "{split: {from: 2023-01-01}}", "rows.split", "which is no date"),
        ("day: {role: time}", "{day: {to: 2023-01-31}}", "rows.day", "is no date"),
        ("day: {role: time, cut: [2023-01-31]}", "", "dataset.columns.day.cut", "no date"),
        ("site: {role: nuisance, kind: number}", "{site: {to: 2023-01-31}}", "rows.site",
         "the column holds numbers"),
        ("when: {role: time}", "{when: {}}", "rows.when", "a span has"),
        ("when: {role: time}", "{when: {until: 2023-01-31}}", "rows.when.until", "no such key"),
        ("when: {role: time}", "{when: {to: soon}}", "rows.when.to", "is no date"),
        ("when: {role: time, cut: [2023-02-28, 2023-01-31]}", "", "dataset.columns.when.cut",
         "cut points must rise"),
        (SPLIT, "most", "rows", "chooses no rows"),
    ],
)  # fmt: skip
def test_what_chooses_nothing_is_refused_by_name(folder, more, rows, field, reason):
    with pytest.raises(Refused) as refused:
        planned(folder, document(more, rows))
    problems = {problem.field: problem.reason for problem in refused.value.problems}
    assert reason in problems[field]


def test_choices_that_leave_nobody_are_refused(folder):
    with pytest.raises(Refused, match="no row is left"):
        taken(folder, f"{SPLIT}\nwhen: {{role: time}}", "{split: Test, when: {to: 2023-01-31}}")


def test_the_likeliest_name_of_the_test_rows_wins():
    assert part_named_test(["train", "validation", "test"]) == ("test",)
    assert part_named_test(["fit", "TESTING", "dev"]) == ("TESTING",)
    assert part_named_test(["train", "holdout", "val"]) == ("holdout",)
    assert part_named_test(["train", "eval", "val"]) == ("eval",)
    assert part_named_test(["train", "Validation"]) == ("Validation",)
    assert part_named_test(["a", "b"]) == ()


def test_a_plan_of_every_row_is_written_as_before_and_others_come_back(folder):
    plan, _ = taken(folder, SPLIT, "all")
    assert "rows" not in plan.to_json()
    assert plan.rows_sha256 == plan.dataset_sha256
    for rows in ("", "{split: train, when: {from: 2023-01-02}}"):
        plan, _ = taken(folder, SPLIT, rows)
        assert Plan.from_json(plan.to_json()) == plan
        assert plan.rows_sha256 != plan.dataset_sha256
    # Asked for or not, they are the same rows.
    asked, default = taken(folder, SPLIT, "{split: Test}")[0], taken(folder, SPLIT)[0]
    assert asked.rows_sha256 == default.rows_sha256


def test_what_compares_the_parts_of_a_split_still_sees_them(folder):
    more = f"{SPLIT}\nsite: {{role: nuisance, kind: category}}"
    plan, chosen = taken(folder, more)
    assert len(chosen.whole) == ROWS
    results = {result.step.probe: result for result in run(plan, chosen.data, whole=chosen.whole)}
    groups = {dict(found.group).get("split") for found in results["confounds.dataset"].measurements}
    assert {"train", "Test"} <= groups
    # Rows that another choice leaves out are in neither part.
    _, some = taken(folder, more, "{split: Test, site: [1, 2]}")
    assert LATE / 2 < len(some.whole) < ROWS
    assert Role.SPLIT in {column.role for column in some.whole}


def weeks(path, rows):
    """Ten rows of each of the weeks 4 to 7 of 2026, which begin on 19 January."""
    lines = [f"A,2026-W0{week},{row % 2},{row % 2}" for week in range(4, 8) for row in range(10)]
    (path / "people.csv").write_text("\n".join(["g,when,truth,answer", *lines]) + "\n")
    return taken(path, rows=rows)[1]


@pytest.mark.parametrize(
    ("span", "measured", "told"),
    [
        ("{from: 2026-01-28}", 20, "2026-01-28 falls inside the week '2026-W05' of column 'when': "
         "a week is read as its Monday, so 10 rows of it are left out"),
        ("{to: 2026-01-31}", 20, "2026-01-31 falls inside the week '2026-W05' of column 'when': "
         "a week is read as its Monday, so 10 rows of it are measured"),
        ("{from: 2026-01-26, to: 2026-02-01}", 10, None), ("{to: 2026-W05}", 20, None),
    ],
)  # fmt: skip
def test_an_end_inside_a_week_is_told(tmp_path, span, measured, told):
    chosen = weeks(tmp_path, f"{{when: {span}}}")
    assert len(chosen.data) == measured
    notes = [note for note in chosen.notes if "Monday" in note]
    assert [note.startswith(told or "") for note in notes] == ([] if told is None else [True])


def test_a_row_of_sums_that_is_left_out_is_told_no_more(tmp_path):
    """The last row holds the sum of the others; left out by `rows`, it counts as none."""
    path = tmp_path / "sums.csv"
    rows = [f"{'fm'[n % 2]},{n % 7},{n % 5},{n}" for n in range(200)]
    total = f"f,{sum(n % 7 for n in range(200))},{sum(n % 5 for n in range(200))},all"
    path.write_text("\n".join(["sex,y,p,no", *rows, total]) + "\n", encoding="utf-8")
    asked = {"label": "y", "prediction": "p", "protected": ["sex"], "progress": False,
             "columns": {"y": {"role": "label", "kind": "number"},
                         "p": {"role": "prediction", "kind": "number"}}}  # fmt: skip
    del asked["label"], asked["prediction"]
    counted = evenhand.audit(path, **asked).json["warnings"]
    assert any("row 201 of 201 holds the sum" in text for text in counted)
    left = evenhand.audit(path, rows={"no": {"except": "all"}}, **asked).json["warnings"]
    assert not any("holds the sum" in text for text in left)


def test_a_class_that_is_left_out_is_none_and_missing_cells_can_be_left_out(tmp_path):
    """`?` is left out by itself, empty answers by an empty text: two classes and 600 rows stay."""
    path = tmp_path / "cases.csv"
    rows = [f"{'yes' if n % 2 else 'no'},{'yes' if n % 3 else 'no'}" for n in range(600)]
    more = ["?,yes"] * 40 + ["yes,"] * 50
    path.write_text("\n".join(["y,p", *rows, *more]) + "\n", encoding="utf-8")
    report = evenhand.audit(
        path, label="y", prediction="p", positive="yes", probes=["fairness.error_rates"],
        rows={"y": {"except": "?"}, "p": {"except": ""}}, progress=False,
    ).json  # fmt: skip
    assert any("y is not ? and p is not missing" in text for text in report["warnings"])
    (accuracy,) = [m for m in report["measurements"] if m["metric"] == "accuracy"]
    assert accuracy["sample_size"] == 600
    assert "unanswered" not in accuracy


def test_a_group_of_everybody_again_is_told_by_its_counts(tmp_path):
    """`All` has four rows of twelve, and as many stops as both precincts together.

    It is asked about, and told of where a choice names it.
    """
    path = tmp_path / "stops.csv"
    counts = {"1st": (301, 966), "2nd": (120, 511), "All": (421, 1477)}
    lines = [
        f"{precinct},{race},{outcome},{stops}"
        for precinct, pair in counts.items()
        for race in ("black", "white")
        for outcome, stops in zip(("searched", "let go"), pair, strict=True)
    ]
    path.write_text("\n".join(["precinct,race,outcome,stops", *lines]) + "\n", encoding="utf-8")
    asked = {
        "count": "stops", "protected": ["race", "precinct"], "prediction": "outcome",
        "favourable": "let go", "probes": ["fairness.selection_rate"], "progress": False,
    }  # fmt: skip
    with pytest.raises(Refused, match="'All' in column 'precinct' count as many by 'stops'"):
        evenhand.audit(path, **asked)
    warnings = evenhand.audit(path, rows={"precinct": [*counts]}, **asked).json["warnings"]
    (told,) = [text for text in warnings if "reads like a sum" in text]
    assert told.startswith("'All' (3,796 by 'stops') in column 'precinct'")
    assert READ_FIRST.fullmatch(told)


@pytest.mark.parametrize("kind", ["number", "category"])
def test_missing_cells_are_left_out_by_the_words_that_the_column_lists(tmp_path, kind):
    """30 of 330 answers are `k.A.`, which only the document calls missing."""
    path = tmp_path / "cases.csv"
    rows = [f"{n % 3},{n % 3}" for n in range(300)] + ["1,k.A."] * 30
    path.write_text("\n".join(["y,p", *rows]) + "\n", encoding="utf-8")
    text = f"""
dataset:
  path: cases.csv
  columns:
    y: {{role: label, kind: {kind}}}
    p: {{role: prediction, kind: {kind}, missing: ["k.A."]}}
rows: {{p: {{except: ""}}}}
"""
    plan = planned(tmp_path, text, "cases.csv")
    selection = chosen_by(plan, tmp_path / "cases.csv")
    assert "measured on 300 of 330 rows: p is not missing" in selection.notes
    assert len(selection.data) == 300
