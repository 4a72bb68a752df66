"""An audit that kills whoever touches it: given up after three attempts, and the others go on."""

import statistics
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from service.artifacts import open_store
from service.queue import Queue
from tests.integration.conftest import House
from tests.integration.servers import Valkey, wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Supervised:
    """Two workers of a house, one audit at a time each; a dead one is replaced, as in operation."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.processes = [self._start() for _ in range(2)]
        self.began: list[float] = []  # of the replacements, in their order
        self.ready: list[float] = []

    def look(self) -> None:
        """Replace who has died; note who is ready to work."""
        for number, process in enumerate(self.processes):
            if process.poll() is not None:
                self.processes[number] = self._start()
                self.began.append(time.monotonic())
        listening = self.house.log().count(" ready") - len(self.processes)
        self.ready += [time.monotonic()] * (min(listening, len(self.began)) - len(self.ready))

    def lost_seconds(self) -> float:
        """What replacing took: until each worker was ready, or is."""
        unready = [time.monotonic()] * (len(self.began) - len(self.ready))
        return sum(self.ready) + sum(unready) - sum(self.began)

    def _start(self) -> subprocess.Popen[bytes]:
        return self.house.worker(
            TEST_STEPS="1", TEST_STEP_SECONDS="0.5", EVENHAND_WORKER_THREADS="1"
        )


def delays(house: House, audits: list[str]) -> list[float]:
    """Seconds from the request to the end, of audits that all must be completed."""
    rows = [house.audit(audit_id) for audit_id in audits]
    assert {row.state for row in rows} == {"completed"}
    return [(row.finished_at or 0.0) - row.created_at for row in rows]


@ONLY_SQLITE
@pytest.mark.parametrize(
    "count", [60, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1500)])]
)
def test_a_poison_audit_at_most_doubles_the_delay_of_the_others(
    make_house: Make, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, count: int
) -> None:
    """Two services side by side, one of them with poison.

    One after the other, what else the machine has to do would be compared as well. Beyond twice the
    delay nothing is lost but three leases and the time in which dead workers were replaced: where
    that is long (on a busy machine a minute), short work waits longer.
    """
    second_broker = Valkey(tmp_path_factory.mktemp("v"))
    second_broker.start()
    try:
        home = tmp_path / "calm"
        poisoned, calm = (
            make_house(),
            make_house(
                EVENHAND_HOME=str(home), DATABASE_URL=f"sqlite:///{home / 'evenhand.sqlite'}",
                REDIS_URL=second_broker.url,
            ),
        )  # fmt: skip
        houses = (poisoned, calm)
        for house in houses:
            house.scheduler()
        supervised = [Supervised(house) for house in houses]
        (bad,) = poisoned.submit(seed=666)
        good: list[tuple[House, str]] = []
        for _ in range(count):
            for house, workers in zip(houses, supervised, strict=True):
                good += [(house, audit) for audit in house.submit()]
                workers.look()  # the poison is at work already
        audits = [(poisoned, bad), *good]

        def all_ended() -> bool:
            for workers in supervised:
                workers.look()
            return all(house.audit(audit).finished_at is not None for house, audit in audits)

        wait_until(all_ended, 120 + 4 * count, pause=0.5)
        end = poisoned.audit(bad)
        assert (end.state, end.error_code, end.attempt) == ("failed", "worker_lost", 3)
        assert "3 attempts" in (end.error_message or "")
        beside_poison, without = (
            delays(house, [audit for where, audit in good if where is house]) for house in houses
        )
        assert len(supervised[0].began) == 3
        assert not supervised[1].began
        lost = supervised[0].lost_seconds() + 3 * (poisoned.settings.lease_seconds + 1)
        for together in (statistics.mean, max):
            calm_seconds = together(without)
            assert together(beside_poison) <= max(2 * calm_seconds, calm_seconds + lost)
    finally:
        second_broker.kill()


def test_what_ran_beside_poison_is_not_taken_for_poison(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="1")
    house.scheduler()
    environment = {"TEST_STEPS": "1", "TEST_STEP_SECONDS": "0.3", "EVENHAND_WORKER_THREADS": "4"}
    (poison,) = house.submit(seed=666)
    beside = house.submit(3)  # all four start at once and fall silent together
    worker = house.worker(**environment)

    def all_ended() -> bool:
        nonlocal worker
        if worker.poll() is not None:
            worker = house.worker(**environment)
        return all(house.audit(a).finished_at is not None for a in (poison, *beside))

    wait_until(all_ended, 120, pause=0.2)
    assert (house.audit(poison).error_code, house.audit(poison).attempt) == ("worker_lost", 3)
    assert {house.audit(audit_id).state for audit_id in beside} == {"completed"}


def uploaded(house: House, name: str, content: bytes) -> str:
    stored = open_store(house.settings).put(BytesIO(content))
    with house.records.writing(house.tenant) as unit:
        row, _ = unit.datasets.add_version(
            house.tenant,
            name=name,
            sha256=stored.sha256,
            filename=f"{name}.csv",
            size_bytes=len(content),
        )
        unit.commit()
    Queue(house.settings).enqueue_inspection(row.id)
    return row.id


@ONLY_SQLITE
def test_uploads_inspected_beside_poison_are_not_taken_for_poison(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="1")
    house.scheduler()
    environment = {"TEST_LOOK_SECONDS": "0.6", "EVENHAND_WORKER_THREADS": "4"}
    poison = uploaded(house, "bad", b"poison")
    beside = [uploaded(house, f"good-{number}", b"a,b") for number in range(3)]
    worker = house.worker(**environment)  # looks into all four at once

    def inspections() -> list[str]:
        with house.records.reading(house.tenant) as unit:
            return [unit.datasets.find(row).inspection for row in (poison, *beside)]

    def all_ended() -> bool:
        nonlocal worker
        if worker.poll() is not None:
            worker = house.worker(**environment)
        return set(inspections()) <= {"ready", "failed"}

    wait_until(all_ended, 120, pause=0.2)
    assert inspections() == ["failed", "ready", "ready", "ready"]
