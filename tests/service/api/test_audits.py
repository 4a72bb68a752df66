import re

import pytest

from tests.service.conftest import Place
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
    MEASUREMENTS,
    PROFILE,
    RULE,
    inspected,
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


def test_a_plan_says_what_an_endpoint_would_be_asked_and_starts_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40 prompts of 30 characters: 40 answers of 50 tokens at most, and ten asked twice.

    Prompts of 7.5 tokens; at 2 and 10 EUR a million .00075 + .025.
    """
    sent = place.client.post("/v1/datasets", data=b"prompt\n", headers=place.headers()).json["id"]
    prompts = {"name": "prompt", "kind": "text", "role": "feature", "distinct": 40, "missing": 0,
               "values": [], "minimum": None, "maximum": None}  # fmt: skip
    profile = {**PROFILE, "rows": 40, "columns": [prompts], "text_lengths": {"prompt": 30.0}}
    inspected(place.records, sent, profile=profile)
    endpoint = {"form": "openai", "model": "small",
                "price": {"prompt": 2, "answer": 10, "currency": "EUR"}}  # fmt: skip
    document = {
        "model": {"url": "https://8.8.8.8/v1", "endpoint": endpoint},
        "dataset": {"id": sent, "columns": {"prompt": {"role": "feature", "kind": "text"}}},
        "probes": [{"language.toxic_drift": {"most_tokens": 50}}],
    }
    looked_up = []  # a name is resolved outside of the test's own network
    monkeypatch.setattr(
        "service.api.audits.check_endpoint", lambda of, *, allowed: looked_up.append(of)
    )
    answer = place.client.post("/v1/audits?only_plan=true", json=document, headers=place.headers())
    assert answer.status_code == 200, answer.json
    assert looked_up == [document]
    cost = answer.json["endpoint"]
    assert (cost["requests"], cost["prompt_tokens"], cost["answer_tokens"]) == (50, 375, 2500)
    assert (cost["cost"], cost["currency"]) == (pytest.approx(0.02575), "EUR")
    assert cost["words"].startswith(
        "about 50 requests to the endpoint, about 375 tokens of prompts"
    )
    assert answer.json["plan"]["endpoint"]["requests"] == 50
    assert place.queue.audits == []
    assert place.client.get("/v1/audits", headers=place.headers()).json["items"] == []
    key = {**document, "model": {**document["model"], "url": "https://8.8.8.8/v1?api_key=abcdefgh"}}
    refused = place.client.post("/v1/audits?only_plan=true", json=key, headers=place.headers())
    assert refused.status_code == 422
    assert "abcdefgh" not in refused.text
    recorded = {"dataset": {"id": place.upload(), "columns": DOCUMENT_COLUMNS}}
    answer = place.client.post("/v1/audits?only_plan=true", json=recorded, headers=place.headers())
    assert (answer.json["endpoint"], answer.json["passes"]) == (None, 0)


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


@pytest.mark.parametrize("cursor", ["9" * 19, "9" * 30, "-1", "0x1", "1\n", "٣", ""])
def test_a_cursor_of_measurements_that_no_page_gave_is_refused(place: Place, cursor: str) -> None:
    address = f"/v1/audits/{place.completed_audit()}/measurements"
    answer = place.client.get(address, query_string={"cursor": cursor}, headers=place.headers())
    assert answer.status_code == 422, answer.text
    assert answer.json["problems"][0]["field"] == "cursor"
    after = place.client.get(f"{address}?cursor={'9' * 18}", headers=place.headers())
    assert (after.status_code, after.json["items"]) == (200, [])


def test_measurements_come_in_the_reports_own_form_and_page(place: Place) -> None:
    audit = place.completed_audit()
    address = f"/v1/audits/{audit}/measurements"
    first = place.client.get(f"{address}?limit=1", headers=place.headers()).json
    rest = place.client.get(f"{address}?cursor={first['cursor']}", headers=place.headers()).json
    assert first["items"] + rest["items"] == MEASUREMENTS
    assert rest["cursor"] is None
    none = place.client.get(f"{address}?metric=accuracy", headers=place.headers()).json
    assert none["items"] == []


def test_lists_are_narrowed_sorted_and_counted_alike(place: Place) -> None:
    failed, waiting = place.completed_audit(), place.audit()

    def get(query: str):  # type: ignore[no-untyped-def]
        return place.client.get(f"/v1/audits{query}", headers=place.headers())

    assert [item["id"] for item in get("?sort=oldest").json["items"]] == [failed, waiting]
    assert [item["id"] for item in get("?since=2020-01-01T00:00:00Z&gate=fail").json["items"]] == [
        failed
    ]
    assert get("?since=2999-01-01T00:00:00Z").json["items"] == []
    for refused in ("?sort=luck", "?since=2020-01-01T00:00:00", "/counts?limit=3"):
        assert get(refused).status_code == 422, refused
    counts = get("/counts?q=people").json
    assert counts["verdicts"] == {"fail": 1, "queued": 1}
    assert len(counts["datasets"]) == 2
    assert get("/counts?q=nobody").json["verdicts"] == {}
