"""Names of classes beside the codes of a Parquet file."""

import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.data.reading import read_dataset
from audits.data.reading.class_names import told_of_class_names
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
