"""A stream takes a place and gives it back."""

from tests.service.conftest import Place


def test_a_stream_gives_its_place_back(place: Place) -> None:
    audit = place.completed_audit()
    for _ in range(place.settings.api_threads * 3):
        answer = place.client.get(f"/v1/audits/{audit}/events", headers=place.headers())
        assert answer.status_code == 200
        answer.close()
