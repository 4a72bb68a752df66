"""Lists of numbers in cells: what is one, how it is spelled in three formats, what is refused."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.step_lists import (
    GatheredSequences,
    is_list_of_numbers,
    spelled_lists,
    steps_of,
)
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role

ROWS = [[1.0, 2.5, None], [4.0], [5.0, 6.0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2.5]", [[1.0], [2.5]]),
        (" [1, null, NaN]", [[1.0], [np.nan], [np.nan]]),
        ("[[1, 2], [3, 4]]", [[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_a_list_of_numbers_is_read_step_by_step(text, expected):
    np.testing.assert_array_equal(steps_of(text), expected)


@pytest.mark.parametrize(
    "text",
    ["", "12", "1, 2", "[redacted]", '["a"]', "[true, false]", "[[1], [2, 3]]", "[[[1]]]",
     "[1, Infinity]", '[{"x": 1}]', "[" * 100_000],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert steps_of(text) is None


def test_lists_of_arrow_are_known_by_their_type():
    lists = pa.array([[1, 2], None, [3]], pa.list_(pa.int32()))
    assert is_list_of_numbers(lists.type)
    assert is_list_of_numbers(pa.list_(pa.list_(pa.float32())))
    assert not is_list_of_numbers(pa.list_(pa.string()))
    assert not is_list_of_numbers(pa.float64())
    assert spelled_lists(lists).to_pylist() == ["[1, 2]", None, "[3]"]


def written(path, form):
    if form == "parquet":
        pq.write_table(pa.table({"x": pa.array(ROWS, pa.list_(pa.float32())), "y": list("aba")}),
                       path)  # fmt: skip
    elif form == "jsonl":
        lines = [json.dumps({"x": row, "y": y}) for row, y in zip(ROWS, "aba", strict=True)]
        path.write_text("\n".join(lines))
    else:
        cells = [f'"{json.dumps(row)}",{y}' for row, y in zip(ROWS, "aba", strict=True)]
        path.write_text("x,y\n" + "\n".join(cells))
    return path


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_three_formats_hold_the_same_sequences(tmp_path, form):
    path = written(tmp_path / f"t.{form}", form)
    specs = {"x": ColumnSpec(role=Role.FEATURE, kind=Kind.SEQUENCE),
             "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY)}  # fmt: skip
    data = read_dataset(path, specs, reads=["x"])
    rows = data["x"].values.fed()
    assert [len(row) for row in rows] == [3, 1, 2]
    np.testing.assert_array_equal(rows[0][:, 0], [1.0, 2.5, np.nan])


def test_a_profile_takes_a_column_of_lists_for_sequences(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(json.dumps({"x": [1, 2, 3][:n], "note": "[1]"}) for n in (2, 3, 3)))
    columns = {column.name: column for column in profile_dataset(path).columns}
    assert columns["x"].kind is Kind.SEQUENCE
    assert columns["x"].values == ("3 steps", "2 steps")
    assert columns["note"].kind is not Kind.SEQUENCE


def gathered(*texts):
    cells = GatheredSequences()
    cells.add(pa.array(texts, pa.string()))
    return cells


def test_an_empty_cell_is_missing():
    assert gathered("[1]", None, " ").sequences().values[1:].tolist() == [None, None]


def test_a_cell_that_is_none_is_refused_by_its_row_with_the_form():
    cells = gathered("[1]")
    with pytest.raises(BadColumn, match="row 3 holds '1;2'") as error:
        cells.add(pa.array(["[2]", "1;2"]))
    assert "[1, 2.5, null]" in error.value.remedy
    assert "groupby" in error.value.remedy


def test_rows_of_other_channels_are_refused():
    with pytest.raises(BadColumn, match="1 and 2 channels"):
        gathered("[1]", "[[1, 2]]").sequences()


def test_a_list_of_words_is_no_sequence_and_read_of_parquet_alone(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"x": ["a"], "y": 1}\n')
    specs = {"x": ColumnSpec(role=Role.FEATURE, kind=Kind.SEQUENCE)}
    with pytest.raises(Refused):
        read_dataset(path, specs)
    held = io.BytesIO()
    pq.write_table(pa.table({"x": [["a"]], "y": [1]}), held)
    (tmp_path / "t.parquet").write_bytes(held.getvalue())
    assert profile_dataset(tmp_path / "t.parquet").unread == ()
