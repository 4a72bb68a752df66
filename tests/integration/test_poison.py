"""An audit that kills whoever touches it: given up after three attempts, and the others go on."""

import statistics
from collections.abc import Callable
from io import BytesIO

import pytest

from service.artifacts import open_store
from service.queue import Queue
from tests.integration.conftest import House
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def delays(house: House, count: int, *, poison: bool) -> list[float]:
    """Seconds from the request to the end, of audits that two workers share."""
    environment = {"TEST_STEPS": "1", "TEST_STEP_SECONDS": "0.5", "EVENHAND_WORKER_THREADS": "1"}
    workers = [house.worker(**environment) for _ in range(2)]
    bad = house.submit(seed=666) if poison else []
    good = house.submit(count)

    def all_ended() -> bool:
        for number, worker in enumerate(workers):
            if worker.poll() is not None:  # as a supervisor does
                workers[number] = house.worker(**environment)
        return all(house.audit(a).finished_at is not None for a in (*bad, *good))

    wait_until(all_ended, 60 + 3 * count, pause=0.2)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait(30)
    for audit_id in bad:
        audit = house.audit(audit_id)
        assert (audit.state, audit.error_code, audit.attempt) == ("failed", "worker_lost", 3)
        assert "3 attempts" in (audit.error_message or "")
    rows = [house.audit(audit_id) for audit_id in good]
    assert {row.state for row in rows} == {"completed"}
    return [(row.finished_at or 0.0) - row.created_at for row in rows]


@ONLY_SQLITE
@pytest.mark.parametrize(
    "count", [60, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1200)])]
)
def test_a_poison_audit_at_most_doubles_the_delay_of_the_others(
    make_house: Make, count: int
) -> None:
    house = make_house()
    house.scheduler()
    calm = delays(house, count, poison=False)
    beside_poison = delays(house, count, poison=True)
    assert statistics.mean(beside_poison) <= 2 * statistics.mean(calm)
    assert max(beside_poison) <= 2 * max(calm)


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
