"""A worker says that it is there."""

import logging

import pytest

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from workers.context import WorkerContext
from workers.presence import Presence

__all__ = ["migrated", "place", "settings"]  # fixtures


def worker_of(place: Place) -> WorkerContext:
    return WorkerContext(
        records=place.records, store=place.store, settings=place.settings, name="w1"
    )


def test_what_a_worker_can_do_stands_in_its_row(place: Place) -> None:
    Presence(worker_of(place), queues=["gpu", "audits"], devices=["0", "1"]).say()
    with place.records.reading(EVERYONE) as unit:
        (row,) = unit.presence.heard(within_seconds=60)
        assert unit.presence.gpu_seen_at() is not None
    assert (row.name, list(row.queues), list(row.devices)) == (
        "w1", ["gpu", "audits"], ["0", "1"]
    )  # fmt: skip


def test_a_worker_of_the_gpu_queue_without_a_gpu_says_so(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    presence = Presence(worker_of(place), queues=["gpu"], devices=[])
    with caplog.at_level(logging.WARNING):
        presence.start()
    presence.stop()
    presence._thread.join(timeout=10)
    assert "sees no GPU" in caplog.text
    assert not presence._thread.is_alive()
