"""A broker that comes back empty, again and again: workers find it without anybody's help."""

import socket
import time
from collections.abc import Callable

import pytest

from tests.integration.conftest import House
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(4, marks=[pytest.mark.long, pytest.mark.timeout(600)])]
)
def test_every_worker_claims_again_after_a_broker_that_bounced_three_times(
    make_house: Make, rounds: int
) -> None:
    """The second round meets workers in the middle of acknowledging the first one's messages."""
    house = make_house()
    house.scheduler()
    one_at_a_time = {"EVENHAND_WORKER_THREADS": "1", "TEST_STEPS": "1", "TEST_STEP_SECONDS": "0.3"}
    workers = [house.worker(**one_at_a_time) for _ in range(2)]
    names = {f"{socket.gethostname()}-{worker.pid}" for worker in workers}
    wait_until(lambda: house.log().count(" ready") >= 2, 60)
    for _ in range(rounds):
        for _ in range(3):
            house.broker.kill(and_forget=True)
            time.sleep(0.5)
            house.broker.start()
            time.sleep(0.5)
        back = time.monotonic()
        audits = house.submit(40)  # more than one worker alone could end in the ten seconds

        def claimants(audits: list[str] = audits) -> set[str | None]:
            return {house.audit(audit_id).worker for audit_id in audits}

        wait_until(lambda claimants=claimants: names <= claimants(), 60)
        assert time.monotonic() - back <= 10
        wait_until(
            lambda audits=audits: all(house.audit(a).state == "completed" for a in audits), 60
        )
    assert all(worker.poll() is None for worker in workers)
