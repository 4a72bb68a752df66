"""An audit is taken as it is, and what it found is no news afterwards."""

import pytest

from service.settings import Settings
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token
from tests.service.worker_hands import DOCUMENT_COLUMNS, FINDING, RULE


def accept(place: Place, audit: str, reason: str = "known since spring", key: str = "full"):  # type: ignore[no-untyped-def]
    return place.client.post(
        f"/v1/audits/{audit}/accept", json={"reason": reason}, headers=place.headers(key)
    )


def again(place: Place, audit: str, **changes: object) -> dict[str, object]:
    """The plan of another audit of the same data."""
    with place.records.reading(place.tenants["ours"]) as unit:
        data = unit.audits.find(audit).dataset_version_id
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS},
                "policy": {"rules": [RULE]}, "settings": {"seed": 9}, **changes}  # fmt: skip
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 202, answer.text
    with place.records.reading(place.tenants["ours"]) as unit:
        return dict(unit.audits.find(answer.json["id"]).plan)


def test_only_an_audit_with_a_verdict_is_accepted_and_by_whom_is_kept(place: Place) -> None:
    audit = place.completed_audit()
    assert accept(place, place.audit()).status_code == 409
    assert accept(place, audit, reason="").status_code == 422
    assert accept(place, audit, key="reads").status_code == 403
    assert accept(place, audit, key="stranger").status_code == 404
    found = accept(place, audit).json
    assert found["accepted"]["reason"] == "known since spring"
    assert found["accepted"]["by"].startswith("key_")
    trail = place.client.get("/v1/trail?action=audit.accepted", headers=place.headers()).json
    assert [line["object"] for line in trail["items"]] == [audit]


def test_the_newest_accepted_audit_of_the_name_is_in_the_plan_of_who_asks_for_it(
    place: Place,
) -> None:
    audit = place.completed_audit()
    assert again(place, audit, mode="new_only")["accepted"] == {}
    accept(place, audit)
    plan = again(place, audit, mode="new_only", settings={"seed": 10})
    assert plan["accepted"] == {FINDING["id"]: FINDING["verdict"]}
    with place.records.reading(place.tenants["ours"]) as unit:
        name = unit.audits.find(audit).name
        failures = unit.audits.accepted_failures(name)
        assert unit.audits.accepted_failures("another name") == {}
    kept = {finding: one.to_json() for finding, one in failures.items()}
    assert plan.get("accepted_failures", {}) == kept
    assert "accepted" not in again(place, audit, settings={"seed": 11})
    assert "accepted" not in again(place, audit, mode="all", settings={"seed": 12})


def test_it_is_accepted_on_its_page_which_then_says_so(place: Place) -> None:
    browser = place.signed_in()
    audit = place.completed_audit()
    page = browser.get(f"/audits/{audit}").text
    assert "Accept its findings as known" in page
    answer = browser.post(
        f"/audits/{audit}/accept",
        data={"csrf": token(page), "reason": "<b>known</b>"},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303
    page = browser.get(f"/audits/{audit}").text
    assert "&lt;b&gt;known&lt;/b&gt;" in page
    assert "Accept its findings as known" not in page


class TestWhereApproversAccept:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"waivers": "approvers"})

    def test_who_only_writes_does_not(self, place: Place) -> None:
        assert accept(place, place.completed_audit(), key="writes").status_code == 403
