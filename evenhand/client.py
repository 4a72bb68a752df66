"""The Python client: upload, start an audit, wait, and read the verdict.

with Client("http://127.0.0.1:8321", key) as client:
    model = client.upload("model", Path("credit.onnx"))
    data = client.upload("dataset", Path("people.csv"))
    audit = client.create_audit({"model": {"id": model["id"]}, "dataset": {...}})
    gate = client.wait(audit["id"], timeout_seconds=600)
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self, cast
from uuid import uuid4

import httpx

from audits.errors import Problem, Refused
from audits.json_types import JsonObject
from evenhand.connection import Connection, ServiceFailed
from evenhand.packing import as_file

Kind = Literal["model", "dataset"]
CHUNK_BYTES = 1 << 20
# An inspection takes seconds, for the largest uploads minutes.
INSPECTION_SECONDS = 900.0
# A PDF takes some seconds to draw, of the largest reports a minute.
PDF_SECONDS, PDF_PAUSE_SECONDS = 180.0, 2.0
WHOLE_BYTES = 8 << 20  # up to this size a file is sent in one request
TRIES = 5
POLL_SECONDS = (0.1, 0.2, 0.4, 1.0)


class WaitedTooLong(Exception):
    """The audit goes on; the client does not wait any longer."""


class Client:
    """A service and a key. Answers are the API's JSON; docs/api.md names their fields.

    key_source: where the key was taken from, which the refusal of a wrong one names.
    """

    def __init__(
        self,
        server: str,
        key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        key_source: str | None = None,
    ) -> None:
        self._connection = Connection(server, key, transport=transport, key_source=key_source)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def upload(
        self,
        kind: Kind,
        path: Path,
        *,
        name: str | None = None,
        version: str | None = None,
        on_progress: Callable[[JsonObject], None] = lambda progress: None,
    ) -> JsonObject:
        """Send a file or folder, going on after breaks, and wait until it was inspected.

        Raises `Refused` with what the inspection found wrong.
        """
        with as_file(path) as (file, filename):
            digest = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
            size = file.tell()
            labels = {"name": name or path.name.split(".")[0], "version": version}
            query = {k: v for k, v in labels.items() if v} | {
                "filename": filename,
                "sha256": digest,
            }
            stage = f"uploading {kind}"
            on_progress({"stage": stage, "percent": 0})
            if size <= WHOLE_BYTES:
                file.seek(0)
                answer = self._connection.ask(
                    "POST", f"/v1/{kind}s", repeatable=True, params=query, content=file.read(),
                    headers={"Content-Type": "application/octet-stream"},
                ).json()  # fmt: skip
            else:
                answer = self._send_parts(kind, file, size, query, on_progress)
        on_progress({"stage": stage, "percent": 100})
        return self.wait_for_inspection(kind, answer["id"])

    def wait_for_inspection(self, kind: Kind, version_id: str) -> JsonObject:
        """The version once a worker has looked into it; `Refused` if it cannot be used.

        Raises `ServiceFailed` where no worker does so for `INSPECTION_SECONDS`.
        """
        deadline = time.monotonic() + INSPECTION_SECONDS
        for pause in _pauses():
            version: JsonObject = self._connection.get(f"/v1/{kind}s/{version_id}").json()
            inspection = version["inspection"]
            if inspection["state"] == "ready":
                return version
            if inspection["state"] in ("refused", "failed"):
                problems = [Problem(**problem) for problem in inspection["problems"]]
                raise Refused(
                    problems
                    or [Problem(kind, "its inspection failed", "upload it again", "failed")]
                )
            if time.monotonic() > deadline:
                raise ServiceFailed(
                    f"{version_id} was uploaded and no worker has inspected it for "
                    f"{INSPECTION_SECONDS:g} s; is one running?"
                )
            time.sleep(pause)
        raise AssertionError

    def create_audit(self, document: Mapping[str, Any], *, idempotency_key: str = "") -> JsonObject:
        """Start an audit; sent again after a break, it is still one audit."""
        audit: JsonObject = self._connection.ask(
            "POST", "/v1/audits", repeatable=True, json=dict(document),
            headers={"Idempotency-Key": idempotency_key or uuid4().hex},
        ).json()  # fmt: skip
        return audit

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> JsonObject:
        """The answer to any request of the API; empty where there is none."""
        options: dict[str, Any] = {} if body is None else {"json": dict(body)}
        repeatable = method == "GET"
        answer = self._connection.ask(method, path, repeatable=repeatable, **options)
        return dict(answer.json()) if answer.content else {}

    def audit(self, audit_id: str) -> JsonObject:
        """The audit's state and progress."""
        audit: JsonObject = self._connection.get(f"/v1/audits/{audit_id}").json()
        return audit

    def accept(self, audit_id: str, reason: str) -> JsonObject:
        """Take the audit as it is: its findings hold no gate of audits with `mode: new_only`."""
        answer: JsonObject = self._connection.ask(
            "POST", f"/v1/audits/{audit_id}/accept", json={"reason": reason}, repeatable=True
        ).json()
        return answer

    def cancel(self, audit_id: str) -> JsonObject:
        """Ask for the audit to be cancelled."""
        answer: JsonObject = self._connection.ask(
            "POST", f"/v1/audits/{audit_id}/cancel", repeatable=True
        ).json()
        return answer

    def gate(self, audit_id: str) -> JsonObject:
        """The verdict so far; `final` says whether it stands."""
        gate: JsonObject = self._connection.get(f"/v1/audits/{audit_id}/gate").json()
        return gate

    def report(self, audit_id: str) -> JsonObject:
        """The JSON report."""
        report: JsonObject = self._connection.get(f"/v1/audits/{audit_id}/report.json").json()
        return report

    def document(self, audit_id: str, name: str) -> bytes:
        """Another form of the report, such as `report.html`, `report.sarif` or `junit.xml`."""
        return self._connection.get(f"/v1/audits/{audit_id}/{name}").content

    def pdf(self, audit_id: str) -> bytes:
        """The report as PDF; waits while a worker draws it, for `PDF_SECONDS` at most.

        Raises `Refused` where the service draws none.
        """
        deadline = time.monotonic() + PDF_SECONDS
        while True:
            try:
                return self.document(audit_id, "report.pdf")
            except Refused as refused:
                is_drawn = any(problem.code == "not_ready" for problem in refused.problems)
                if not is_drawn or time.monotonic() > deadline:
                    raise
            time.sleep(PDF_PAUSE_SECONDS)

    def wait(
        self,
        audit_id: str,
        *,
        timeout_seconds: float | None = None,
        on_progress: Callable[[JsonObject], None] = lambda progress: None,
    ) -> JsonObject:
        """The final gate. Follows the audit's events, and asks where they do not come.

        Raises `WaitedTooLong`; the audit goes on then.
        """
        deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        last = ""
        for pause in _pauses():
            audit = self.audit(audit_id)
            on_progress({"stage": audit["stage"] or audit["state"], **_fields(audit)})
            if audit["state"] in ("completed", "failed", "cancelled"):
                return self.gate(audit_id)
            with suppress(httpx.TransportError):  # the events broke off: ask, then follow on
                last = self._follow(audit_id, last, deadline, on_progress)
            if deadline is not None and time.monotonic() >= deadline:
                raise WaitedTooLong(audit_id)
            time.sleep(pause)
        raise AssertionError

    def _follow(
        self,
        audit_id: str,
        last: str,
        deadline: float | None,
        on_progress: Callable[[JsonObject], None],
    ) -> str:
        headers = {"Last-Event-ID": last} if last else {}
        kind = ""
        with self._connection.stream(f"/v1/audits/{audit_id}/events", headers) as answer:
            if not answer.is_success:
                return last
            for line in answer.iter_lines():
                if deadline is not None and time.monotonic() >= deadline:
                    break
                field, _, value = line.partition(": ")
                if field == "id":
                    last = value
                elif field == "event":
                    kind = value
                elif field == "data" and kind in ("progress", "step"):
                    event = json.loads(value)
                    on_progress(
                        {"stage": event.get("stage") or event.get("probe"), **_fields(event)}
                    )
                elif field == "data" and kind == "end":
                    break
        return last

    def _send_parts(
        self,
        kind: Kind,
        file: BinaryIO,
        size: int,
        query: Mapping[str, str],
        on_progress: Callable[[JsonObject], None],
    ) -> JsonObject:
        opened = self._connection.ask(
            "POST", f"/v1/{kind}s", repeatable=True, params=dict(query),
            headers={"Upload-Length": str(size)},
        ).json()["upload"]  # fmt: skip
        path = f"/v1/uploads/{opened['id']}"
        offset = 0
        for attempt in range(TRIES):
            if attempt:
                time.sleep(0.5 * 2**attempt)
                offset = self._connection.get(path).json()["upload"]["offset"]
            try:
                return self._send_rest(kind, path, file, size, offset, on_progress)
            except (ServiceFailed, Refused) as error:
                broke_off = isinstance(error, ServiceFailed) or any(
                    problem.code == "wrong_offset" for problem in error.problems
                )
                if not broke_off or attempt == TRIES - 1:
                    raise
        raise AssertionError

    def _send_rest(
        self,
        kind: Kind,
        path: str,
        file: BinaryIO,
        size: int,
        offset: int,
        on_progress: Callable[[JsonObject], None],
    ) -> JsonObject:
        def chunks() -> Iterator[bytes]:
            file.seek(offset)
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
                on_progress({"stage": f"uploading {kind}", "percent": 100 * file.tell() / size})

        answer: JsonObject = self._connection.ask(
            "PATCH", path, content=chunks(),
            headers={
                "Upload-Offset": str(offset),
                "Content-Length": str(size - offset),
                "Content-Type": "application/octet-stream",
            },
        ).json()  # fmt: skip
        return answer


def _fields(progress: Mapping[str, Any]) -> JsonObject:
    return {key: progress[key] for key in ("percent", "step", "of", "note") if progress.get(key)}


def _pauses() -> Iterator[float]:
    yield from POLL_SECONDS
    while True:
        yield POLL_SECONDS[-1]
