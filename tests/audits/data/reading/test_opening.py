"""A table is opened by its first bytes, whatever its name; written by each format's own library."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image
from pyarrow import feather, parquet

from audits.data.reading import opening
from audits.data.reading.encodings import WINDOWS
from audits.data.reading.opening import open_table, with_table
from audits.errors import Refused
from tests.audits.data.reading.test_excel import workbook

FRAME = pa.table({"x": ["1", "2"], "y": ["a", "b"]})
CSV = "x,y\n1,a\n2,b\n"


def spreadsheet():
    held = io.BytesIO()
    workbook(held, people=[["x", "y"], [1, "a"], [2, "b"]])
    return held.getvalue()


def written(write):
    held = io.BytesIO()
    write(FRAME, held)
    return held.getvalue()


def pictures():
    picture, held = io.BytesIO(), io.BytesIO()
    Image.new("L", (2, 2), 7).save(picture, "PNG")
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("table.csv", CSV)
        packed.writestr("a.png", picture.getvalue())
    return held.getvalue()


JSONL = "\n".join(json.dumps(dict(zip("xy", row, strict=True))) for row in (("1", "a"), ("2", "b")))
FORMS = {
    "csv": CSV.encode(),
    "csv.gz": gzip.compress(CSV.encode()),
    "csv.utf-16": CSV.encode("utf-16"),
    "csv.bom": CSV.encode("utf-8-sig"),
    "jsonl": JSONL.encode(),
    "jsonl.gz": gzip.compress(JSONL.encode()),
    "parquet": written(parquet.write_table),
    "feather": written(feather.write_feather),
    "xlsx": spreadsheet(),
    "zip": pictures(),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_known_by_what_it_is_and_not_by_its_name(tmp_path: Path, form: str) -> None:
    path = tmp_path / "people.table"
    path.write_bytes(FORMS[form])
    opened = open_table(path)
    batches = list(opened.batches(opened.names))
    rows = [
        tuple(str(batch[name].to_pylist()[index]) for name in opened.names)
        for batch in batches
        for index in range(len(batch[opened.names[0]]))
    ]
    assert [(float(x), y) for x, y in rows] == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("form", ["parquet", "feather", "xlsx"])
def test_a_form_that_says_its_encoding_itself_needs_none(tmp_path: Path, form: str) -> None:
    path = tmp_path / "t"
    path.write_bytes(FORMS[form])
    with pytest.raises(Refused) as refused:
        open_table(path, "cp1250", stated=True)
    assert refused.value.problems[0].field == "dataset.encoding"


def test_what_is_no_utf_8_is_gone_through_again_as_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("name,y\nJosé,1\nRenée,0\n".encode("cp1252"))
    seen = []

    def names(table: object) -> list[str]:
        seen.append(table.encoding)
        return [cell for batch in table.batches(["name"]) for cell in batch["name"].to_pylist()]

    assert with_table(path, names) == ["José", "Renée"]
    assert seen[-1] == WINDOWS
    path.write_bytes(b"name,y\nJos\x81\x8d,1\n")  # no letters there either
    with pytest.raises(Refused):
        with_table(path, names)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b'[{"x": 1}]', "unknown_format"), (b'[ [1]]', "unknown_format"), (b"\x1f\x8bno", "bad_gzip"),
     (gzip.compress(CSV.encode() * 99)[:40], "bad_gzip")],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        open_table(path)
    assert refused.value.problems[0].code == code


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_table(tmp_path / "nowhere.csv")
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("dataset.path", "not_found")
    assert str(tmp_path) not in problem.reason


def test_a_file_that_inflates_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(opening, "MOST_RATIO", 2)
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"x,y\n" + b"1,a\n" * 1_000_000))
    with pytest.raises(Refused) as refused:
        with_table(path, lambda table: list(table.batches(table.names)))
    assert refused.value.problems[0].code == "bomb"
