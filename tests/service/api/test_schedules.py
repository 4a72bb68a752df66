"""Schedules, webhooks, inbound hooks and comparisons over HTTP."""

from typing import Any

import pytest

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
