"""`evenhand schedule` against a service spoken to in memory."""

import json
from pathlib import Path

import httpx
import pytest

from evenhand import cli, serving
from evenhand.client import Client

FOUND = {
    "id": "sch_1", "name": "nightly", "expression": "0 3 * * *", "zone": "Europe/Berlin",
    "trigger": "cron", "paused": False, "next": ["2026-11-24T02:00:00.000Z"],
}  # fmt: skip


def test_every_action_asks_for_what_it_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[str, str, object]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        seen.append((request.method, request.url.path, body))
        if request.method == "DELETE":
            return httpx.Response(204)
        if request.url.path.endswith("/run"):
            return httpx.Response(202, json={"state": "started", "audit": "aud_1", "note": None})
        listed = {"items": [], "cursor": None}
        is_list = request.method == "GET" and not request.url.path.endswith("sch_1")
        return httpx.Response(200, json=listed if is_list else FOUND)

    def connect(_: object) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))

    monkeypatch.setattr(serving, "connect", connect)
    document = tmp_path / "audit.yaml"
    document.write_text("dataset: {name: people, columns: {a: {role: prediction}}}\n")
    made = ["make", str(document), "--name", "nightly", "--cron", "0 3 * * *"]
    for action in (made, ["list"], ["show", "sch_1"], ["run", "sch_1"], ["pause", "sch_1"],
                   ["resume", "sch_1"], ["remove", "sch_1"]):  # fmt: skip
        assert cli.main(["schedule", *action]) == 0
    # Two in the morning by UTC is three in Berlin, where the schedule was written.
    shown = capsys.readouterr().out
    assert "next  2026-11-24 03:00 Europe/Berlin\n" in shown
    assert [(method, path) for method, path, _ in seen] == [
        ("POST", "/v1/schedules"),
        ("GET", "/v1/schedules"),
        ("GET", "/v1/schedules/sch_1"),
        ("GET", "/v1/schedules/sch_1/runs"),
        ("POST", "/v1/schedules/sch_1/run"),
        ("PATCH", "/v1/schedules/sch_1"),
        ("PATCH", "/v1/schedules/sch_1"),
        ("DELETE", "/v1/schedules/sch_1"),
    ]
    assert seen[0][2]["document"] == {  # type: ignore[index]
        "dataset": {"name": "people", "columns": {"a": {"role": "prediction"}}}
    }
    assert [body for _, _, body in seen[5:7]] == [{"paused": True}, {"paused": False}]
    assert "sch_1  0 3 * * * Europe/Berlin" in shown


def test_a_list_of_none_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": [], "cursor": None})

    def connect(_: object) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))

    monkeypatch.setattr(serving, "connect", connect)
    assert cli.main(["schedule", "list"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "there are no schedules" in told.err


RUN = {
    "id": "run_1", "due": "2026-11-24T02:00:00.000Z", "state": "started", "note": None,
    "audit": "aud_1", "audit_state": "completed", "gate": "fail", "model": None,
    "dataset": "people 2026-11-24",
}  # fmt: skip


class Service:
    """Answers as the service does, and remembers bodies."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bodies: list[dict[str, object]] = []
        monkeypatch.setattr(serving, "connect", lambda _: self.client())

    def client(self) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "POST" and path == "/v1/schedules":
            self.bodies.append(json.loads(request.content))
            return httpx.Response(201, json=FOUND)
        if path == "/v1/datasets" or path.startswith("/v1/datasets/"):
            version = {"id": "dsv_1", "name": "people", "version": "v7", "inspection": "ready"}
            return httpx.Response(201, json={**version, "inspection": {"state": "ready"}})
        if path.endswith("/runs"):
            return httpx.Response(200, json={"items": [RUN], "cursor": None})
        listed = {"items": [FOUND], "cursor": None}
        return httpx.Response(200, json=FOUND if path.endswith("sch_1") else listed)


@pytest.mark.parametrize(
    ("options", "dataset"),
    [([], {"name": "people"}), (["--pin"], {"id": "dsv_1"})],
)
def test_what_is_uploaded_is_audited_by_name_unless_it_is_pinned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str], dataset: dict[str, str]
) -> None:
    service = Service(monkeypatch)
    (tmp_path / "people.csv").write_text("a\n1\n")
    document = tmp_path / "audit.yaml"
    document.write_text("dataset: {path: people.csv, columns: {a: {role: prediction}}}\n")
    made = ["make", str(document), "--name", "nightly", "--cron", "0 3 * * *", *options]
    assert cli.main(["schedule", *made]) == 0
    (body,) = service.bodies
    assert body["document"]["dataset"] == {  # type: ignore[index]
        **dataset, "columns": {"a": {"role": "prediction"}}
    }  # fmt: skip


def test_a_version_that_the_document_states_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = Service(monkeypatch)
    (tmp_path / "people.csv").write_text("a\n1\n")
    document = tmp_path / "audit.yaml"
    document.write_text(
        "dataset: {path: people.csv, version: v7, columns: {a: {role: prediction}}}\n"
    )
    assert cli.main(["schedule", "make", str(document), "--name", "n", "--on", "model"]) == 0
    named = service.bodies[0]["document"]["dataset"]  # type: ignore[index]
    assert (named["name"], named["version"]) == ("people", "v7")


def test_a_schedule_goes_by_its_name_and_its_runs_show_verdict_and_versions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Service(monkeypatch)
    assert cli.main(["schedule", "show", "nightly"]) == 0
    assert "started  fail  aud_1  people 2026-11-24" in capsys.readouterr().out
    assert cli.main(["schedule", "show", "nightl"]) == 3
    assert "did you mean 'nightly'?" in capsys.readouterr().err


def test_times_are_checked_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def connect(_: object) -> Client:
        raise AssertionError("nothing is asked")

    monkeypatch.setattr(serving, "connect", connect)
    document = tmp_path / "audit.yaml"
    document.write_text("dataset: {name: people, columns: {a: {role: prediction}}}\n")
    made = ["schedule", "make", str(document), "--name", "n", "--cron", "30 25 * * *",
            "--zone", "Berlin"]  # fmt: skip
    assert cli.main(made) == 3
    told = capsys.readouterr().err
    assert "--cron: '30 25 * * *'" in told
    assert "--zone: there is no time zone 'Berlin'" in told


@pytest.mark.parametrize(("state", "code"), [("started", 0), ("refused", 3), ("skipped", 3)])
def test_a_run_that_started_no_audit_is_no_success(
    monkeypatch: pytest.MonkeyPatch, state: str, code: int
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(202, json={"state": state, "audit": None, "note": "why"})

    def connect(_: object) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))

    monkeypatch.setattr(serving, "connect", connect)
    assert cli.main(["schedule", "run", "sch_1"]) == code
