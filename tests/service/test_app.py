"""What breaks below the routes, in the API's words."""

from service.records.errors import DatabaseAway
from service.records.unit_of_work import Records
from tests.service.conftest import Place


def test_a_database_that_is_away_is_503_with_when_to_try_again(
    place: Place, monkeypatch: object
) -> None:
    def away(self: Records, tenant: str) -> object:
        raise DatabaseAway("the server closed the connection")

    monkeypatch.setattr(Records, "reading", away)  # type: ignore[attr-defined]
    for path in ("/v1/audits", "/v1/probes", "/metrics"):
        answer = place.client.get(path, headers=place.headers())
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert answer.json["code"] == "database_unavailable"
    assert place.client.get("/healthz").status_code == 200
