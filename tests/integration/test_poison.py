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


def worker_of(house: House, step_seconds: float) -> subprocess.Popen[bytes]:
    """A worker that carries one audit at a time, each of one step of so long."""
    return house.worker(
        TEST_STEPS="1", TEST_STEP_SECONDS=f"{step_seconds:.2f}", EVENHAND_WORKER_THREADS="1"
    )


def starting_seconds(house: House) -> float:
    """How long a worker takes here, now, until it listens."""
    began = time.monotonic()
    worker = worker_of(house, 0.5)
    wait_until(lambda: " ready" in house.log(), 300)
    seconds = time.monotonic() - began
    worker.terminate()
    worker.wait(60)
    return seconds


def delays(house: House, audits: list[str]) -> list[float]:
    """Seconds from the request to the end, of audits that all must be completed."""
    rows = [house.audit(audit_id) for audit_id in audits]
    assert {row.state for row in rows} == {"completed"}
    return [(row.finished_at or 0.0) - row.created_at for row in rows]


@ONLY_SQLITE
@pytest.mark.parametrize(
    "count", [60, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1200)])]
)
def test_a_poison_audit_at_most_doubles_the_delay_of_the_others(
    make_house: Make, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, count: int
) -> None:
    """Two services side by side, each with two workers, one of them with poison.

    One after the other, what else the machine has to do would be compared as well. The work takes
    ten times as long as a worker to start: three workers die, and while the last one starts nobody
    works, which for less work than that more than doubles the delay (docs/reliability.md).
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
        starting = starting_seconds(calm)
        step_seconds = max(0.5, 2 * 10 * starting / count)
        workers = [(house, worker_of(house, step_seconds)) for house in houses for _ in range(2)]
        (bad,) = poisoned.submit(seed=666)
        good = [
            (house, audit) for _ in range(count) for house in houses for audit in house.submit()
        ]
        audits = [(poisoned, bad), *good]

        def all_ended() -> bool:
            for number, (house, process) in enumerate(workers):
                if process.poll() is not None:  # as a supervisor does
                    workers[number] = (house, worker_of(house, step_seconds))
            return all(house.audit(audit).finished_at is not None for house, audit in audits)

        wait_until(all_ended, 60 + 2 * count + 40 * starting, pause=0.5)
        end = poisoned.audit(bad)
        assert (end.state, end.error_code, end.attempt) == ("failed", "worker_lost", 3)
        assert "3 attempts" in (end.error_message or "")
        beside_poison, without = (
            delays(house, [audit for where, audit in good if where is house]) for house in houses
        )
        assert statistics.mean(beside_poison) <= 2 * statistics.mean(without)
        assert max(beside_poison) <= 2 * max(without)
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
