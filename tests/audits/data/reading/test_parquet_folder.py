"""Folders of Parquet files as other tools write them."""

import os

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from audits.data.reading import profile_dataset
from audits.data.reading.opening import open_table
from audits.errors import Refused

TABLE = pa.table({"sex": ["f", "m"] * 30, "x": list(range(60))})


def rows(path):
    table = open_table(path)
    found = [
        dict(zip(batch, values, strict=True))
        for batch in table.batches(table.names)
        for values in zip(*(column.to_pylist() for column in batch.values()), strict=True)
    ]
    return sorted(found, key=lambda row: row["x"])


def test_parts_are_one_table_and_other_files_are_no_parts(tmp_path):
    pq.write_table(TABLE.slice(0, 20), tmp_path / "part-00000.snappy.parquet")
    pq.write_table(TABLE.slice(20), tmp_path / "part-00001.snappy.parquet")
    (tmp_path / "_SUCCESS").touch()
    assert rows(tmp_path) == TABLE.to_pylist()
    assert profile_dataset(tmp_path).rows == 60


def test_names_of_folders_make_a_column(tmp_path):
    ds.write_dataset(
        TABLE, tmp_path, format="parquet", partitioning=["sex"], partitioning_flavor="hive"
    )
    assert rows(tmp_path) == [{"x": row["x"], "sex": row["sex"]} for row in TABLE.to_pylist()]


def test_the_fingerprint_is_of_all_files(tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    before = profile_dataset(tmp_path).sha256
    pq.write_table(TABLE.slice(0, 59), tmp_path / "a.parquet")
    assert profile_dataset(tmp_path).sha256 != before


def test_a_folder_without_any_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n")
    with pytest.raises(Refused, match="holds no Parquet file"):
        open_table(tmp_path)


def test_a_damaged_part_is_refused(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(Refused, match="not a readable Parquet folder"):
        open_table(tmp_path)


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        lambda place: place.symlink_to("/dev/zero"),
        lambda place: place.symlink_to("nowhere"),
    ],
    ids=["pipe", "device", "broken link"],
)
def test_a_part_that_is_no_file_is_refused_at_once(tmp_path, make):
    """A pipe was waited for until the time was up."""
    pq.write_table(TABLE, tmp_path / "a.parquet")
    make(tmp_path / "b.parquet")
    with pytest.raises(Refused, match=r"b\.parquet is no file") as refusal:
        open_table(tmp_path)
    assert refusal.value.problems[0].code == "not_a_file"
