"""How schedules and their runs look from outside."""

import pytest

from tests.local_hosts import LOCAL
from tests.service.api.test_schedules import schedule
from tests.service.conftest import Place

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
