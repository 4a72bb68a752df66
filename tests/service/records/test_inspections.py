"""The workers' hold on uploads."""

import time

import pytest

from service.records.errors import LeaseLost
from service.records.inspections import Inspecting
from tests.service.records.conftest import SHA, Home


def take(home: Home, lease: float = 30.0, attempts: int = 2, **more: bool) -> Inspecting | None:
    return home.everyone(
        lambda unit: unit.inspections.take(
            home.dataset, worker="w", lease_seconds=lease, attempts=attempts, **more
        )
    )


def state(home: Home):  # type: ignore[no-untyped-def]
    return home.read(lambda unit: unit.datasets.find(home.dataset))


def test_one_worker_holds_an_upload_and_ends_it_with_its_profile(home: Home) -> None:
    held = take(home)
    assert held is not None
    assert (held.sha256, held.filename, held.attempt, held.is_model) == (SHA, "p.csv", 1, False)
    assert take(home) is None
    home.everyone(lambda unit: unit.inspections.end(held, "ready", profile={"rows": 3}))
    row = state(home)
    assert (row.inspection, row.profile, row.token) == ("ready", {"rows": 3}, None)
    assert take(home) is None


def test_after_a_lease_the_old_hold_is_worthless(home: Home) -> None:
    old = take(home, lease=0.05)
    assert old is not None
    time.sleep(0.1)
    new = take(home)
    assert new is not None
    assert new.attempt == 2
    for write in (
        lambda unit: unit.inspections.beat(old, lease_seconds=9),
        lambda unit: unit.inspections.end(old, "ready"),
        lambda unit: unit.inspections.hand_back(old),
    ):
        with pytest.raises(LeaseLost):
            home.everyone(write)


def test_the_attempt_after_the_last_one_ends_it_with_a_remedy(home: Home) -> None:
    for _ in range(2):
        assert take(home, lease=0.01) is not None
        time.sleep(0.05)
    assert take(home) is None
    row = state(home)
    assert row.inspection == "failed"
    assert row.problems[0]["code"] == "worker_lost"
    assert row.problems[0]["remedy"]


def test_an_attempt_that_is_handed_back_does_not_count(home: Home) -> None:
    held = take(home)
    assert held is not None
    home.everyone(lambda unit: unit.inspections.hand_back(held))
    again = take(home, again=False)
    assert again is not None
    assert again.attempt == 1


def test_what_a_worker_may_have_died_of_can_be_left_alone(home: Home) -> None:
    assert take(home, lease=0.01) is not None
    time.sleep(0.05)
    assert take(home, again=False) is None
    assert take(home) is not None
