"""Versions and families over HTTP."""

from tests.service.conftest import Place


def test_the_same_bytes_under_the_same_name_are_the_same_version(place: Place) -> None:
    ids = {
        place.client.post("/v1/models?name=credit", data=b"model", headers=place.headers()).json[
            "id"
        ]
        for _ in range(3)
    }
    assert len(ids) == 1


def test_a_taken_version_with_other_bytes_is_a_conflict(place: Place) -> None:
    for content, status in ((b"one", 201), (b"two", 409)):
        answer = place.client.post(
            "/v1/models?name=credit&version=1", data=content, headers=place.headers()
        )
        assert answer.status_code == status
