"""The trail: what it holds, that administrators read it, that nothing leaves it unseen."""

from typing import Any

import pytest

from service import noting
from tests.service.conftest import Place


@pytest.fixture(autouse=True)
def nothing_was_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "_repeats", noting.Repeats())


def lines(place: Place, query: str = "", key: str = "full") -> list[dict[str, Any]]:
    noting.AFTERWARDS.write()
    answer = place.client.get(f"/v1/trail{query}", headers=place.headers(key))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_a_line_says_who_what_when_from_where_and_in_which_request(place: Place) -> None:
    answer = place.client.post(
        "/v1/policies", json={"name": "p", "policy": {"rules": []}}, headers=place.headers()
    )
    (line,) = lines(place, "?action=policy.stored")
    assert line["object"] == answer.json["id"]
    assert line["actor"].startswith("key_")
    assert line["details"] == {
        "address": "127.0.0.1", "request_id": answer.headers["X-Request-Id"]
    }  # fmt: skip


def test_waivers_are_held_whether_stored_or_sent_along(place: Place) -> None:
    waiver = {"finding": "f" * 12, "until": "2099-01-31", "reason": "agreed by the board"}
    policy = {"rules": [{"metric": "accuracy", "at_least": 0.5}], "waivers": [waiver]}
    answer = place.client.post(
        "/v1/policies", json={"name": "lenient", "policy": policy}, headers=place.headers()
    )
    assert answer.status_code == 201, answer.text
    assert lines(place, "?action=policy.stored")[0]["details"]["waivers"] == [waiver]


def test_only_administrators_read_it_and_only_their_own(place: Place) -> None:
    place.signed_in()
    assert place.client.get("/v1/trail", headers=place.headers("reads")).status_code == 403
    ours = {line["hash"] for line in lines(place)}
    assert ours
    assert not ours & {line["hash"] for line in lines(place, key="stranger")}


def test_pages_go_on_where_the_one_before_ended(place: Place) -> None:
    for _ in range(5):
        place.signed_in()
    first = place.client.get("/v1/trail?limit=2", headers=place.headers()).json
    rest = lines(place, f"?limit=200&cursor={first['cursor']}")
    everything = lines(place, "?limit=200")
    assert first["items"] + rest == everything
    assert [line["position"] for line in everything] == list(range(len(everything)))[::-1]


# What an auditor does with it, away from the service.
