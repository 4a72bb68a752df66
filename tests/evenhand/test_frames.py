"""Frames of other libraries on their way in."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from audits.errors import Refused
from evenhand.frames import Frame
from tests.lazily import lazily

torch = lazily("torch")

FRAME = pd.DataFrame({"whole": [1, 2, 3], "words": ["x", None, " y "]})


def refusal(call):
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    "data",
    [
        pa.table({"x": [1, 2], "y": ["a", "b"]}),
        {"x": [1, 2], "y": ["a", "b"]},
        np.array([(1, "a"), (2, "b")], dtype=[("x", int), ("y", "U1")]),
        pd.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
    ],
    ids=["pyarrow", "mapping", "structured array", "pandas"],
)
def test_every_library_makes_the_same_table(data):
    assert Frame.of(data).table.to_pydict() == {"x": [1, 2], "y": ["a", "b"]}


def test_an_array_names_its_columns_by_their_place():
    assert Frame.of(np.eye(2)).table.to_pydict() == {"0": [1.0, 0.0], "1": [0.0, 1.0]}


def test_two_columns_of_one_name_are_refused_by_name():
    twice = pd.concat([FRAME, FRAME[["whole"]]], axis=1)
    assert "'whole' 2 times" in refusal(lambda: Frame.of(twice)).reason


def test_a_column_of_several_types_is_left_out_and_refused_where_it_is_named():
    frame = Frame.of({"x": [1.0, 2.0], "mixed": [1, "a"]})
    assert frame.table.column_names == ["x"]
    problem = refusal(lambda: frame.require(["mixed"]))
    assert problem.field == "mixed"
    assert "int (first in row 0) and str (first in row 1)" in problem.reason


def test_answers_of_another_length_are_refused():
    assert refusal(lambda: Frame.of(FRAME).with_columns({"label": [1]})).field == "label"


def test_what_is_no_table_says_what_is():
    assert "give a frame of pandas" in refusal(lambda: Frame.of(7)).remedy


def test_rows_of_mappings_and_tensors_are_tables():
    assert Frame.of([{"a": 1, "b": 2}, {"b": 3}]).table.to_pydict() == {"a": [1, None], "b": [2, 3]}
    assert Frame.of(torch.eye(2, requires_grad=True)).table["1"].to_pylist() == [0.0, 1.0]


def test_whatever_speaks_arrow_is_a_table():
    class Foreign:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.table({"x": [1, 2]}).__arrow_c_stream__(requested_schema)

    assert Frame.of(Foreign()).table.to_pydict() == {"x": [1, 2]}


INDEXED = pd.DataFrame({"x": [10, 20, 30]}, index=[5, 6, 7])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"a": [1], "b": [1, 2]}, "wrong_length"),
        ({"a": [1], "b": 3}, "no_column"),
        ({"a": [1], "b": np.zeros((1, 2))}, "no_column"),
    ],
)
def test_what_is_no_column_of_the_table_is_told_where_it_is_named(data, code):
    def named():
        Frame.of(data).require(["b"])

    assert (refusal(named).field, refusal(named).code) == ("b", code)


def test_the_index_is_no_column_and_says_so():
    frame = Frame.of(INDEXED.rename_axis("person"))
    assert "reset_index" in refusal(lambda: frame.require(["person"])).remedy
