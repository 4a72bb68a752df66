"""Workers that are killed, stopped and left alone: nothing is lost, nothing is done twice."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from service.queue import Queue
from service.records.errors import DatabaseAway
from service.records.unit_of_work import EVERYONE
from service.submission import KeyUsedOtherwise
from tests.integration.conftest import House, kill_tree
from tests.integration.servers import PostgreSQL, wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]


def test_an_audit_goes_from_the_queue_to_its_report(make_house: Make) -> None:
    house = make_house()
    house.worker()
    (audit_id,) = house.submit()
    house.wait_for("completed", 1, 20)
    audit = house.audit(audit_id)
    assert (audit.gate, audit.blocking, audit.attempt) == ("pass", False, 1)
    assert audit.finished_at is not None
    assert house.attempts_per_step(audit_id) == {0: 1, 1: 1, 2: 1}
    with house.records.reading(house.tenant) as unit:
        assert len(unit.audits.report(audit_id).json_sha256) == 64
        kinds = [event.kind for event in unit.audits.events_after(audit_id)]
    assert kinds[:2] == ["state", "state"]
    assert kinds[-1] == "state"
    assert kinds.count("step") == 3


def test_a_killed_workers_audit_is_resumed_without_repeating_its_steps(make_house: Make) -> None:
    house = make_house()
    house.scheduler()
    first = house.worker(TEST_STEPS="4", TEST_STEP_SECONDS="0.7")
    (audit_id,) = house.submit()
    wait_until(lambda: len(house.attempts_per_step(audit_id)) >= 2, 20)
    kill_tree(first)
    house.worker(TEST_STEPS="4", TEST_STEP_SECONDS="0.05")
    house.wait_for("completed", 1, 20)
    audit = house.audit(audit_id)
    assert audit.attempt == 2
    assert house.attempts_per_step(audit_id) == {0: 1, 1: 1, 2: 1, 3: 1}


def test_an_audit_that_kills_every_worker_fails_and_the_others_go_on(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="1", EVENHAND_ATTEMPTS="2")
    house.scheduler()
    (poison,) = house.submit(seed=666)
    good = house.submit(3)
    worker = house.worker()
    deadline = time.monotonic() + 40
    while house.states().get("failed", 0) < 1 or house.states().get("completed", 0) < 3:
        assert time.monotonic() < deadline, house.log()[-3000:]
        if worker.poll() is not None:
            worker = house.worker()
        time.sleep(0.1)
    failed = house.audit(poison)
    assert (failed.error_code, failed.attempt) == ("worker_lost", 2)
    assert "2 attempts" in (failed.error_message or "")
    assert {house.audit(audit_id).state for audit_id in good} == {"completed"}


def test_a_stopped_worker_that_wakes_up_late_writes_nothing(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="1")
    house.scheduler()
    sleeper = house.worker(TEST_STEPS="3", TEST_STEP_SECONDS="0.5")
    (audit_id,) = house.submit()
    wait_until(lambda: len(house.attempts_per_step(audit_id)) >= 1, 20)
    os.killpg(sleeper.pid, signal.SIGSTOP)
    house.worker(TEST_STEPS="3", TEST_STEP_SECONDS="0.3")
    for _ in range(4):
        with suppress(AssertionError):
            wait_until(lambda: house.audit(audit_id).attempt >= 2, 8)
            break
        # Stopped inside a transaction it holds SQLite's one lock: let it end that, then stop it.
        os.killpg(sleeper.pid, signal.SIGCONT)
        time.sleep(0.03)
        os.killpg(sleeper.pid, signal.SIGSTOP)
    assert house.audit(audit_id).attempt == 2
    os.killpg(sleeper.pid, signal.SIGCONT)
    house.wait_for("completed", 1, 15)
    time.sleep(1)
    assert house.attempts_per_step(audit_id) == {0: 1, 1: 1, 2: 1}
    assert "lease lost" in house.log()


def test_a_running_audit_is_cancelled_within_five_seconds(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="30")
    house.worker(TEST_STEPS="1", TEST_STEP_SECONDS="60")
    (audit_id,) = house.submit()
    house.wait_for("running", 1, 20)
    with house.records.writing(house.tenant) as unit:
        unit.audits.request_cancel(audit_id)
        unit.commit()
    house.wait_for("cancelled", 1, 5)


def test_a_worker_told_to_stop_hands_its_audit_back(make_house: Make) -> None:
    house = make_house()
    worker = house.worker(TEST_STEPS="1", TEST_STEP_SECONDS="60")
    (audit_id,) = house.submit()
    house.wait_for("running", 1, 20)
    started = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    worker.wait(10)
    assert time.monotonic() - started < 8  # the 2 s that were set, and the way out
    audit = house.audit(audit_id)
    assert (audit.state, audit.attempt, audit.token) == ("queued", 0, None)


def test_audits_are_accepted_without_a_broker_and_start_when_it_is_back(make_house: Make) -> None:
    house = make_house()
    house.worker()
    house.scheduler()
    wait_until(lambda: "ready" in house.log(), 20)
    house.submit(1)  # loads what speaks to a broker: that takes a second of a busy core
    house.wait_for("completed", 1, 10)
    house.broker.kill(and_forget=True)
    started = time.monotonic()
    house.submit(3)
    assert time.monotonic() - started < 3
    time.sleep(3)
    house.broker.start()
    house.wait_for("completed", 4, 10)


def test_flushed_messages_are_rung_for_again(make_house: Make) -> None:
    house = make_house()
    house.submit(5)
    house.broker.flush()
    house.worker()
    house.scheduler()
    house.wait_for("completed", 5, 15)


def test_two_schedulers_share_one_office(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(EVERYONE) as unit:
        assert unit.reconciling.elect("reconciler", holder="a", lease_seconds=60)
        assert not unit.reconciling.elect("reconciler", holder="b", lease_seconds=60)
        unit.reconciling.resign("reconciler", holder="a")
        assert unit.reconciling.elect("reconciler", holder="b", lease_seconds=60)
        unit.commit()


def test_an_upload_is_inspected(make_house: Make) -> None:
    house = make_house()
    house.worker()
    with house.records.writing(house.tenant) as unit:
        found = unit.datasets.find(house.dataset)
        row, _ = unit.datasets.add_version(
            house.tenant, name="more", sha256=found.sha256, filename="more.csv", size_bytes=3
        )
        unit.commit()
    assert Queue(house.settings).enqueue_inspection(row.id)

    def is_ready() -> bool:
        with house.records.reading(house.tenant) as unit:
            return unit.datasets.find(row.id).inspection == "ready"

    wait_until(is_ready, 20)


def test_the_same_request_fifty_times_at_once_is_one_audit(make_house: Make) -> None:
    house = make_house()
    found: list[str] = []
    start = threading.Barrier(50)

    def post() -> None:
        start.wait()
        found.append(house.submit_once("the-key"))

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 50
    assert len(set(found)) == 1
    assert house.states() == {"queued": 1}
    with pytest.raises(KeyUsedOtherwise):
        house.submit_once("the-key", seed=7)


def test_an_identical_audit_is_answered_from_the_stored_one(make_house: Make) -> None:
    house = make_house()
    house.worker()
    (first,) = house.submit()
    house.wait_for("completed", 1, 20)
    (second,) = house.submit(again=False)
    audit = house.audit(second)
    assert (audit.state, audit.gate, audit.same_as, audit.attempt) == (
        "completed",
        "pass",
        first,
        0,
    )
    assert house.attempts_per_step(second) == house.attempts_per_step(first)
    (third,) = house.submit(again=True)
    house.wait_for("completed", 3, 20)
    assert house.audit(third).same_as is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_restarted_three_times_loses_nothing(
    make_house: Make, postgresql: PostgreSQL
) -> None:
    house = make_house()
    house.scheduler()
    house.worker(TEST_STEP_SECONDS="0.2")
    audits = house.submit(12)
    for done in (2, 5, 8):
        house.wait_for("completed", done, 60)
        postgresql.restart_immediately()
    wait_until(lambda: _completed(house) == 12, 60)
    for audit_id in audits:
        assert house.attempts_per_step(audit_id) == {0: 1, 1: 1, 2: 1}


def _completed(house: House) -> int:
    try:
        return house.states().get("completed", 0)
    except DatabaseAway:
        return -1
