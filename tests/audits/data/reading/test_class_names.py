"""Names of classes beside the codes of a Parquet file."""

import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from audits.data.reading import read_dataset
from audits.data.reading.class_names import told_of_class_names
from audits.errors import Refused
from audits.specification.document import ColumnSpec

SPECS = {"label": ColumnSpec(role="label", kind="category")}
GIVEN = ["entailment", "neutral", "contradiction"]


def feature(names):
    return {"names": names, "_type": "ClassLabel"}


def written(path, **features):
    """As `datasets.Dataset.to_parquet` writes it: the features as JSON beside the schema."""
    table = pa.table({"label": [0, 1, 2] * 20, "pred": [2, 1, 0] * 20})
    info = {"info": {"features": {name: feature(names) for name, names in features.items()}}}
    pq.write_table(table.replace_schema_metadata({"huggingface": json.dumps(info)}), path)


def test_codes_whose_names_stand_in_another_order_are_told_with_what_names_them(tmp_path):
    path = tmp_path / "t.parquet"
    written(path, label=GIVEN, pred=GIVEN[::-1])
    (note,) = [one for one in read_dataset(path, SPECS).notes if "another order" in one]
    assert "0 is 'entailment' and 'contradiction', 2 is 'contradiction' and 'entailment'" in note
    frame = pd.read_parquet(path)
    pasted = re.search(r"`(.*)`", note)
    assert pasted is not None
    exec(pasted[1], {"frame": frame})
    assert frame["label"].tolist()[:3] == GIVEN


@pytest.mark.parametrize("others", [GIVEN, ["a", "b", "c"], GIVEN[:2]])
def test_the_same_order_and_other_names_are_not_told(tmp_path, others):
    path = tmp_path / "t.parquet"
    written(path, label=GIVEN, pred=others)
    assert not [one for one in read_dataset(path, SPECS).notes if "another order" in one]


@pytest.mark.parametrize("metadata", [b"", b"[]", b'{"info": 3}', b'{"info": {"features": [1]}}'])
def test_what_is_no_such_metadata_names_nothing(metadata):
    assert [*told_of_class_names({b"huggingface": metadata})] == []


def as_parquet(table, path):
    pq.write_table(table, path / "t.parquet")
    return path / "t.parquet"


def as_folder(table, path):
    for part in range(2):
        pq.write_table(table, path / f"{part}.parquet")
    return path


def as_file(table, path):
    feather.write_feather(table, path / "t.feather")
    return path / "t.feather"


def as_stream(table, path):
    """As `datasets` keeps its tables."""
    with (
        pa.OSFile(str(path / "t.arrow"), "wb") as sink,
        pa.ipc.new_stream(sink, table.schema) as to,
    ):
        to.write_table(table)
    return path / "t.arrow"


@pytest.mark.parametrize("write", [as_parquet, as_folder, as_file, as_stream])
def test_every_file_with_a_schema_tells_of_orders_and_of_rows_without_a_label(tmp_path, write):
    """Also of two classes, and where a third of the rows has none: no class has the code -1."""
    info = {"info": {"features": {"label": feature(["no", "yes"]), "pred": feature(["yes", "no"])}}}
    table = pa.table({"label": [0, 1, -1] * 20, "pred": [1, 0, 0] * 20})
    path = write(table.replace_schema_metadata({"huggingface": json.dumps(info)}), tmp_path)
    notes = read_dataset(path, SPECS).notes
    assert any("another order" in note for note in notes)
    (told,) = [note for note in notes if note.startswith("-1 (")]
    assert '`missing: ["-1"]` on the column' in told
    named = {"label": ColumnSpec(role="label", kind="category", missing=["-1"])}
    assert not [note for note in read_dataset(path, named).notes if note.startswith("-1 (")]


@pytest.mark.parametrize(
    ("files", "remedy"), [(1, "name the file data-0.arrow"), (2, "to_parquet(")]
)
def test_a_folder_of_save_to_disk_is_refused_with_what_reads_it(tmp_path, files, remedy):
    for part in range(files):
        (tmp_path / f"data-{part}.arrow").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        read_dataset(tmp_path, SPECS)
    assert remedy in refused.value.problems[0].remedy
