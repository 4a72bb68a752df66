"""Which rows of the file are measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.planning.guess_vocabulary import value_words
from audits.planning.row_filters import (
    TEST_NAMES,
    Rows,
    of_chosen,
    part_named_test,
    resolve_rows,
)
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role

PROFILE = DatasetProfile(
    "csv", 100,
    (ColumnProfile("split", Kind.CATEGORY, None, 2, 0, ("train", "test")),
     ColumnProfile("age", Kind.NUMBER, None, 50, 0, ("30", "40"), 18.0, 90.0),
     ColumnProfile("day", Kind.CATEGORY, None, 3, 0, ("2026-01-01", "2026-02-01"))),
    "0" * 64,
)  # fmt: skip


def resolved(rows=None, **columns):
    specs = {name: ColumnSpec(**spec) for name, spec in columns.items()}
    document = AuditDocument(dataset=DatasetSpec(path="t.csv", columns=specs), rows=rows)
    problems = []
    return resolve_rows(document, document.dataset.columns, PROFILE, problems), problems


def test_a_split_with_a_part_named_test_is_measured_there_unless_something_is_said():
    split = {"role": Role.SPLIT}
    assert resolved(split=split) == ((Rows("split", ("test",), is_default=True),), [])
    assert resolved({"split": "train"}, split=split) == ((Rows("split", ("train",)),), [])
    assert resolved(split={"role": Role.NUISANCE}) == ((), [])


def test_a_column_is_named_by_its_name_its_new_name_or_its_role():
    split = {"role": Role.SPLIT, "rename": "part"}
    for key in ("split", "part"):
        (chosen,), problems = resolved({key: "train"}, split=split)
        assert (chosen.column, problems) == ("split", [])
    _, (problem,) = resolved({"splt": "train"}, split=split)
    assert (problem.field, problem.code) == ("rows.splt", "unknown_column")
    assert "split" in problem.remedy


def test_a_value_that_no_row_has_is_said():
    _, (problem,) = resolved({"split": ["train", "dev"]}, split={"role": Role.SPLIT})
    assert problem.reason == "no row has the value 'dev'"
    assert problem.code == "unknown_value"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ({"age": {"from": "2026-01-01"}}, "the column holds numbers, and the span is one of dates"),
        ({"day": {"from": 3}}, "the column holds dates, and the span is one of numbers"),
        (
            {"split": {"from": "2026-01-01"}},
            "the column holds 'train', which is no date that can be read",
        ),
        ({"age": {"from": 20, "to": 30}}, None),
        ({"day": {"to": "2026-01-31"}}, None),
    ],
)
def test_a_span_is_one_of_its_columns_kind(rows, reason):
    _, problems = resolved(rows)
    assert [problem.reason for problem in problems] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["train", "Test "], ("Test ",)),
        (["dev", "holdout"], ("holdout",)),
        (["train", "val", "valid"], ("val", "valid")),
        (["DEV", "OOT"], ("OOT",)),
        (["a", "b"], ()),
    ],
)
def test_a_part_is_named_test_in_any_case_and_the_likeliest_name_wins(parts, expected):
    assert part_named_test(parts) == expected


VALUES = st.one_of(st.none(), st.lists(st.text(max_size=5), max_size=3).map(tuple))
ENDS = st.one_of(st.none(), st.floats(allow_nan=False), st.just("2026-01-01"))


@given(st.builds(Rows, st.text(max_size=5), VALUES, ENDS, ENDS, st.booleans(), VALUES))
def test_a_choice_comes_back_from_json(choice):
    assert Rows.from_json(choice.to_json()) == choice


def test_a_choice_is_said_in_words():
    assert Rows("split", ("a", "b")).phrase() == "split is a or b"
    assert Rows("when", start="2026-01-01").phrase("day") == "day is from 2026-01-01"
    assert Rows("age", start=18.0, end=30.0).phrase() == "age is from 18.0 to 30.0"


def test_rows_that_a_flag_calls_test_rows_are_measured_where_it_is_the_split():
    column = ColumnProfile("is_train", Kind.CATEGORY, None, 2, 0, ("true", "false"))
    profile = DatasetProfile("csv", 100, (column,), "0" * 64)
    specs = {"is_train": ColumnSpec(role=Role.SPLIT)}
    document = AuditDocument(dataset=DatasetSpec(path="t.csv", columns=specs))
    expected = (Rows("is_train", ("false",), is_default=True),)
    assert resolve_rows(document, specs, profile, []) == expected


def test_whatever_names_test_rows_tells_of_a_split():
    assert {name for names in TEST_NAMES for name in names} <= value_words("splits")


def test_what_is_left_out_is_gone_from_the_profile_with_its_rows():
    """Values, how many rows each has, and missing cells stay in step."""
    column = ColumnProfile("y", Kind.CATEGORY, None, 3, 9, ("no", "yes", "?"))
    data = DatasetProfile("csv", 100, (column,), "0" * 64, counts=(("y", (60, 30, 1)),))
    spec = {"y": ColumnSpec(role="label")}
    chosen = of_chosen(data, spec, (Rows("y", left_out=("no", "")),))
    assert chosen.columns[0].values == ("yes", "?")
    assert (chosen.columns[0].distinct, chosen.columns[0].missing) == (2, 0)
    assert dict(chosen.counts) == {"y": (30, 1)}
    assert of_chosen(data, spec, (Rows("y", ("yes",)),)).columns[0].values == ("yes",)
    assert of_chosen(data, spec, ()) == data


def spanned(values, span, kind=Kind.CATEGORY, **spec):
    """The problems of a span over a column of these values."""
    profile = DatasetProfile(
        "csv", 12, (ColumnProfile("n", kind, None, len(values), 0, values),), "0" * 64
    )
    document = AuditDocument(
        dataset=DatasetSpec(path="t.csv", columns={"n": ColumnSpec(**spec)}), rows={"n": span}
    )
    problems = []
    resolve_rows(document, document.dataset.columns, profile, problems)
    return [problem.code for problem in problems]


def test_few_numbers_are_numbers_to_a_span_and_so_are_counts_and_amounts():
    """Twelve counts look like classes, and `1,783` like two numbers."""
    assert spanned(("1783", "12", "40"), {"from": 0}) == []
    assert spanned(("1,783", "12", "40"), {"from": 0}, role=Role.COUNT) == []
    assert spanned(("$1,226.99", "$900"), {"from": 1000}, kind=Kind.NUMBER, unit="$") == []
    assert spanned(("$1,226.99", "$900"), {"from": 1000}) == ["not_a_date"]
    assert spanned(("red", "blue"), {"from": 0}) == ["not_a_date"]
