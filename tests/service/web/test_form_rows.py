"""Lines of the form, in the document's words."""

from types import SimpleNamespace
from typing import Any

import pytest

from audits.specification.roles import Kind, Role
from service.web.form_rows import ColumnRow, Flag


def row(**changed: Any) -> ColumnRow:
    values: dict[str, Any] = {
        "index": 0, "name": "age", "kind": Kind.NUMBER, "role": Role.PROTECTED,
        "values": "", "choices": (),
    }  # fmt: skip
    return ColumnRow(**{**values, **changed})


NUMBER: Any = SimpleNamespace(kind=Kind.NUMBER)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"marks": "25; 40,60"}, {"role": "protected", "cut": ["25", "40", "60"]}),
        ({"role": Role.SCORE, "marks": " 0.5 "}, {"role": "score", "threshold": "0.5"}),
        ({"special": "f"}, {"role": "protected", "reference": "f"}),
        ({"role": Role.SCORE, "whose": "answer"}, {"role": "score", "of": "answer"}),
        ({"whose": "answer"}, {"role": "protected"}),
        ({"role": Role.LABEL, "special": "1"}, {"role": "label", "favourable": "1"}),
        ({"role": Role.LABEL, "marks": "3"}, {"role": "label"}),
        ({"kind": Kind.CATEGORY}, {"role": "protected", "kind": "category"}),
    ],
)
def test_a_line_says_only_what_its_role_takes(
    changed: dict[str, Any], column: dict[str, Any]
) -> None:
    assert row(**changed).spec(NUMBER) == column


def test_marks_are_for_numbers_of_many_values() -> None:
    assert row().takes_marks
    assert not row(choices=("1", "2")).takes_marks
    assert row(choices=("1", "2", "3")).takes_marks
    assert row(choices=("1", "2"), marks="1.5").takes_marks
    # Of dates too, which no kind names; a class is not cut.
    assert row(kind=Kind.TEXT).takes_marks
    assert row(kind=Kind.TEXT).marks_example.startswith("1960-")
    assert not row(kind=Kind.TEXT, choices=("a", "b", "c")).takes_marks
    assert not row(role=Role.FEATURE).takes_marks


def test_a_flag_sorts_every_answer_into_one_of_two_classes() -> None:
    answers, classes = ("toxic", "fine", "unsure"), ("0", "1")
    flagged = Flag(value="toxic", means="1", is_equal=True)
    assert flagged.mapping(answers, classes) == {"toxic": "1", "fine": "0", "unsure": "0"}
    others = Flag(value="fine", means="1", is_equal=False)
    assert others.mapping(answers, classes) == {"toxic": "1", "fine": "0", "unsure": "1"}
    assert Flag(value="none of them", means="1").mapping(answers, classes) == {}
    assert Flag().mapping(answers, classes) == {}
