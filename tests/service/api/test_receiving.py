"""An upload over HTTP is bounded before it is read."""

from tests.service.conftest import Place


def test_more_than_the_limit_is_refused_before_it_is_read(place: Place) -> None:
    length = str(place.settings.upload_bytes + 1)
    answer = place.client.post("/v1/models", headers={**place.headers(), "Upload-Length": length})
    assert answer.status_code == 413
