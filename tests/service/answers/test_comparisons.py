"""Two audits side by side."""

import pytest

from tests.local_hosts import LOCAL
from tests.service.conftest import Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


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
