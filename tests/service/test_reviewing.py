"""People waive findings, comment and sign off; the signed verdict stays what it was."""

from typing import Any

import pytest

from service.settings import Settings
from tests.service.conftest import Place
from tests.service.worker_hands import DOCUMENT_COLUMNS, RULE

SAID = {"finding": "f1", "owner": "Risk", "reason": "known since spring", "until": "2999-12-31"}


def waive(place: Place, audit: str, key: str = "full", **changes: Any) -> Any:
    return place.client.post(
        f"/v1/audits/{audit}/waivers", json={**SAID, **changes}, headers=place.headers(key)
    )


def get(place: Place, path: str) -> Any:
    return place.client.get(f"/v1/{path}", headers=place.headers()).json


def next_policy(place: Place, audit: str, rule: dict[str, Any] = RULE, seed: int = 7) -> Any:
    """The policy in the plan of another audit of the same data."""
    with place.records.reading(place.tenants["ours"]) as unit:
        data = unit.audits.find(audit).dataset_version_id
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS},
                "policy": {"rules": [rule]}, "settings": {"seed": seed}}  # fmt: skip
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 202, answer.text
    with place.records.reading(place.tenants["ours"]) as unit:
        row = unit.audits.find(answer.json["id"])
        assert "waivers" not in row.document["policy"]  # said by nobody in the document
        return row.plan["policy"]


def test_a_waiver_is_shown_beside_the_signed_verdict_and_does_not_change_it(place: Place) -> None:
    audit = place.completed_audit()
    before = get(place, f"audits/{audit}/gate")
    report = place.client.get(f"/v1/audits/{audit}/report.json", headers=place.headers()).data
    made = waive(place, audit)
    assert made.status_code == 201
    after = get(place, f"audits/{audit}/gate")
    # The only finding is waived, so nothing is left to fail; what was signed stays.
    assert after.pop("standing") == {
        "gate": "pass", "blocking": False, "exit_code": 0, "waived": ["f1"],
    }  # fmt: skip
    assert before.pop("standing") is None
    assert after == before
    assert (after["gate"], after["blocking"], after["exit_code"]) == ("fail", True, 1)
    assert (
        place.client.get(f"/v1/audits/{audit}/report.json", headers=place.headers()).data == report
    )
    trail = get(place, "trail?action=audit.finding_waived")["items"]
    assert [line["object"] for line in trail] == [audit]
    assert trail[0]["details"]["owner"] == "Risk"
    assert trail[0]["details"]["until"] == "2999-12-31"


def test_the_next_audits_by_the_same_rule_start_with_the_waiver_until_it_is_withdrawn(
    place: Place,
) -> None:
    audit = place.completed_audit()
    assert next_policy(place, audit, seed=1)["waivers"] == []
    made = waive(place, audit).json
    (waiver,) = next_policy(place, audit, seed=2)["waivers"]
    assert waiver == {
        "finding": "f1", "until": "2999-12-31", "reason": "known since spring (owner: Risk)",
    }  # fmt: skip
    assert next_policy(place, audit, {**RULE, "at_least": 0.7})["waivers"] == []
    assert next_policy(place, place.completed_audit())["waivers"] == []  # other data
    answer = place.client.delete(f"/v1/waivers/{made['id']}", headers=place.headers())
    assert answer.json["withdrawn"] is not None
    assert next_policy(place, audit, seed=3)["waivers"] == []
    assert get(place, f"audits/{audit}/gate")["standing"] is None
    listed = get(place, "waivers")["items"]
    assert [row["id"] for row in listed] == [made["id"]]
    actions = [line["action"] for line in get(place, "trail?action=audit")["items"]]
    assert "audit.waiver_withdrawn" in actions


def test_what_cannot_be_waived_says_everything_that_does_not_fit(place: Place) -> None:
    audit = place.completed_audit()
    refused = waive(place, audit, finding="f9", owner=" ", reason="", until="2020-02-30")
    assert refused.status_code == 422
    assert {problem["field"] for problem in refused.json["problems"]} == {
        "finding", "owner", "reason", "until",
    }  # fmt: skip
    (problem,) = waive(place, audit, until="2020-02-29").json["problems"]
    assert "2020-02-29 is over" in problem["reason"]
    assert waive(place, place.audit()).status_code == 409
    assert waive(place, audit).status_code == 201
    assert waive(place, audit).status_code == 409
    assert waive(place, audit, key="stranger").status_code == 404


def test_a_waiver_of_yesterday_counts_no_more(place: Place) -> None:
    audit = place.completed_audit()
    made = waive(place, audit).json
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.reviews.find(made["id"]).until = "2020-01-01"
        unit.commit()
    assert get(place, f"audits/{audit}/gate")["standing"] is None
    assert next_policy(place, audit)["waivers"] == []


def test_erasing_an_audit_says_that_what_was_said_goes_with_it(place: Place) -> None:
    audit = place.completed_audit()
    waive(place, audit)
    assert get(place, f"erasures/{audit}")["goes_at_once"]["waivers"] == 1


class TestWhereApproversWaive:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"waivers": "approvers"})

    def test_who_only_writes_neither_waives_nor_withdraws(self, place: Place) -> None:
        audit = place.completed_audit()
        assert waive(place, audit, key="writes").status_code == 403
        made = waive(place, audit).json
        answer = place.client.delete(f"/v1/waivers/{made['id']}", headers=place.headers("writes"))
        assert answer.status_code == 403
        # What an approver waived counts for whoever asks for the next audit.
        assert len(next_policy(place, audit)["waivers"]) == 1
