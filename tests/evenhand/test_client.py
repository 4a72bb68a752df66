"""The client against a service that is spoken to in memory: breaks, refusals, waiting."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from audits.errors import Refused
from evenhand import client as client_module
from evenhand import connection as connection_module
from evenhand.client import Client, WaitedTooLong
from evenhand.connection import ServiceFailed

READY = {"state": "ready", "profile": {}, "problems": []}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "RETRY_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(client_module, "POLL_SECONDS", (0.0,))


def speaking(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))


def test_a_small_file_is_sent_at_once_with_its_name_and_checksum(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"a,b\n1,2\n")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"id": "dsv_1", "inspection": READY})

    assert speaking(answer).upload("dataset", file)["id"] == "dsv_1"
    assert seen[0].content == b"a,b\n1,2\n"
    assert dict(seen[0].url.params) == {
        "name": "people",
        "filename": "people.csv",
        "sha256": hashlib.sha256(b"a,b\n1,2\n").hexdigest(),
    }
    assert seen[0].headers["Authorization"] == "Bearer ehk_key"


def test_a_large_upload_goes_on_where_it_broke_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "WHOLE_BYTES", 10)
    monkeypatch.setattr(client_module.time, "sleep", lambda seconds: None)
    content = os.urandom(100)
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    kept = bytearray()

    def answer(request: httpx.Request) -> httpx.Response:
        upload = {"upload": {"id": "upl_1", "offset": len(kept), "length": 100}}
        if request.method == "POST":
            return httpx.Response(201, json=upload)
        if request.method == "PATCH":
            assert int(request.headers["Upload-Offset"]) == len(kept)
            if not kept:
                kept.extend(request.content[:40])
                raise httpx.WriteError("broken pipe")
            kept.extend(request.content)
            return httpx.Response(201, json={"id": "mdv_1"})
        if "uploads" in request.url.path:
            return httpx.Response(200, json=upload)
        return httpx.Response(200, json={"id": "mdv_1", "inspection": READY})

    assert speaking(answer).upload("model", file)["id"] == "mdv_1"
    assert bytes(kept) == content


def test_what_the_inspection_refused_is_raised_with_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"x")
    problem = {"field": "dataset", "reason": "no rows", "remedy": "add rows", "code": "empty"}
    refused = {"state": "refused", "profile": None, "problems": [problem]}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"id": "dsv_1", "inspection": refused})

    with pytest.raises(Refused, match="no rows") as caught:
        speaking(answer).upload("dataset", file)
    assert caught.value.problems[0].code == "empty"


def test_an_audit_started_twice_by_a_break_carries_one_idempotency_key() -> None:
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ReadError("connection reset")
        return httpx.Response(202, json={"id": "aud_1"})

    assert speaking(answer).create_audit({"dataset": {}})["id"] == "aud_1"
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_waiting_follows_the_events_and_returns_the_final_gate() -> None:
    polls: list[str] = []
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/events"):
            body = 'id: 7\nevent: progress\ndata: {"stage": "x", "percent": 40}\n\n'
            return httpx.Response(200, text=body + "id: 8\nevent: end\ndata: {}\n\n")
        if path.endswith("/gate"):
            return httpx.Response(200, json={"final": True, "gate": "pass"})
        polls.append(path)
        state = "running" if len(polls) == 1 else "completed"
        return httpx.Response(200, json={"state": state, "stage": state, "percent": 10})

    gate = speaking(answer).wait("aud_1", on_progress=lambda found: seen.append(json.dumps(found)))
    assert gate["gate"] == "pass"
    assert any('"percent": 40' in line for line in seen)


def test_waiting_has_an_end() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return httpx.Response(503)
        return httpx.Response(200, json={"state": "queued", "stage": None})

    with pytest.raises(WaitedTooLong):
        speaking(answer).wait("aud_1", timeout_seconds=0.0)


def test_an_upload_that_no_worker_inspects_is_not_waited_for_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "INSPECTION_SECONDS", 0.01)
    waiting = {"state": "waiting", "profile": None, "problems": []}
    client = speaking(lambda _: httpx.Response(201, json={"id": "dsv_1", "inspection": waiting}))
    file = tmp_path / "people.csv"
    file.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(ServiceFailed, match="no worker has inspected it"):
        client.upload("dataset", file)


def test_a_pdf_is_waited_for_while_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PDF_PAUSE_SECONDS", 0.0)
    answers = iter(
        [
            httpx.Response(409, json={"code": "not_ready", "detail": "it is being drawn"}),
            httpx.Response(409, json={"code": "not_ready", "detail": "it is being drawn"}),
            httpx.Response(200, content=b"%PDF-1.7"),
        ]
    )
    assert speaking(lambda request: next(answers)).pdf("aud_1") == b"%PDF-1.7"
    gone = httpx.Response(404, json={"code": "no_report", "detail": "the audit failed"})
    with pytest.raises(Refused, match="the audit failed"):
        speaking(lambda request: gone).pdf("aud_1")
