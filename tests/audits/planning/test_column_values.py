"""What a column and its values are called."""

import pytest

from audits.planning.column_values import VALUES_KEPT, is_said_of_missing, levels, shown_name
from audits.specification.document import ColumnSpec
from audits.specification.profiles import Cells, ColumnProfile
from audits.specification.roles import Kind


def profile(*values, distinct=None):
    return ColumnProfile("c", Kind.CATEGORY, None, distinct or len(values), 0, values)


def test_a_column_that_is_renamed_is_called_so():
    assert shown_name("Sex", ColumnSpec(rename="sex")) == "sex"
    assert shown_name("Sex", ColumnSpec()) == "Sex"


@pytest.mark.parametrize(
    ("spec", "seen", "expected"),
    [
        ({}, profile("m", "f"), ("f", "m")),
        ({"map": {"m": "man", "f": "woman"}}, profile("m", "f", "x"), ("man", "woman", "x")),
        ({"map": {"m": "all", "f": "all"}}, profile("m", "f"), ("all",)),
        ({"cut": [25, 60]}, profile("1"), ("<=25", "25-60", ">60")),
        ({}, profile("a", distinct=2), None),  # the second value was not kept
        ({}, profile(*map(str, range(VALUES_KEPT + 1))), None),
    ],
)
def test_the_levels_are_the_values_after_map_and_cut(spec, seen, expected):
    assert levels(ColumnSpec.model_validate(spec), seen) == expected


@pytest.mark.parametrize(
    ("listed", "words", "is_said"),
    [
        (None, (), False), ([], (), True), (["."], (), False), ([".", "NA"], (("NA", 4),), False),
        (["NA"], (("NA", 9),), True), (None, (("NA", 9),), False),
    ],
)  # fmt: skip
def test_words_for_missing_cells_say_nothing_of_empty_ones(listed, words, is_said):
    own = ColumnProfile("c", Kind.CATEGORY, None, 1, 9, ("1",), cells=Cells(missing_words=words))
    assert is_said_of_missing(ColumnSpec(missing=listed), own) == is_said
