"""Policies over HTTP."""

import pytest

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


@pytest.mark.parametrize(
    ("rule", "code", "remedy"),
    [
        ({"metric": "acuracy", "at_least": 0.5}, "unknown_metric", "did you mean 'accuracy'?"),
        ({"metric": "accuracy", "probe": "fairness.ranking", "at_least": 0.5}, "wrong_probe",
         "`probe: fairness.error_rates`"),
        ({"metric": "accuracy_difference", "attribute": "sex", "at_most": 0.1}, "one_sided",
         "`within: 0.05`"),
        ({"metric": "tgbi", "at_least": 0.5}, "no_overall", "`attribute: sex`"),
    ],
)  # fmt: skip
def test_a_rule_that_no_audit_could_judge_is_refused_when_it_is_stored(
    place: Place, rule: dict[str, object], code: str, remedy: str
) -> None:
    body = {"name": "p", "policy": {"rules": [rule]}}
    answer = place.client.post("/v1/policies", json=body, headers=place.headers())
    assert answer.status_code == 422
    (problem,) = answer.json["problems"]
    assert problem["code"] == code
    assert problem["field"].startswith("policy.rules.0")
    assert remedy in problem["remedy"]
    stored = place.client.get("/v1/policies", headers=place.headers()).json
    assert stored["items"] == []
