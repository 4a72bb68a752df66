"""Lines of delimiters alone, as spreadsheets write below a table, are no rows."""

import io

import pyarrow as pa
import pytest

from audits.data.reading.delimited import open_delimited
from audits.data.reading.empty_rows import without_empty_rows


def opened(text):
    return open_delimited(lambda: io.BytesIO(text.encode()))


def cells(table, *names):
    batches = list(table.batches(list(names)))
    return [tuple(cell for batch in batches for cell in batch[name].to_pylist()) for name in names]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_lines_of_delimiters_alone_are_left_out_and_told(mark):
    lines = ["sex,label,note", "f,1,", ",,", "m,,x", '"","",""', ",,", ",,last"]
    table = opened("\n".join(lines).replace(",", mark) + "\n")
    assert cells(table, "sex", "label") == [("f", "m", ""), ("1", "", "")]
    (sentence,) = table.noticed()
    assert sentence.startswith("3 lines hold delimiters alone")
    # Whatever is asked for, the rows are the same.
    assert cells(table, "label") == [("1", "", "")]
    assert cells(table, "note") == [("", "x", "last")]


def test_a_row_with_its_number_alone_is_a_row():
    """pandas' index stands in a column without a name."""
    assert cells(opened(",sex,label\n0,f,1\n1,,\n"), "sex", "label") == [("f", ""), ("1", "")]


def test_without_such_lines_no_further_column_is_read():
    asked = []

    def read(names):
        asked.append(tuple(names))
        yield {name: pa.array(["a", "b"]) for name in names}

    noticed = []
    (batch,) = without_empty_rows(read, ["x"], ["x", "y"], noticed)
    assert batch["x"].to_pylist() == ["a", "b"]
    assert asked == [("x",)]
    assert noticed == []


def test_rows_are_matched_across_batches():
    batches = [{"x": ["", "1"], "y": ["", ""]}, {"x": ["", ""], "y": ["2", ""]}]

    def read(names):
        for batch in batches:
            yield {name: pa.array(batch[name]) for name in names}

    noticed = []
    left = [b["x"].to_pylist() for b in without_empty_rows(read, ["x"], ["x", "y"], noticed)]
    assert left == [["1"], [""]]
    assert noticed[0].startswith("2 lines hold")
