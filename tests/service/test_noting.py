"""Lines of the trail about requests."""

import json

import pytest

from service.records.unit_of_work import EVERYONE
from tests.service.api.test_trail import lines, nothing_was_refused_before
from tests.service.conftest import ORIGIN, Place

__all__ = ["nothing_was_refused_before"]  # fixtures


def test_sign_ins_and_their_failures_are_held(place: Place) -> None:
    place.signed_in("reads").post("/logout", headers={"Origin": ORIGIN})  # no token: refused
    assert [line["action"] for line in lines(place, "?action=session")] == ["session.opened"]
    for _ in range(3):
        for wrong in (place.keys["full"][:-1] + "_", "ehk_0_x", "nonsense"):
            place.client.post("/login", data={"key": wrong}, headers={"Origin": ORIGIN})
    (refused,) = lines(place, "?action=key.refused")  # once a minute, with their number
    assert refused["details"]["times"] == 1
    assert refused["object"] == refused["actor"]


def test_a_wrong_password_is_held_without_the_name_that_nobody_has(place: Place) -> None:
    with place.records.writing(EVERYONE) as unit:
        unit.users.add("ada", "no hash", ["read"], tenant=place.tenants["ours"])
        unit.commit()
    for name in ("ada", "hunter2"):
        answer = place.client.post(
            "/login", data={"tenant": "ours", "name": name, "password": "x"},
            headers={"Origin": ORIGIN},
        )  # fmt: skip
        assert answer.status_code == 401
    found = lines(place, "?action=session.refused")
    assert [line["actor"][:4] for line in found] == ["some", "usr_"]
    assert "hunter2" not in json.dumps(found)


@pytest.mark.parametrize(
    "name", ["report.json", "report.html", "report.md", "report.sarif", "junit.xml",
             "model-card.md", "report.intoto.json"],
)  # fmt: skip
def test_downloads_are_held(place: Place, name: str) -> None:
    audit = place.completed_audit()
    answer = place.client.get(f"/v1/audits/{audit}/{name}", headers=place.headers("reads"))
    assert answer.status_code == 200
    (line,) = lines(place, "?action=report.downloaded")
    assert line["object"] == audit
