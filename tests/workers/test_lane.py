"""Uploads are looked into beside the audits, and nobody's many hold up another's one."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from audits.specification.profiles import DatasetProfile
from service.artifacts import open_store
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from tests.integration.servers import wait_until
from workers import inspection, sandbox
from workers.context import WorkerContext
from workers.lane import Lane


class Slow:
    """An inspector that looks until the test lets it go; it keeps whose bytes it was given."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.go = threading.Event()

    def inspect_dataset(self, path: Path, **_: Any) -> DatasetProfile:
        self.seen.append(path.read_bytes())
        assert self.go.wait(20)
        return DatasetProfile.from_json(
            {"format": "csv", "rows": 1, "sha256": "0" * 64, "warnings": [], "columns": []}
        )


class Place:
    """A home with two organisations."""

    def __init__(self, home: Path, inspector: Any) -> None:
        self.settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        with self.records.writing(EVERYONE) as unit:
            self.ours, self.theirs = (unit.tenants.add(name).id for name in ("ours", "theirs"))
            unit.commit()
        self.worker = WorkerContext(
            records=self.records, store=open_store(self.settings), settings=self.settings,
            inspector=inspector,
        )  # fmt: skip
        self.lane = Lane(self.worker)

    def upload(self, content: bytes, tenant: str | None = None) -> str:
        stored = self.worker.store.put(BytesIO(content))
        tenant = tenant or self.ours
        with self.records.writing(tenant) as unit:
            row, _ = unit.datasets.add_version(
                tenant, name=f"d-{stored.sha256[:8]}", sha256=stored.sha256,
                filename="d.csv", size_bytes=stored.size_bytes,
            )  # fmt: skip
            unit.commit()
        return row.id

    def state(self, version: str) -> str:
        with self.records.reading(EVERYONE) as unit:
            return str(unit.datasets.find(version).inspection)

    def close(self) -> None:
        self.worker.closing.set()
        self.lane.ring()
        self.lane.finish(20)
        self.records.close()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, Slow())
    yield place
    place.worker.inspector.go.set()
    place.close()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, inspection)
    yield place
    place.close()
    sandbox.shut_down()


def test_what_waits_is_looked_into_in_the_sandbox_and_what_is_no_table_refused(real: Place) -> None:
    table, other = real.upload(b"sex,label\nf,1\nm,0\n"), real.upload(b"\x00\x01 no table")
    real.lane.start()
    wait_until(lambda: "waiting" not in (real.state(table), real.state(other)), 60)
    wait_until(lambda: "running" not in (real.state(table), real.state(other)), 60)
    assert (real.state(table), real.state(other)) == ("ready", "refused")
    with real.records.reading(EVERYONE) as unit:
        profile = unit.datasets.find(table).profile
        assert profile is not None
        assert profile["rows"] == 2
    later = real.upload(b"a,b\n1,2\n")
    real.lane.ring()
    wait_until(lambda: real.state(later) == "ready", 60)


def test_one_organisation_leaves_a_thread_to_another(slow: Place) -> None:
    """Two threads, as the settings have them: one for each of two organisations."""
    assert slow.settings.inspection_threads == 2
    many = [slow.upload(b"a\n%d\n" % number) for number in range(3)]
    assert [slow.lane._begin() for _ in range(2)] == [True, False]  # the other thread stays free
    one = slow.upload(b"b\n9\n", slow.theirs)
    slow.lane.start()
    wait_until(lambda: len(slow.worker.inspector.seen) == 2, 20)
    assert [slow.state(version) for version in (*many, one)] == [
        "running", "waiting", "waiting", "running",
    ]  # fmt: skip
    slow.worker.inspector.go.set()
    wait_until(lambda: all(slow.state(version) == "ready" for version in (*many, one)), 20)
    assert len(slow.worker.inspector.seen) == 4  # each once


def test_no_more_than_its_threads_are_at_work_and_finish_waits_no_longer_than_it_may(
    slow: Place,
) -> None:
    for number, tenant in enumerate((slow.ours, slow.theirs, slow.ours)):
        slow.upload(b"a\n%d\n" % number, tenant)
    assert [slow.lane._begin() for _ in range(3)] == [True, True, False]
    slow.lane.finish(0.05)
    assert not slow.worker.inspector.go.is_set()
    slow.worker.inspector.go.set()
    slow.lane.finish(20)
    assert slow.lane._begin() is True  # there is room again
    slow.lane.finish(20)
    assert slow.lane._begin() is False  # nothing waits


def test_a_closed_desk_begins_nothing(slow: Place) -> None:
    slow.worker.closing.set()
    version = slow.upload(b"a\n1\n")
    slow.lane.start()
    slow.lane.ring()
    wait_until(lambda: not any(thread.name == "lane" for thread in threading.enumerate()), 20)
    assert slow.state(version) == "waiting"


def test_whoever_used_up_the_days_processor_time_is_looked_into_later(slow: Place) -> None:
    """A file of 248 bytes may take a minute of a processor, and uploads are many."""
    bounded = slow.worker.settings.model_copy(update={"tenant_seconds": 60.0})
    slow.lane = Lane(
        WorkerContext(
            records=slow.records, store=slow.worker.store, settings=bounded,
            inspector=slow.worker.inspector,
        )
    )  # fmt: skip
    with slow.records.writing(EVERYONE) as unit:
        unit.spending.add(slow.ours, 61.0)
        unit.commit()
    ours, theirs = slow.upload(b"a\n1\n"), slow.upload(b"b\n2\n", slow.theirs)
    assert [slow.lane._begin() for _ in range(2)] == [True, False]
    assert (slow.state(ours), slow.state(theirs)) == ("waiting", "running")
    slow.worker.inspector.go.set()
    slow.lane.finish(20)
