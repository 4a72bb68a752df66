"""Every request has an id."""

from tests.service.conftest import Place


def test_an_id_of_a_proxy_is_taken_only_behind_one(place: Place) -> None:
    answer = place.client.get("/healthz", headers={"X-Request-Id": "made-up-by-anybody"})
    assert answer.headers["X-Request-Id"] != "made-up-by-anybody"
