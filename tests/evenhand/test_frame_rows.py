"""Rows in their own form on the way out."""

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evenhand.frame_rows import as_frame
from evenhand.frames import Frame

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
    alone = Frame.of(FRAME).rows_like({"whole": [1.5, 2.0]})
    assert alone["whole"].tolist() == [1.5, 2.0]  # and never cut to 1
    small = Frame.of(pd.DataFrame({"n": pd.Series([1, 2], dtype="uint8")}))
    assert small.rows_like({"n": [300.0, 30.5]})["n"].tolist() == [300.0, 30.5]


def test_true_and_false_are_known_as_numbers_too():
    frame = Frame.of(pd.DataFrame({"is_new": [True, False]}))
    for sent_values in ([1.0, 0.0], ["True", "False"], [True, False]):
        assert frame.rows_like({"is_new": sent_values})["is_new"].tolist() == [True, False]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_doubles_pass_unchanged(values):
    frame = Frame.of({"x": values})
    assert frame.rows_like({"x": values})["x"].tolist() == values


def test_frames_come_back_in_pandas_where_nothing_else_was_given():
    frame = as_frame([{"a": 1, "b": None}, {"a": 2, "b": "x"}], "")
    assert frame["a"].tolist() == [1, 2]
