"""Columns of the form: guessed with reasons, searched, sent, and as a document has them."""

from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from audits.data.reading import profile_dataset
from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from service.web.form_columns import (
    class_phrases,
    document_rows,
    guessed_rows,
    sent_rows,
    shown_rows,
)


def column(name: str, *values: str, **more: Any) -> ColumnProfile:
    given: dict[str, Any] = {"distinct": len(values) or 400, "missing": 0, "values": values}
    kind = Kind.CATEGORY if values else Kind.NUMBER
    return ColumnProfile(name, kind, None, **{**given, **more})


TABLE = DatasetProfile(
    "csv",
    400,
    (
        column("sex", "female", "male"),
        column("age", minimum=18.0, maximum=90.0, missing=3),
        column("verdict", "high", "low", "medium"),
        column("granted", "no", "yes"),
        *(column(f"pixel_{number}") for number in range(2000)),
    ),
    "0" * 64,
)


def test_each_guess_has_its_reason_and_a_wide_protected_number_its_cuts() -> None:
    sex, age, _, granted, *_ = guessed_rows(TABLE, None)
    assert (sex.role, sex.reason) == (
        Role.PROTECTED,
        "its name says sex; female is its largest group",
    )
    assert (age.role, age.marks, age.values) == (Role.PROTECTED, "25, 60", "18 to 90; 3 missing")
    assert (granted.role, granted.special, granted.is_sure) == (Role.LABEL, "yes", False)
    assert granted.reason.endswith("yes is guessed to benefit")


def test_of_a_wide_table_those_with_a_role_stand_and_any_other_is_found() -> None:
    rows = guessed_rows(TABLE, None)
    assert len(shown_rows(rows, TABLE.columns, "")) == 60
    assert [row.name for row in shown_rows(rows, TABLE.columns, "PIXEL_1999")] == [
        "sex", "age", "granted", "pixel_1999",
    ]  # fmt: skip
    assert "verdict" in [row.name for row in shown_rows(rows, TABLE.columns, "medium")]


def test_a_role_that_was_given_to_a_found_column_stays() -> None:
    rows = sent_rows(TABLE, None, MultiDict({"role-2003": "nuisance", "find": "sex"}))
    shown = {row.name: row.role for row in shown_rows(rows, TABLE.columns, "sex")}
    assert shown["pixel_1999"] == "nuisance"


def test_roles_are_taken_from_a_list_and_a_value_that_is_not_there_is_kept_to_be_refused() -> None:
    sent = MultiDict(
        {
            "role-0": "king", "special-0": "<b>", "role-2": "prediction", "reading-2-0": " yes ",
            "reading-2-9": "no", "phrase-2-1": "was granted", "positive-2": "low",
        }
    )  # fmt: skip
    sex, _, verdict, *_ = sent_rows(TABLE, None, sent)
    assert (sex.role, sex.special) == (Role.PROTECTED, "<b>")
    assert verdict.readings == {"high": "yes"}
    assert verdict.phrases == {"low": "was granted"}
    assert verdict.spec(TABLE.columns[2]) == {
        "role": "prediction", "map": {"high": "yes"}, "positive": "low",
    }  # fmt: skip


def test_a_document_fills_the_form_as_it_says() -> None:
    document = parse_document(
        {
            "dataset": {
                "columns": {
                    "sex": {"role": "protected", "reference": "male"},
                    "age": {"role": "protected", "cut": [30, 50]},
                    "verdict": {"role": "prediction", "map": {"high": "no", "low": "yes",
                                                              "medium": "no"}},
                    "granted": {"role": "label", "favourable": "yes"},
                }
            },
            "names": {"classes": {"yes": "was granted"}},
        }
    )  # fmt: skip
    rows = document_rows(TABLE, document, "as the file says")
    assert [row.special for row in rows[:4]] == ["male", "", "", "yes"]
    assert rows[1].marks == "30, 50"
    assert rows[2].readings["medium"] == "no"
    assert rows[2].classes == ("no", "yes")
    assert class_phrases(rows) == {"yes": "was granted"}
    assert [row.spec(TABLE.columns[row.index]) for row in rows[:1]] == [
        {"role": "protected", "reference": "male"}
    ]


def test_a_document_that_states_what_the_column_does_not_have_is_not_silently_changed() -> None:
    stated = {"role": "label", "favourable": "Yes", "positive": "granted",
              "map": {"no": "refused"}}  # fmt: skip
    rows = document_rows(
        TABLE, parse_document({"dataset": {"columns": {"granted": stated}}}), "as the file says"
    )
    assert rows[3].spec(TABLE.columns[3]) == stated


def test_how_numbers_are_written_is_asked_where_the_cells_leave_it_open(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    amounts = [f"€ {250 + i},{100 + i}" for i in range(60)]
    lines = [f'"{amount}",{i % 2},{i % 3}' for i, amount in enumerate(amounts)]
    path.write_text("\n".join(["pay,y,z", *lines]) + "\n", "utf-8")
    table = profile_dataset(path)
    pay, answer, _ = guessed_rows(table, None)
    assert pay.takes_writing
    assert not answer.takes_writing
    sent = MultiDict(
        {"role-0": "protected", "unit-0": " € ", "thousands-0": ",", "marks-0": "270000"}
    )
    row = sent_rows(table, None, sent)[0]
    assert row.takes_marks
    said = row.spec(table.columns[0])
    assert said == {"role": "protected", "unit": "€", "thousands": ",", "cut": ["270000"]}
    # The answer of the form is the one that the refusal asks for.
    document = {
        "dataset": {"path": "t.csv", "columns": {"pay": said, "y": {"role": "prediction"}}},
        "settings": {"smallest_group": 2},
    }
    plan = make_plan(parse_document(document), dataset=table, model=None)
    assert plan.columns["pay"].cut == [270000.0]
    (again, *_) = document_rows(table, parse_document(document), "as before")
    assert again.writing == {"unit": "€", "thousands": ","}


def test_a_blank_parts_groups_and_nothing_else_is_said_by_one() -> None:
    sent = MultiDict({"role-1": "feature", "thousands-1": " ", "decimal-1": "", "unit-1": "  "})
    assert sent_rows(TABLE, None, sent)[1].writing == {"thousands": " "}


def test_a_column_that_says_how_it_is_written_is_on_the_page_of_a_wide_table() -> None:
    columns = {"granted": {"role": "label", "favourable": "yes"},
               "pixel_1999": {"role": "feature", "decimal": ","}}  # fmt: skip
    document = parse_document({"dataset": {"path": "t.csv", "columns": columns}})
    rows = document_rows(TABLE, document, "as before")
    assert "pixel_1999" in [row.name for row in shown_rows(rows, TABLE.columns, "")]


def test_whose_probability_a_score_is_is_one_of_two() -> None:
    for sent, whose in (("answer", "answer"), ("positive", "positive"), ("<b>", ""), ("", "")):
        row = sent_rows(TABLE, None, MultiDict({"role-1": "score", "whose-1": sent}))[1]
        assert row.whose == whose
    stated = {"role": "score", "of": "answer"}
    document = parse_document({"dataset": {"columns": {"age": stated}}})
    assert document_rows(TABLE, document, "as it says")[1].spec(TABLE.columns[1]) == stated
