"""The outbox."""

import time

import pytest

from service.records.errors import NoRow
from tests.service.records.conftest import Home


def hook(home: Home, *events: str, active: bool = True) -> str:
    return home.write(
        lambda unit: (
            unit.webhooks.add(
                url="https://example.org/",
                secret="s",
                events=list(events),
                shape="json",
                active=active,
            ).id
        )
    )


def put(home: Home, event: str = "gate_changed") -> list[str]:
    return home.write(
        lambda unit: [row.webhook_id for row in unit.deliveries.put(home.ours, event, {"a": 1})]
    )


def due(home: Home, lease: float = 30.0):  # type: ignore[no-untyped-def]
    return home.everyone(lambda unit: unit.deliveries.take_due(lease_seconds=lease))


def test_those_who_asked_and_are_switched_on_are_told(home: Home) -> None:
    asked = hook(home, "gate_changed", "audit_failed")
    hook(home, "audit_failed")
    hook(home, "gate_changed", active=False)
    assert put(home) == [asked]
    assert put(home, "nothing_like_it") == []


def test_a_delivery_is_taken_once_and_again_when_its_sender_falls_silent(home: Home) -> None:
    hook(home, "gate_changed")
    put(home)
    (first,) = due(home)
    assert (first.state, first.attempt) == ("sending", 1)
    assert due(home) == []
    home.age("deliveries", "lease_until", 100)
    (second,) = due(home)
    assert (second.id, second.attempt) == (first.id, 2)
    # The one that fell silent writes nothing any more.
    home.everyone(lambda unit: unit.deliveries.note_attempt(first, {"error": None}, retry_in=None))
    assert home.read(lambda unit: unit.deliveries.page(first.webhook_id).rows[0].state) == "sending"


@pytest.mark.parametrize(
    ("error", "retry", "state"),
    [(None, None, "sent"), ("500", 60.0, "waiting"), ("500", None, "failed")],
)
def test_how_an_attempt_went_stands_in_the_log(
    home: Home, error: str | None, retry: float | None, state: str
) -> None:
    address = hook(home, "gate_changed")
    put(home)
    (taken,) = due(home)
    attempt = {"error": error, "status": 200}
    home.everyone(lambda unit: unit.deliveries.note_attempt(taken, attempt, retry_in=retry))
    (row,) = home.read(lambda unit: unit.deliveries.page(address).rows)
    assert (row.state, row.attempts_log, row.lease_until) == (state, [attempt], None)
    assert due(home) == []  # a retry waits its minute
    if retry is not None:
        assert row.next_at == pytest.approx(time.time() + 60, abs=10)


def test_a_removed_address_takes_its_log_along(home: Home) -> None:
    address = hook(home, "gate_changed")
    put(home)
    home.write(lambda unit: unit.webhooks.remove(address))
    assert due(home) == []
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.webhooks.find(address))
    assert home.read(lambda unit: unit.webhooks.page().rows) == []
