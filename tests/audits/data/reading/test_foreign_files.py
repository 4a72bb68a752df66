"""Files of other programs, as these write them, are refused with what they are."""

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.orc
import pytest

from audits.data.reading.opening import open_table
from audits.errors import Refused

FRAME = pd.DataFrame({"sex": ["f", "m"] * 9, "outcome": [0, 1] * 9})


def database(path: Path) -> None:
    connection = sqlite3.connect(path)
    FRAME.to_sql("people", connection, index=False)
    connection.close()


def array(path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, FRAME["outcome"].to_numpy())
    path.write_bytes(buffer.getvalue())


def of_bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


CSV = FRAME.to_csv(index=False).encode()
WRITERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "Stata": (lambda path: FRAME.to_stata(path, version=118), "read_stata"),
    "Stata, old": (lambda path: FRAME.to_stata(path, version=114), "read_stata"),
    "SQLite": (database, "read_sql"),
    "pickle": (lambda path: path.write_bytes(pickle.dumps(FRAME)), "read_pickle"),
    "numpy": (array, "np.load"),
    "ORC": (lambda path: pa.orc.write_table(pa.Table.from_pandas(FRAME), path), "read_orc"),
    "bzip2": (of_bytes(bz2.compress(CSV)), "unpack"),
    "xz": (of_bytes(lzma.compress(CSV)), "unpack"),
    "zstd": (lambda path: FRAME.to_csv(pa.CompressedOutputStream(str(path), "zstd")), "unpack"),
    "HTML": (lambda path: FRAME.to_html(path), "read_html"),
    "HTML, whole page": (
        lambda path: path.write_text(f"\ufeff<!DOCTYPE html><html>{FRAME.to_html()}</html>"),
        "read_html",
    ),
    # As the formats' descriptions have their first bytes.
    "SPSS": (of_bytes(b"$FL2@(#) SPSS DATA FILE" + b"\0" * 40), "read_spss"),
    "SAS (xpt)": (of_bytes(b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000"), "xport"),
    "SAS (sas7bdat)": (
        of_bytes(bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")),
        "read_sas",
    ),
    "R (rds)": (of_bytes(gzip.compress(b"X\n\0\0\0\3\0\4\3\1")), "readRDS"),
    "R (RData)": (of_bytes(gzip.compress(b"RDX3\nX\n\0\0\0\3")), "write.csv"),
    "Avro": (of_bytes(b"Obj\x01\x04\x14avro.codec"), "JSON lines"),
    "XML": (of_bytes(b"<?xml version='1.0'?>\n<Workbook><Worksheet/></Workbook>"), "xlsx"),
    "ARFF": (of_bytes(b"% people\n\n@RELATION people\n@attribute y {0,1}\n@data\n1\n"), "Weka"),
    "terminal": (of_bytes(b"+----+----+\n| a  | b  |\n+----+----+\n| 1  | 2  |\n"), "--batch"),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_it_is_named_with_what_makes_a_table_of_it(tmp_path: Path, kind: str) -> None:
    write, remedy = WRITERS[kind]
    path = tmp_path / "table.csv"
    write(path)
    with pytest.raises(Refused) as refused:
        open_table(path)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("dataset", "not_a_table")
    assert kind.partition(",")[0].split(" (")[0].lower() in problem.reason.lower()
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "start",
    ["<5,>5\n1,2\n", "ORCHID,y\n1,0\n", "+1,-1\n1,0\n", "RDX,y\n1,0\n", "@id,y\n1,0\n",
     "x,y\n<table>,0\n", "A\n2\n", "%,y\n1,0\n", "BZhang,y\n1,0\n"],
)  # fmt: skip
def test_tables_whose_first_name_looks_like_it_are_read(tmp_path: Path, start: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(start)
    assert open_table(path).names[0] == start.split("\n")[0].split(",")[0]
