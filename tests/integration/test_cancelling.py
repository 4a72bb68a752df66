"""A request to cancel: while it waits, while it runs, and when everything is started anew."""

import time
from collections.abc import Callable

import psutil
import pytest

from tests.integration.conftest import House, confined, kill_tree
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]


def ask_to_cancel(house: House, audit_id: str) -> None:
    with house.records.writing(house.tenant) as unit:
        unit.audits.request_cancel(audit_id)
        unit.commit()


def test_a_queued_audit_is_cancelled_within_a_second_and_stays_so(make_house: Make) -> None:
    house = make_house()
    _, client = house.api()
    (audit_id,) = house.submit()
    started = time.monotonic()
    answer = client.post(f"/v1/audits/{audit_id}/cancel")
    assert time.monotonic() - started <= 1
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    house.worker()  # its message is still there
    house.scheduler()
    (other,) = house.submit()
    wait_until(lambda: house.audit(other).state == "completed", 60)
    audit = house.audit(audit_id)
    assert (audit.state, audit.attempt) == ("cancelled", 0)


def test_a_running_audit_is_cancelled_within_five_seconds_with_its_processes(
    make_house: Make,
) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="30")
    worker = house.real_worker()
    audit_id = house.submit_long()
    wait_until(lambda: house.audit(audit_id).state == "running" and confined(worker), 60)
    children = confined(worker)
    started = time.monotonic()
    ask_to_cancel(house, audit_id)
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    wait_until(lambda: house.audit(audit_id).state == "cancelled", 20)
    assert time.monotonic() - started <= 5
    assert worker.poll() is None
    (other,) = house.submit()  # and the worker goes on
    wait_until(lambda: house.audit(other).state in ("completed", "failed"), 60)


def test_a_request_to_cancel_outlives_the_worker_that_should_have_heard_it(
    make_house: Make,
) -> None:
    house = make_house()
    worker = house.worker(TEST_STEPS="1", TEST_STEP_SECONDS="600")
    (audit_id,) = house.submit()
    wait_until(lambda: house.audit(audit_id).state == "running", 60)
    kill_tree(worker)
    ask_to_cancel(house, audit_id)
    assert house.audit(audit_id).cancel_requested
    house.worker(TEST_STEPS="1", TEST_STEP_SECONDS="600")
    house.scheduler()
    wait_until(lambda: house.audit(audit_id).state == "cancelled", 60)
    assert house.audit(audit_id).attempt == 1
    assert house.attempts_per_step(audit_id) == {}
