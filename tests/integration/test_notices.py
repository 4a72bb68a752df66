"""News of audits: written with the change, sent until taken, once."""

from collections.abc import Callable
from typing import Any

import pytest

from service.records.unit_of_work import EVERYONE
from tests.integration.conftest import House, kill_tree
from workers.notifying import send_due
from workers.outbound import Answered

pytestmark = pytest.mark.enable_socket
Make = Callable[..., House]


def test_a_changed_gate_and_a_failure_are_told_and_retried(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(house.tenant) as unit:
        hook = unit.webhooks.add(
            url="https://x", secret="s", events=["gate_changed", "audit_failed"]
        )
        unit.commit()
    worker = house.worker()
    (first,) = house.submit()
    house.wait_for("completed", 1, 20)
    house.submit()  # the same gate again: no news
    house.wait_for("completed", 2, 20)
    sent: list[tuple[str, dict[str, Any]]] = []

    def send(url: str, body: dict[str, Any], *, event: str, **_: Any) -> Answered:
        sent.append((event, body))
        return Answered(500, "answered 500", 0.1) if len(sent) == 1 else Answered(200, None, 0.1)

    assert send_due(house.records, send=send) == 1
    assert send_due(house.records, send=send) == 0  # its pause is not over
    event, body = sent[0]
    assert (event, body["gate"], body["previous_gate"]) == ("gate_changed", "pass", None)
    assert body["audit"] == first
    with house.records.reading(house.tenant) as unit:
        (row,) = unit.deliveries.page(hook.id).rows
        assert (row.state, row.attempt) == ("waiting", 1)
        assert row.attempts_log[0]["status"] == 500

    kill_tree(worker)
    (audit_id,) = house.submit(seed=1)
    with house.records.writing(EVERYONE) as unit:
        claim = unit.claims.take(audit_id, worker="w", lease_seconds=9, attempts=3)
        assert claim is not None
        unit.claims.fail(claim, "timeout", "too slow")
        unit.commit()
    assert send_due(house.records, send=send) == 1
    assert sent[-1][0] == "audit_failed"
    assert sent[-1][1]["code"] == "timeout"
