"""An audit beside an earlier one, over HTTP."""

from tests.service.conftest import Place


def test_a_first_audit_has_nothing_before_it(place: Place) -> None:
    audit = place.completed_audit()
    answer = place.client.get(f"/v1/comparisons?audit={audit}", headers=place.headers())
    assert answer.status_code == 404


def test_a_strangers_audit_is_not_compared(place: Place) -> None:
    ours = place.completed_audit()
    address = f"/v1/comparisons?audit={ours}&before={ours}"
    assert place.client.get(address, headers=place.headers("stranger")).status_code == 404
    answer = place.client.get(address, headers=place.headers()).json
    assert (answer["audit"], answer["before"]) == (ours, ours)
    # Beside itself nothing is new, and nothing moved.
    assert (answer["new"], answer["fixed"]) == ([], [])
    assert {(item["difference"], item["is_change"]) for item in answer["changes"]} == {(0.0, False)}
    # Of recorded answers nobody knows which model gave them.
    assert (answer["same_rows"], answer["same_model"]) == (True, None)


def test_an_audit_must_be_named(place: Place) -> None:
    answer = place.client.get("/v1/comparisons", headers=place.headers())
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "audit"
