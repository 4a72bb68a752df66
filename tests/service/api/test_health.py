"""Readiness and metrics."""

import time

from sqlalchemy import Engine, event

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place


def test_readyz_says_what_is_missing(place: Place) -> None:
    assert place.client.get("/readyz").json["checks"] == {"database": "ok"}
    place.records.close()
    (place.settings.home / "evenhand.sqlite").unlink()
    ends = time.monotonic() + 5  # no answer is believed for longer
    while (answer := place.client.get("/readyz")).status_code == 200:
        assert time.monotonic() < ends
    assert (answer.status_code, answer.json["status"]) == (503, "degraded")


def test_readiness_is_not_asked_of_the_database_each_time(place: Place) -> None:
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        ends, answers = time.monotonic() + 1, 0
        while time.monotonic() < ends:
            assert place.client.get("/readyz").status_code == 200
            answers += 1
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert 0 < asked < 2 * answers  # two statements each, were every answer asked for


def test_metrics_count_without_naming_anybody(place: Place) -> None:
    place.audit()
    text = place.client.get("/metrics").text
    assert 'evenhand_audits{state="queued"} 1' in text
    with place.records.reading(EVERYONE) as unit:
        (row,) = unit.audits.page().rows
    assert row.name not in text
