"""Frames of other libraries on their way in, and rows in their own form on the way out."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import Refused
from evenhand.frames import Frame, as_frame

FRAME = pd.DataFrame(
    {
        "whole": [1, 2, 3],
        "nullable": pd.array([1, None, 3], dtype="Int64"),
        "flag": [True, False, True],
        "group": pd.Categorical(["a", "b", "a"], categories=["a", "b", "unused"]),
        "when": pd.to_datetime(["2026-01-01", "2026-02-01", None], utc=True),
        "words": ["x", None, " y "],
        "share": [0.1, np.nan, 1e-300],
    }
)


def refusal(call):
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


def sent(frame):
    """The columns as they come back over a wire: JSON's numbers are doubles, times are text."""
    columns = {}
    for name in frame.table.column_names:
        values = frame.table[name].to_pylist()
        if pa.types.is_temporal(frame.table[name].type):
            values = frame.table[name].cast(pa.string()).to_pylist()
        if pa.types.is_boolean(frame.table[name].type):
            values = [None if v is None else str(v) for v in values]
        columns[name] = [float(v) if type(v) is int else v for v in values]
    return columns


def test_a_model_of_pandas_gets_rows_with_the_types_of_its_frame():
    frame = Frame.of(FRAME)
    pd.testing.assert_frame_equal(frame.rows_like(sent(frame)), FRAME)


def test_a_value_that_the_type_does_not_hold_stays_as_it_is():
    rows = Frame.of(FRAME).rows_like({"whole": [1.5, None]})
    assert rows["whole"].iloc[0] == 1.5
    assert pd.isna(rows["whole"].iloc[1])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_doubles_pass_unchanged(values):
    frame = Frame.of({"x": values})
    assert frame.rows_like({"x": values})["x"].tolist() == values


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


def test_frames_come_back_in_pandas_where_nothing_else_was_given():
    frame = as_frame([{"a": 1, "b": None}, {"a": 2, "b": "x"}], "")
    assert frame["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (pd.cut([1, 5, np.nan], [0, 2, 9]), ["(0, 2]", "(2, 9]", None]),
        (pd.interval_range(0, 3), ["(0, 1]", "(1, 2]", "(2, 3]"]),
        (pd.PeriodIndex(["2026-01", "2026-02", None], freq="M"), ["2026-01", "2026-02", None]),
        (pd.arrays.SparseArray([0, 0, 7]), [0, 0, 7]),
    ],
    ids=["cut", "interval", "period", "sparse"],
)
def test_values_that_are_known_by_their_words_are_read_by_them(values, words):
    assert Frame.of(pd.DataFrame({"x": values})).table["x"].to_pylist() == words


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
    "answers",
    [
        pd.Series([1, 0, 0], index=[5, 6, 7]),
        pd.Series([1, 0, 0]),  # as `pd.Series(model.predict(frame))` makes it
        pd.Series([1, 0, 0], index=["a", "b", "c"]),
        np.array([[1], [0], [0]]),
        pd.DataFrame({"answer": [1, 0, 0]}),
        torch.tensor([1, 0, 0]),
        (value for value in (1, 0, 0)),
    ],
    ids=["indexed", "counted", "unrelated", "column", "frame", "tensor", "generator"],
)
def test_answers_beside_a_frame_belong_to_its_rows(answers):
    assert Frame.of(INDEXED).with_columns({"y": answers}).table["y"].to_pylist() == [1, 0, 0]


@pytest.mark.parametrize("index", [[7, 6, 5], [5, 6, 8]], ids=["another order", "other rows"])
def test_answers_that_may_belong_to_other_rows_are_refused(index):
    problem = refusal(
        lambda: Frame.of(INDEXED).with_columns({"y": pd.Series([1, 0, 0], index=index)})
    )
    assert (problem.field, problem.code) == ("y", "other_index")


def test_a_shuffled_frame_beside_answers_that_count_is_refused():
    shuffled = pd.DataFrame({"x": [1, 2, 3]}, index=[2, 0, 1])
    problem = refusal(lambda: Frame.of(shuffled).with_columns({"y": pd.Series([1, 0, 0])}))
    assert problem.code == "other_index"


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
