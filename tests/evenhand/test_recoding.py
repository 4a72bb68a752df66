"""A table in the encoding that its document names, as UTF-8."""

import gzip
import zipfile
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.recoding import as_utf8

TEXT = "name,place\r\nÅsa,Malmö\r\n"


def test_a_table_is_recoded_and_the_copy_is_gone_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(TEXT.encode("latin-1"))
    with as_utf8(file, "latin-1") as path:
        assert path.read_bytes() == TEXT.encode("utf-8")  # line ends as they were
        assert path.name == "people.csv"
    assert not path.exists()
    assert file.read_bytes() == TEXT.encode("latin-1")


def test_a_packed_table_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "people.csv.gz"
    file.write_bytes(gzip.compress(TEXT.encode("cp1252")))
    with as_utf8(file, "cp1252") as path:
        assert (path.name, path.read_bytes()) == ("people.csv", TEXT.encode())


def test_where_nothing_is_stated_the_file_itself_is_meant(tmp_path: Path) -> None:
    with as_utf8(tmp_path / "people.csv", None) as path:
        assert path == tmp_path / "people.csv"


def test_bytes_of_another_encoding_a_zip_and_no_file_are_refused_by_field(tmp_path: Path) -> None:
    latin, packed = tmp_path / "latin.csv", tmp_path / "people.zip"
    latin.write_bytes(TEXT.encode("latin-1"))
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("people.csv", TEXT)
    for file, field in (
        (latin, "dataset.encoding"), (packed, "dataset.encoding"),
        (tmp_path / "none.csv", "dataset.path"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal, as_utf8(file, "utf-8"):
            pass
        assert refusal.value.problems[0].field == field
