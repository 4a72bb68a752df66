"""`evenhand submit FILE`, against a real app without a socket."""

from pathlib import Path

import httpx
import pytest

from evenhand import cli, exit_codes, serving
from evenhand.client import Client
from service.records.unit_of_work import EVERYONE
from tests.evenhand.test_local import DOCUMENT, document
from tests.service.conftest import Place, migrated, place, settings
from tests.workers.test_inspecting import Reads, worker
from workers.inspecting import inspect_upload

__all__ = ["migrated", "place", "settings"]  # fixtures


@pytest.fixture
def client(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = httpx.WSGITransport(app=place.app)
    monkeypatch.setattr(
        serving,
        "connect",
        lambda _: Client("http://localhost", place.keys["full"], transport=transport),
    )


def test_files_are_uploaded_and_the_audit_names_their_ids(
    client: None,
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # A worker that looks into each upload as soon as it is rung for.
    monkeypatch.setattr(
        place.queue,
        "enqueue_inspection",
        lambda version: inspect_upload(version, worker(place, Reads)) == "ready",
    )
    file = document(tmp_path)
    assert cli.main(["submit", str(file), "--quiet"]) == exit_codes.PASS
    said = capsys.readouterr()
    audit = said.err.split()[-1]
    assert f"evenhand gate {audit}" in said.out
    shown = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
    version = place.client.get(f"/v1/datasets/{shown['dataset']}", headers=place.headers()).json
    assert version["filename"] == "people.csv"
    assert version["size_bytes"] == (tmp_path / "people.csv").stat().st_size


def test_a_table_is_uploaded_as_utf8_from_the_encoding_that_was_stated(
    client: None,
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        place.queue,
        "enqueue_inspection",
        lambda version: inspect_upload(version, worker(place, Reads)) == "ready",
    )
    file = document(tmp_path)
    table = tmp_path / "people.csv"
    text = table.read_text(encoding="utf-8").replace("f,", "nő,")
    table.write_bytes(text.encode("cp1250"))
    command = ["submit", str(file), "--quiet", "--encoding", "cp1250"]
    assert cli.main(command) == exit_codes.PASS
    audit = capsys.readouterr().err.split()[-1]
    shown = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
    version = place.client.get(f"/v1/datasets/{shown['dataset']}", headers=place.headers()).json
    assert version["size_bytes"] == len(text.encode("utf-8"))


def test_an_earlier_dataset_is_uploaded_too_and_named_by_its_id(
    client: None, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        place.queue,
        "enqueue_inspection",
        lambda version: inspect_upload(version, worker(place, Reads)) == "ready",
    )
    text = DOCUMENT.split("policy:")[0] + "earlier: {path: was.csv}\nprobes: [data.drift]\n"
    file = document(tmp_path, text)
    (tmp_path / "was.csv").write_text("sex,label,decision\nf,1,1\nm,0,1\n", encoding="utf-8")
    assert cli.main(["submit", str(file), "--quiet"]) == exit_codes.PASS
    with place.records.reading(EVERYONE) as unit:
        (audit,) = unit.audits.page().rows
        sent = unit.audits.find(audit.id)
        version = unit.datasets.find(sent.document["earlier"]["id"])
        assert version.filename == "was.csv"
        assert sent.plan["seconds"]["earlier"]["sha256"] == version.sha256
