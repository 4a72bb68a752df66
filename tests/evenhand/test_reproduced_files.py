"""A file is the one that was given, the one that the report names, or the service's."""

from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from audits.errors import Refused
from evenhand.reproduced_files import Files, Sources, folder_of, second_tables
from evenhand.stored_files import NOWHERE


class Stored:
    """A service's store: which versions it was asked for, and where it puts them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def dataset(self, version: str, sha256: str, folder: Path) -> Path:
        self.asked.append((version, sha256))
        return folder / "dataset"

    def model(self, version: str, sha256: str, folder: Path) -> Path:
        self.asked.append((version, sha256))
        return folder / "model"


@pytest.fixture
def sources(tmp_path: Path):
    """Of a report whose table `people.csv` lies beside it."""
    (tmp_path / "people.csv").write_text("sex,label\nf,1\n", encoding="utf-8")
    with ExitStack() as stack:

        def make(files: Files, stored: Any = NOWHERE, **audit: Any) -> Sources:
            report = {"audit": {"dataset": "people.csv", **audit}}
            return Sources(report, files, tmp_path, stored, tmp_path / "scratch", stack)

        yield make


NONE = Files(None, None, {})


def test_paths_are_relative_to_where_the_document_lay(tmp_path: Path) -> None:
    assert folder_of({"audit": {"file": "/home/audit.yaml"}}, tmp_path) == Path("/home")
    assert folder_of({"audit": {}}, tmp_path) == tmp_path


def test_a_file_that_the_report_names_is_taken_unless_one_is_given(
    sources: Any, tmp_path: Path
) -> None:
    assert sources(NONE).table(None, "dataset", "a", "people.csv") == tmp_path / "people.csv"
    other = tmp_path / "other.csv"
    other.write_text("sex,label\nm,0\n", encoding="utf-8")
    assert sources(NONE).table(other, "dataset", "a", "people.csv") == other
    with pytest.raises(Refused, match="give the file that the report is about: --dataset FILE"):
        sources(NONE).table(None, "dataset", "a", "gone.csv")
    with pytest.raises(Refused, match="does not say where its model lies"):
        sources(NONE).model(None, "a")


def test_what_a_service_stored_is_fetched_by_its_digest(sources: Any, tmp_path: Path) -> None:
    stored = Stored()
    has = sources(NONE, stored, model="mdv_1")
    assert has.table(None, "dataset", "a" * 64, "dsv_1") == tmp_path / "scratch" / "dataset"
    assert has.model(None, "b" * 64) == tmp_path / "scratch" / "model"
    assert stored.asked == [("dsv_1", "a" * 64), ("mdv_1", "b" * 64)]
    with pytest.raises(Refused, match="cannot be read from its store here"):
        sources(NONE).table(None, "dataset", "a" * 64, "dsv_1")


def test_a_table_of_another_encoding_is_read_as_the_service_stored_it(
    sources: Any, tmp_path: Path
) -> None:
    given = tmp_path / "utf16.csv"
    given.write_bytes("sex,label\nf,1\n".encode("utf-16"))
    files = Files(None, None, {}, "utf-16")
    path = sources(files).table(given, "dataset", "a" * 64, "dsv_1")
    assert path.read_bytes() == (tmp_path / "people.csv").read_bytes()


def test_second_tables_are_those_of_the_document_which_may_be_gone(
    sources: Any, tmp_path: Path
) -> None:
    plan = SimpleNamespace(seconds={"members": SimpleNamespace(sha256="c" * 64)})
    people = tmp_path / "people.csv"
    named = sources(Files(None, None, {"members": people}))
    assert second_tables(plan, named) == {"members": people}  # type: ignore[arg-type]
    with pytest.raises(Refused, match="does not say where its members lies"):
        second_tables(plan, sources(NONE, file=str(tmp_path / "gone.yaml")))  # type: ignore[arg-type]
    none = SimpleNamespace(seconds={})
    with pytest.raises(Refused, match="the report's plan reads no such rows"):
        second_tables(none, named)  # type: ignore[arg-type]
