"""What is said of a column and does not fit what the file holds is refused where it stands."""

import pytest

from audits.planning.column_checks import check_column, check_roles
from audits.specification.document import ColumnSpec
from audits.specification.profiles import Cells, ColumnProfile
from audits.specification.roles import Kind

WORDS = ColumnProfile("c", Kind.CATEGORY, None, 2, 0, ("f", "m"))
NUMBERS = ColumnProfile("c", Kind.NUMBER, None, 90, 0, ("30", "31"), 1, 99)
DATES = ColumnProfile("c", Kind.CATEGORY, None, 900, 0, ("17.03.1956", "01.02.1999"))
CASES = ColumnProfile("c", Kind.CATEGORY, None, 4000, 0, ("F1", "F2"))
CODES = ColumnProfile("c", Kind.NUMBER, None, 300, 0, ("01067", "20095"), 1067, 99998)
FEW = ColumnProfile("c", Kind.NUMBER, None, 2, 0, ("0", "1"), 0, 1)


def told(spec, profile, *, said_kind=None):
    problems = []
    spec = ColumnSpec.model_validate(spec)
    check_column("c", spec, profile, problems, said_kind=said_kind)
    return [(problem.field.removeprefix("dataset.columns.c"), problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("spec", "profile", "expected"),
    [
        ({"role": "protected"}, WORDS, []),
        ({"role": "protected", "rename": "language"}, WORDS, [(".rename", "reserved_name")]),
        ({"role": "protected"}, NUMBERS, [(".cut", "needs_cut")]),
        ({"role": "protected", "cut": [40]}, NUMBERS, []),
        ({"role": "protected", "cut": [40]}, WORDS, [(".cut", "invalid")]),
        ({"role": "protected", "cut": ["2026-01-01"]}, WORDS, [(".cut", "not_a_date")]),
        ({"role": "protected"}, DATES, [(".cut", "needs_cut")]),
        ({"role": "protected", "map": {"17.03.1956": "old"}}, DATES, []),
        ({"role": "protected", "cut": ["01.01.1960"]}, DATES, []),
        ({"role": "protected", "cut": [35, 60]}, DATES, [(".cut", "invalid")]),
        ({"role": "feature"}, DATES, []),
        ({"role": "protected"}, CASES, [(".map", "too_many_groups")]),
        ({"role": "protected", "map": {"F1": "a"}}, CASES, []),
        ({"role": "id"}, CASES, []),
        ({"role": "protected"}, CODES, [(".map", "needs_groups")]),
        ({"role": "protected", "reference": "x"}, WORDS, [(".reference", "unknown_value")]),
        ({"role": "protected", "reference": "m"}, WORDS, []),
        ({"role": "feature", "kind": "number"}, WORDS, [(".kind", "not_a_number")]),
        ({"role": "event", "positive": "x"}, WORDS, [(".positive", "unknown_value")]),
        ({"role": "event", "positive": "m"}, WORDS, []),
        ({"role": "label", "threshold": 0.5}, FEW, [(".threshold", "invalid")]),
        ({"role": "score", "threshold": 0.5}, FEW, []),
        ({"role": "score", "of": "answer"}, FEW, []),
        ({"role": "feature", "of": "answer"}, FEW, [(".of", "invalid")]),
        ({"role": "feature", "positive": "1"}, FEW, [(".positive", "invalid")]),
        ({"role": "label", "favourable": "1"}, FEW, []),
        ({"role": "class_probability", "positive": "1"}, NUMBERS, []),
        ({"role": "class_probability", "favourable": "1"}, NUMBERS, [(".favourable", "invalid")]),
    ],
)
def test_an_option_fits_the_values_and_the_role_or_is_refused(spec, profile, expected):
    assert told(spec, profile) == expected


@pytest.mark.parametrize("role", ["score", "weight", "duration", "class_probability"])
def test_a_role_of_numbers_is_never_offered_names(role):
    """As `[0.7312]`, which notebooks write of a network's answers: a kind of names broke on it."""
    lists = ColumnProfile("c", Kind.CATEGORY, None, 400, 0, ("[0.7312]", "[0.25]"))
    spec, problems = ColumnSpec(role=role, kind="number"), []
    check_column("c", spec, lists, problems, said_kind=None)
    assert [problem.code for problem in problems] == ["not_a_number"]
    assert f"the role {role} is one of numbers" in problems[0].reason
    assert "kind" not in problems[0].remedy
    named = {"role": role, "kind": "category"}
    assert told(named, lists, said_kind=Kind.CATEGORY) == [(".kind", "not_a_number")]


def test_numbers_that_are_said_to_be_names_need_no_cut():
    spec = {"role": "protected", "kind": "category"}
    assert told(spec, NUMBERS, said_kind=Kind.CATEGORY) == []
    assert told(spec, CODES, said_kind=Kind.CATEGORY) == []
    assert told(spec, DATES, said_kind=Kind.CATEGORY) == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": {"role": "label"}, "b": {"role": "prediction"}}, []),
        ({"a": {"role": "label"}, "b": {"role": "label"}}, [("b.role", "role_twice")]),
        ({"a": {"role": "protected"}, "b": {"role": "protected"}}, []),
        ({"a": {}, "b": {"rename": "a"}}, [("b.rename", "name_twice")]),
        ({"a": {"rename": "b"}, "b": {"rename": "a"}}, []),
    ],
)
def test_one_column_has_each_role_of_answers_and_each_name(columns, expected):
    problems = []
    specs = {name: ColumnSpec.model_validate(spec) for name, spec in columns.items()}
    check_roles(specs, problems)
    named = [(one.field.removeprefix("dataset.columns."), one.code) for one in problems]
    assert named == expected


SPOILT = ColumnProfile(
    "c", Kind.CATEGORY, None, 900, 0, ("703", "823"), cells=Cells(strange=(("n.d.", 1, (7,)),))
)
GRADES = ColumnProfile(
    "c", Kind.CATEGORY, None, 6, 0, ("1", "2", "n.d."), cells=Cells(strange=(("n.d.", 1, (7,)),))
)


@pytest.mark.parametrize("role", ["label", "prediction"])
def test_a_word_among_many_numbers_makes_no_classes_of_them(role):
    """Where it stands in both answers, neither shows that the other is one of numbers."""
    as_classes = {"role": role, "kind": "category"}
    assert told(as_classes, SPOILT) == [("", "not_a_number")]
    assert told(as_classes, SPOILT, said_kind=Kind.CATEGORY) == []
    assert told({**as_classes, "map": {"n.d.": "0"}}, SPOILT) == []
    assert told(as_classes, GRADES) == []
    assert told({"role": "feature", "kind": "category"}, SPOILT) == []
