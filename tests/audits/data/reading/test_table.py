"""A table before its columns are typed."""

import pytest

from audits.data.reading.table import (
    MOST_COLUMNS,
    checked_names,
    told_of_left_out,
    without_nameless,
)
from audits.errors import Refused
from audits.specification.profiles import UnreadColumn


def problems(names):
    with pytest.raises(Refused) as refused:
        checked_names(names)
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_empty_and_double_names_are_told_at_once():
    assert checked_names(["a", "b"]) == ("a", "b")
    assert problems(["a", " ", "a"]) == [
        ("dataset.columns[2]", "empty_column_name"),
        ("dataset.columns.a", "duplicate_column_name"),
    ]
    assert len(problems(["a"] * 200)) == 50


def test_more_columns_than_allowed_are_refused():
    assert problems([str(k) for k in range(MOST_COLUMNS + 1)]) == [("dataset", "too_many_columns")]


def test_an_index_without_a_name_is_left_out_and_told():
    names, left_out = without_nameless(["", "a", " "])
    assert names == ("a",)
    assert told_of_left_out(left_out) == (
        "left out: a column with no name (place 1, 3 of the header)",
    )
    assert told_of_left_out([UnreadColumn("x", "lists", "write numbers")]) == (
        "column 'x' is left out: it holds lists; write numbers",
    )
    with pytest.raises(Refused):
        without_nameless(["", ""])
