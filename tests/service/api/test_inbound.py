"""Messages from outside start an audit, once, where their signature holds."""

import json
import time
from typing import Any

import pytest

from service.signatures import mlflow_signature, signature
from tests.local_hosts import LOCAL
from tests.service.api.test_schedules import schedule
from tests.service.conftest import Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


def inbound(place: Place, kind: str) -> tuple[str, str]:
    made = place.client.post(
        "/v1/inbound",
        json={"name": kind, "kind": kind, "schedule": schedule(place).json["id"]},
        headers=place.headers(),
    )
    assert made.status_code == 201, made.text
    return f"/v1/inbound/{made.json['id']}/messages", made.json["secret"]


def mlflow(place: Place, address: str, secret: str, message: Any, delivery: str = "d1") -> Any:
    body, now = json.dumps(message).encode(), str(int(time.time()))
    headers = {
        "X-MLflow-Signature": mlflow_signature(secret, delivery, now, body),
        "X-MLflow-Delivery-Id": delivery,
        "X-MLflow-Timestamp": now,
    }
    return place.client.post(address, data=body, headers=headers)


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
