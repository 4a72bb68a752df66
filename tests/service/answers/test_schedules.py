"""How schedules and their runs look from outside."""

import pytest

from tests.local_hosts import LOCAL
from tests.service.api.test_schedules import schedule
from tests.service.conftest import DOCUMENT_COLUMNS, Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


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


def test_each_run_audits_the_newest_version_of_a_name_and_says_which(place: Place) -> None:
    first = place.upload("dataset", name="people")
    named = {"dataset": {"name": "people", "columns": DOCUMENT_COLUMNS}}
    address = schedule(place, document=named, overlap="queue").headers["Location"]

    def run() -> str:
        place.client.post(f"{address}/run", headers=place.headers())
        newest, *_ = place.client.get(f"{address}/runs", headers=place.headers()).json["items"]
        assert (newest["audit_state"], newest["gate"], newest["model"]) == ("queued", None, None)
        return str(newest["dataset"])

    def label(version: str) -> str:
        found = place.client.get(f"/v1/datasets/{version}", headers=place.headers()).json
        return f"people {found['version']}"

    assert run() == label(first)
    second = place.upload("dataset", name="people", content=b"sex,label\nmale,0\n")
    assert run() == label(second) != label(first)
