"""Policies over HTTP."""

from tests.service.conftest import Place


def test_a_family_answers_with_its_latest_version_and_a_version_with_itself(place: Place) -> None:
    headers = place.headers()

    def store(limit: float) -> dict[str, object]:
        body = {"name": "p", "policy": {"rules": [{"metric": "accuracy", "at_least": limit}]}}
        answer = place.client.post("/v1/policies", json=body, headers=headers)
        assert answer.headers["Location"] == f"/v1/policies/{answer.json['id']}"
        return dict(answer.json)

    first, second = store(0.5), store(0.6)
    for asked, given in ((first["family"], second), (first["id"], first)):
        answer = place.client.get(f"/v1/policies/{asked}", headers=headers)
        assert answer.json["id"] == given["id"]
    assert place.client.get("/v1/policies/plv_" + "0" * 32, headers=headers).status_code == 404


def test_a_policy_that_cannot_be_judged_is_refused_by_field(place: Place) -> None:
    body = {"name": "p", "policy": {"rules": [{"metric": "accuracy", "at_leest": 0.5}]}}
    answer = place.client.post("/v1/policies", json=body, headers=place.headers())
    assert answer.status_code == 422
    (problem,) = answer.json["problems"]
    assert problem["field"].endswith("at_leest")
    assert "at_least" in problem["remedy"]
