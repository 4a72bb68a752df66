"""How stored policies look from outside."""

from service.answers.policies import latest_policies
from tests.service.conftest import Place

RULE = {"metric": "accuracy", "at_least": 0.5}


def stored(place: Place, name: str, at_least: float) -> dict[str, object]:
    policy = {"rules": [{**RULE, "at_least": at_least}]}
    answer = place.client.post(
        "/v1/policies", json={"name": name, "policy": policy}, headers=place.headers()
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def test_of_each_family_the_latest_version_is_listed_and_names_the_one_before(
    place: Place,
) -> None:
    first, second = stored(place, "lending", 0.5), stored(place, "lending", 0.6)
    other = stored(place, "hiring", 0.7)
    with place.records.reading(place.tenants["ours"]) as unit:
        items, cursor = latest_policies(unit, None, 50)
        page, further = latest_policies(unit, None, 1)
    assert {item["id"] for item in items} == {second["id"], other["id"]}
    assert cursor is None
    assert (len(page), further is None) == (1, False)
    newest = next(item for item in items if item["id"] == second["id"])
    assert newest["parent"] == first["id"]
    assert newest["policy"]["rules"] == [{"metric": "accuracy", "at_least": 0.6}]
