"""Readiness and metrics."""

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place


def test_readyz_says_what_is_missing(place: Place) -> None:
    assert place.client.get("/readyz").json["checks"] == {"database": "ok"}
    place.records.close()
    (place.settings.home / "evenhand.sqlite").unlink()
    answer = place.client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "degraded")


def test_metrics_count_without_naming_anybody(place: Place) -> None:
    place.audit()
    text = place.client.get("/metrics").text
    assert 'evenhand_audits{state="queued"} 1' in text
    with place.records.reading(EVERYONE) as unit:
        (row,) = unit.audits.page().rows
    assert row.name not in text
