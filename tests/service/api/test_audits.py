import json
import re
import threading

from service.records.errors import DatabaseAway
from service.records.unit_of_work import EVERYONE, Records
from tests.service.conftest import Place
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
    FINDING,
    MEASUREMENTS,
    RULE,
    claimed,
    failed,
    finished,
    measured,
    told,
)

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_starting_an_audit_answers_202_with_where_to_look_and_when(place: Place) -> None:
    data = place.upload(name="people")
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}, "policy": {"rules": [RULE]}}
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 202
    audit = answer.json
    assert answer.headers["Location"] == f"/v1/audits/{audit['id']}"
    assert int(answer.headers["Retry-After"]) > 0
    assert audit["id"].startswith("aud_")
    assert (audit["state"], audit["gate"], audit["percent"]) == ("queued", None, 0)
    assert MOMENT.fullmatch(audit["created"])
    assert place.queue.audits == [audit["id"]]


def test_every_problem_is_told_at_once_with_its_field(place: Place) -> None:
    data = place.upload()
    document = {
        "dataset": {"id": data, "columns": {"sex": {"role": "protected", "reference": "x"},
                                            "sexx": {"role": "nuisance"}}},
        "probes": ["fairness.nothing"],
        "policy": {"rules": [{"metric": "goodness", "above": 0}]},
    }  # fmt: skip
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 422
    fields = {problem["field"] for problem in answer.json["problems"]}
    assert {"dataset.columns.sexx", "dataset.columns.sex.reference", "probes.0",
            "policy.rules.0.metric"} <= fields  # fmt: skip
    assert all(problem["remedy"] for problem in answer.json["problems"])
    assert place.queue.audits == []


def test_an_upload_that_is_still_inspected_answers_409_and_when_to_ask(place: Place) -> None:
    version = place.client.post("/v1/datasets", data=b"a,b", headers=place.headers()).json["id"]
    answer = place.client.post(
        "/v1/audits", json={"dataset": {"id": version}}, headers=place.headers()
    )
    assert (answer.status_code, answer.json["code"]) == (409, "inspection_pending")
    assert answer.headers["Retry-After"]


def test_the_same_key_and_body_is_the_same_audit_even_at_once(place: Place) -> None:
    data = place.upload()
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}}
    headers = {**place.headers(), "Idempotency-Key": "release-7"}
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answer = place.client.post("/v1/audits", json=document, headers=headers)
        answers.append((answer.status_code, answer.json["id"]))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert answers[0][0] == 202
    other = place.client.post(
        "/v1/audits", json={**document, "settings": {"seed": 1}}, headers=headers
    )
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_the_gate_is_final_only_after_the_policy_was_judged(place: Place) -> None:
    audit = place.audit()
    address = f"/v1/audits/{audit}/gate"
    waiting = place.client.get(address, headers=place.headers())
    assert waiting.json["final"] is False
    assert waiting.json["gate"] is None
    assert waiting.json["exit_code"] is None
    assert waiting.headers["Retry-After"]
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    assert place.client.get(address, headers=place.headers()).json["final"] is False
    finished(place.records, place.store, claim)
    judged = place.client.get(address, headers=place.headers()).json
    assert (judged["final"], judged["gate"], judged["exit_code"]) == (True, "fail", 1)
    assert judged["counts"] == {"pass": 0, "fail": 1, "inconclusive": 0, "not_run": 0, "error": 0}
    assert judged["findings"] == [FINDING]
    assert judged["report_url"].endswith(f"/audits/{audit}")


def test_a_broken_audit_is_an_error_and_a_refused_input_exits_3(place: Place) -> None:
    for problems, code in (([], 4), ([{"field": "model", "reason": "r", "remedy": "m",
                                       "code": "c"}], 3)):  # fmt: skip
        audit = place.audit()
        failed(place.records, claimed(place.records, audit), "segfault", "It crashed", problems)
        gate = place.client.get(f"/v1/audits/{audit}/gate", headers=place.headers()).json
        assert (gate["final"], gate["gate"], gate["exit_code"]) == (True, "error", code)
        assert gate["error"]["code"] == "segfault"
        found = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
        assert found["state"] == "failed"
        assert found["error"]["problems"] == problems


def test_stages_and_percent_follow_the_worker(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=42, step=3, of=7)
    found = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
    assert (found["percent"], found["stage"], found["step"], found["of"]) == (42, "measure", 3, 7)
    states = {stage["name"]: stage["state"] for stage in found["stages"]}
    assert states == {
        "plan": "done", "wait": "done", "read": "done", "measure": "now", "judge": "todo",
    }  # fmt: skip


def test_cancel_is_at_once_while_waiting_and_a_wish_while_running(place: Place) -> None:
    waiting, running, over = place.audit(), place.audit(), place.completed_audit()
    claimed(place.records, running)
    for _ in range(2):
        answer = place.client.post(f"/v1/audits/{waiting}/cancel", headers=place.headers())
        assert (answer.status_code, answer.json["state"]) == (202, "cancelled")
        answer = place.client.post(f"/v1/audits/{running}/cancel", headers=place.headers())
        assert (answer.json["state"], answer.json["cancel_requested"]) == ("running", True)
    answer = place.client.post(f"/v1/audits/{over}/cancel", headers=place.headers())
    assert (answer.status_code, answer.json["code"]) == (409, "illegal_move")
    gate = place.client.get(f"/v1/audits/{waiting}/gate", headers=place.headers()).json
    assert (gate["final"], gate["gate"], gate["exit_code"]) == (True, "not_run", 2)


def test_lists_page_by_cursor_newest_first(place: Place) -> None:
    made = [place.audit() for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = place.client.get("/v1/audits", query_string=query, headers=place.headers()).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
    assert cursor is None
    assert seen == made[::-1]


def test_measurements_come_in_the_reports_own_form_and_page(place: Place) -> None:
    audit = place.completed_audit()
    address = f"/v1/audits/{audit}/measurements"
    first = place.client.get(f"{address}?limit=1", headers=place.headers()).json
    rest = place.client.get(f"{address}?cursor={first['cursor']}", headers=place.headers()).json
    assert first["items"] + rest["items"] == MEASUREMENTS
    assert rest["cursor"] is None
    none = place.client.get(f"{address}?metric=accuracy", headers=place.headers()).json
    assert none["items"] == []


def events(text: str) -> list[tuple[str, str, dict[str, object]]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in lines:
            found.append((lines["id"], lines["event"], json.loads(lines["data"])))
    return found


def test_events_tell_the_story_and_go_on_after_the_last_id(place: Place) -> None:
    audit = place.completed_audit()
    answer = place.client.get(f"/v1/audits/{audit}/events", headers=place.headers())
    assert answer.mimetype == "text/event-stream"
    story = events(answer.text)
    assert [kind for _, kind, _ in story] == ["state", "state", "step", "state", "end"]
    assert [data.get("state") for _, kind, data in story if kind == "state"] == [
        "queued", "running", "completed",
    ]  # fmt: skip
    assert story[-1][2] == {"state": "completed", "gate": "fail"}
    headers = {**place.headers(), "Last-Event-ID": story[1][0]}
    again = place.client.get(f"/v1/audits/{audit}/events", headers=headers)
    assert events(again.text) == story[2:]


def test_a_stream_gives_its_place_back(place: Place) -> None:
    audit = place.completed_audit()
    for _ in range(place.settings.api_threads * 3):
        answer = place.client.get(f"/v1/audits/{audit}/events", headers=place.headers())
        assert answer.status_code == 200
        answer.close()


def test_there_is_no_report_before_the_audit_is_completed(place: Place) -> None:
    answer = place.client.get(f"/v1/audits/{place.audit()}/report.json", headers=place.headers())
    assert (answer.status_code, answer.json["code"]) == (409, "not_ready")


def test_a_failed_or_cancelled_audit_has_no_report_and_nobody_is_told_to_wait(
    place: Place,
) -> None:
    audit = place.audit()
    failed(place.records, claimed(place.records, audit), "timeout", "the time limit was reached")
    other = place.audit()
    place.client.post(f"/v1/audits/{other}/cancel", headers=place.headers())
    for ended, how in (
        (audit, "The audit failed (the time limit was reached)."),
        (other, "The audit was cancelled"),
    ):
        for form in ("report.json", "report.html", "report.md", "badge.svg"):
            answer = place.client.get(f"/v1/audits/{ended}/{form}", headers=place.headers())
            assert (answer.status_code, answer.json["code"]) == (409, "no_report")
            assert answer.json["detail"].startswith(how)
            assert "poll" not in answer.text.lower()
            assert "Retry-After" not in answer.headers


def test_a_database_that_is_away_is_503_with_when_to_try_again(
    place: Place, monkeypatch: object
) -> None:
    def away(self: Records, tenant: str) -> object:
        raise DatabaseAway("the server closed the connection")

    monkeypatch.setattr(Records, "reading", away)  # type: ignore[attr-defined]
    for path in ("/v1/audits", "/v1/probes", "/metrics"):
        answer = place.client.get(path, headers=place.headers())
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert answer.json["code"] == "database_unavailable"
    assert place.client.get("/healthz").status_code == 200


def test_readyz_says_what_is_missing(place: Place) -> None:
    assert place.client.get("/readyz").json["checks"] == {"database": "ok"}
    place.records.close()
    (place.settings.home / "evenhand.sqlite").unlink()
    answer = place.client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "degraded")


def test_metrics_count_without_naming_anybody(place: Place) -> None:
    place.audit()
    text = place.client.get("/metrics").text
    assert 'evenhand_audits{state="queued"} 1' in text
    with place.records.reading(EVERYONE) as unit:
        (row,) = unit.audits.page().rows
    assert row.name not in text
