"""Schedules, webhooks, inbound hooks and comparisons over HTTP."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from service import context
from service.records.unit_of_work import EVERYONE
from service.signatures import mlflow_signature, signature
from tests.local_hosts import LOCAL
from tests.service.conftest import DOCUMENT_COLUMNS, Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


def document(place: Place) -> dict[str, Any]:
    return {"dataset": {"id": place.upload(), "columns": DOCUMENT_COLUMNS}}


def schedule(place: Place, **changes: Any) -> Any:
    what = changes.pop("document", None) or document(place)
    body = {"name": "nightly", "document": what, "expression": "30 2 * * *"} | changes
    return place.client.post("/v1/schedules", json=body, headers=place.headers())


def test_a_schedule_shows_its_next_five_times_until_it_is_paused(place: Place) -> None:
    made = schedule(place, zone="Europe/Berlin")
    assert made.status_code == 201, made.text
    assert len(made.json["next"]) == 5
    address = made.headers["Location"]
    paused = place.client.patch(address, json={"paused": True}, headers=place.headers())
    assert paused.json["next"] == []
    moved = place.client.patch(
        address, json={"paused": False, "expression": "0 5 * * MON"}, headers=place.headers()
    )
    assert all("T04:00:00" in due or "T03:00:00" in due for due in moved.json["next"])
    assert place.client.delete(address, headers=place.headers()).status_code == 204
    assert place.client.get(address, headers=place.headers()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expression": "99 * * * *"}, "expression"),
        ({"expression": None}, "expression"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"trigger": "dataset_version"}, "expression"),
        ({"trigger": "model_version", "expression": None}, "document.model"),
        ({"document": {"dataset": {"id": "dsv_" + "0" * 32}}}, "dataset"),
        ({"catch_up": "sometimes"}, "catch_up"),
    ],
)
def test_what_could_never_run_is_refused_by_name(
    place: Place, changes: dict[str, Any], field: str
) -> None:
    answer = schedule(place, **changes)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["problems"]] == [field]


def test_a_name_is_taken_once(place: Place) -> None:
    what = document(place)
    assert schedule(place, document=what).status_code == 201
    assert schedule(place, document=what).status_code == 409


def test_run_now_starts_an_audit_and_the_log_of_runs_names_it(place: Place) -> None:
    address = schedule(place).headers["Location"]
    run = place.client.post(f"{address}/run", headers=place.headers())
    assert (run.status_code, run.json["state"]) == (202, "started")
    assert place.queue.audits == [run.json["audit"]]
    runs = place.client.get(f"{address}/runs", headers=place.headers()).json["items"]
    assert [found["audit"] for found in runs] == [run.json["audit"]]


def test_a_webhook_shows_its_secret_once_and_can_be_tested(place: Place) -> None:
    made = place.client.post(
        "/v1/webhooks", json={"url": "https://93.184.215.14/x"}, headers=place.headers()
    )
    assert made.status_code == 201, made.text
    assert len(made.json["secret"]) > 40
    (listed,) = place.client.get("/v1/webhooks", headers=place.headers()).json["items"]
    assert listed["secret"] is None
    address = made.headers["Location"]
    assert place.client.post(f"{address}/test", headers=place.headers()).status_code == 202
    log = place.client.get(f"{address}/deliveries", headers=place.headers()).json["items"]
    assert [(found["event"], found["state"]) for found in log] == [("test", "waiting")]


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/x", "https://10.0.0.1/x", "http://93.184.215.14/x", "https://[::1]/x",
     "https://169.254.169.254/latest", "ftp://93.184.215.14/", "mailto:ops@example.org",
     "https://user:pass@93.184.215.14/"],
)  # fmt: skip
def test_an_address_that_may_not_be_told_is_refused(place: Place, url: str) -> None:
    answer = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers())
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["problems"]] == ["url"]


def test_mail_is_taken_where_the_service_sends_it(place: Place) -> None:
    found = place.app.extensions["evenhand"]
    settings = found.settings.model_copy(update={"smtp_url": "smtp://localhost:2525"})
    context.provide(place.app, replace(found, settings=settings))
    for url, status in (("mailto:ops@example.org", 201), ("mailto:ops@example.org,b@c.d", 422)):
        answer = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers())
        assert answer.status_code == status


def inbound(place: Place, kind: str) -> tuple[str, str]:
    made = place.client.post(
        "/v1/inbound",
        json={"name": kind, "kind": kind, "schedule": schedule(place).json["id"]},
        headers=place.headers(),
    )
    assert made.status_code == 201, made.text
    return f"/v1/inbound/{made.json['id']}/messages", made.json["secret"]


def test_a_signed_message_starts_the_audit_once(place: Place) -> None:
    address, secret = inbound(place, "generic")
    body = json.dumps({"from": "pipeline 7"}).encode()
    now = int(time.time())
    headers = {"Evenhand-Signature": signature(secret, now, body), "Evenhand-Delivery": "d-1"}
    first = place.client.post(address, data=body, headers=headers)
    assert (first.status_code, first.json["state"]) == (202, "started")
    again = place.client.post(address, data=body, headers=headers)
    assert again.json["audit"] == first.json["audit"]
    assert len(place.queue.audits) == 1


def test_a_message_with_a_bad_sign_is_refused_like_one_to_nobody(place: Place) -> None:
    address, secret = inbound(place, "generic")
    body, now = b"{}", int(time.time())
    good = signature(secret, now, body)
    nobody = f"/v1/inbound/inb_{'0' * 32}/messages"
    answers = [
        place.client.post(address, data=body),
        place.client.post(address, data=b"[]", headers={"Evenhand-Signature": good}),
        place.client.post(
            address, data=body, headers={"Evenhand-Signature": signature(secret, now - 900, body)}
        ),
        place.client.post(address, data=body, headers={"Evenhand-Signature": "t=é,v1=ü"}),
        place.client.post(nobody, data=body, headers={"Evenhand-Signature": good}),
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert place.queue.audits == []


def mlflow(place: Place, address: str, secret: str, message: Any, delivery: str = "d1") -> Any:
    body, now = json.dumps(message).encode(), str(int(time.time()))
    headers = {
        "X-MLflow-Signature": mlflow_signature(secret, delivery, now, body),
        "X-MLflow-Delivery-Id": delivery,
        "X-MLflow-Timestamp": now,
    }
    return place.client.post(address, data=body, headers=headers)


def test_mlflow_tells_of_a_new_version_and_its_other_news_start_nothing(place: Place) -> None:
    address, secret = inbound(place, "mlflow")
    other = {"entity": "registered_model", "action": "created", "data": {"name": "credit"}}
    assert mlflow(place, address, secret, other, "d0").json["state"] == "ignored"
    news = {
        "entity": "model_version",
        "action": "created",
        "timestamp": "2026-11-23T10:00:00+00:00",
        "data": {"name": "credit", "version": "7", "source": "models:/m-1", "run_id": "r"},
    }
    answer = mlflow(place, address, secret, news)
    assert (answer.status_code, answer.json["state"]) == (202, "started")


def test_a_version_that_was_never_uploaded_is_refused_with_the_remedy(place: Place) -> None:
    address, secret = inbound(place, "mlflow")
    with place.records.writing(EVERYONE) as unit:
        (row,) = unit.schedules.page().rows
        unit.schedules.change(row.id, document={**row.document, "model": {"name": "credit"}})
        unit.commit()
    news = {
        "entity": "model_version",
        "action": "created",
        "data": {"name": "credit", "version": "7"},
    }
    answer = mlflow(place, address, secret, news)
    assert answer.json["state"] == "refused"
    assert "POST /v1/models" in answer.json["note"]


def test_two_audits_are_compared_and_one_still_running_is_not_ready(place: Place) -> None:
    first, second = place.completed_audit(), place.completed_audit()
    path = f"/v1/comparisons?audit={second}&before={first}"
    found = place.client.get(path, headers=place.headers())
    assert found.status_code == 200, found.text
    assert [entry["id"] for entry in found.json["still_failing"]] == ["f1"]
    assert (found.json["new"], found.json["fixed"]) == ([], [])
    assert [change["difference"] for change in found.json["changes"]] == [0.0, 0.0]
    waiting = place.audit()
    early = place.client.get(
        f"/v1/comparisons?audit={waiting}&before={first}", headers=place.headers()
    )
    assert early.status_code == 409


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_a_schedule_whose_model_or_data_was_deleted_is_refused_with_the_remedy_and_told(
    place: Place, kind: str
) -> None:
    from service.schedule_trigger import fire_due

    found = document(place)
    data = found["dataset"]["id"]
    if kind == "model":
        found["model"] = {"id": place.upload("model", b"model", name="m")}
        profile = {
            "format": "huggingface", "task": "classification", "outputs": [], "classes": ["0", "1"],
            "inputs": [{"name": "income", "kind": "number", "dtype": "float", "shape": []}],
            "capabilities": ["Classifier"], "probabilities": True, "sha256": "0" * 64,
            "parameters": None, "warnings": [],
        }  # fmt: skip
        with place.records.writing(EVERYONE) as unit:
            unit.models.find(found["model"]["id"]).profile = profile
            unit.commit()
        found["dataset"]["columns"] = {
            name: spec for name, spec in DOCUMENT_COLUMNS.items() if name != "answer"
        }
    url = "https://93.184.215.14/x"
    hook = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers()).json["id"]
    made = schedule(place, document=found)
    assert made.status_code == 201, made.text
    gone = found[kind]["id"] if kind == "model" else data
    assert place.client.delete(f"/v1/{kind}s/{gone}", headers=place.headers()).status_code == 204
    with place.records.writing(EVERYONE) as unit:
        unit.schedules.find(made.json["id"]).next_due_at = unit.now() - 1
        unit.commit()
    assert fire_due(place.records, place.queue) == 0
    runs = place.client.get(f"/v1/schedules/{made.json['id']}/runs", headers=place.headers())
    (run,) = runs.json["items"]
    assert run["state"] == "refused"
    assert f"there is no such {kind}" in run["note"]
    assert "upload it" in run["note"]
    told = place.client.get(f"/v1/webhooks/{hook}/deliveries", headers=place.headers())
    assert [item["event"] for item in told.json["items"]] == ["schedule_missed"]
