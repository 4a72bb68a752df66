"""Feather files as pandas and pyarrow write them."""

from contextlib import suppress

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.data.reading import profile_dataset
from audits.data.reading.opening import open_table
from audits.errors import Refused


def column(table, name):
    return pa.concat_arrays([batch[name] for batch in table.batches([name])]).to_pylist()


@pytest.mark.parametrize("compression", ["lz4", "zstd", "uncompressed"])
def test_what_was_written_is_read(tmp_path, compression):
    frame = pd.DataFrame({"group": ["a", None, "b"] * 10, "x": [1.5, 2.0, None] * 10})
    pyarrow.feather.write_feather(frame, tmp_path / "t.feather", compression=compression)
    table = open_table(tmp_path / "t.feather")
    assert table.format == "feather"
    assert column(table, "group") == ["a", None, "b"] * 10
    assert column(table, "x") == [1.5, 2.0, None] * 10
    assert profile_dataset(tmp_path / "t.feather").rows == 30


def stream(path, table, batch_rows=7):
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=batch_rows)


def test_a_stream_as_hugging_face_datasets_keep_them_is_read(tmp_path):
    groups = pa.array(["a", None, "b"] * 10)
    stream(tmp_path / "t.arrow", pa.table({"group": groups, "coded": groups.dictionary_encode()}))
    table = open_table(tmp_path / "t.arrow")
    assert column(table, "group") == ["a", None, "b"] * 10
    coded = [cell for batch in table.batches(["coded"]) for cell in batch["coded"].to_pylist()]
    assert coded == ["a", None, "b"] * 10
    assert profile_dataset(tmp_path / "t.arrow").rows == 30


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(8, 500), byte=st.integers(0, 255))
def test_a_changed_byte_of_a_stream_is_read_or_refused(tmp_path, place, byte):
    path = tmp_path / "t.arrow"
    stream(path, pa.table({"group": ["a", "bb", "ccc"] * 20}))
    content = bytearray(path.read_bytes())
    content[min(place, len(content) - 1)] = byte
    path.write_bytes(bytes(content))
    with suppress(Refused):  # anything else fails the test
        table = open_table(path)
        column(table, table.names[0])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(8, 500), byte=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_and_never_a_crash(tmp_path, place, byte):
    path = tmp_path / "t.feather"
    frame = pa.table({"group": ["a", "bb", "ccc"] * 20})
    pyarrow.feather.write_feather(frame, path, compression="uncompressed")
    content = bytearray(path.read_bytes())
    content[min(place, len(content) - 1)] = byte
    path.write_bytes(bytes(content))
    with suppress(Refused):  # anything else fails the test
        table = open_table(path)
        column(table, table.names[0])


def test_nested_columns_are_left_out_and_told(tmp_path):
    frame = pa.table({"group": ["a"], "list": [[{"is": "a"}]]})
    pyarrow.feather.write_feather(frame, tmp_path / "t.feather")
    table = open_table(tmp_path / "t.feather")
    assert table.names == ("group",)
    assert "list" in table.notes[0]


def test_an_encoding_is_refused_since_the_format_says_its_own(tmp_path):
    pyarrow.feather.write_feather(pa.table({"group": ["a"]}), tmp_path / "t.feather")
    with pytest.raises(Refused, match="leave `encoding` out"):
        open_table(tmp_path / "t.feather", "utf-8", stated=True)


@pytest.mark.parametrize("kept", [2, 5])
def test_a_stream_that_was_cut_between_two_batches_is_told(tmp_path, kept):
    whole = tmp_path / "whole.arrow"
    table = pa.table({"x": [float(row) for row in range(35)]})
    stream(whole, table)
    opened = open_table(whole)
    assert len(column(opened, "x")) == 35
    assert opened.noticed() == []
    ends = []
    with pa.ipc.new_stream(sink := pa.BufferOutputStream(), table.schema) as writer:
        for batch in table.to_batches(max_chunksize=7):
            writer.write_batch(batch)
            ends.append(sink.tell())
    cut = tmp_path / "cut.arrow"
    cut.write_bytes(whole.read_bytes()[: ends[kept - 1]])
    opened = open_table(cut)
    assert len(column(opened, "x")) == 7 * kept
    (sentence,) = opened.noticed()
    assert "no end mark" in sentence


def test_a_file_of_feather_needs_no_end_mark_of_streams(tmp_path):
    pyarrow.feather.write_feather(pd.DataFrame({"x": [1.0, 2.0]}), tmp_path / "t.feather")
    opened = open_table(tmp_path / "t.feather")
    assert column(opened, "x") == [1, 2]
    assert opened.noticed() == []
