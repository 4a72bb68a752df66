"""The hold on a lease: heartbeats, cancelling, and letting go in time."""

import threading
import time

import pytest

from service.records.errors import DatabaseAway, DiskFull, LeaseLost
from workers.lease_renewal import LeaseRenewal


def until(is_so: object, seconds: float = 3.0) -> None:
    assert callable(is_so)
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_the_lease_is_renewed_three_times_in_its_length() -> None:
    beats: list[float] = []

    def beat() -> bool:
        beats.append(time.monotonic())
        return False

    with LeaseRenewal(beat, lease_seconds=0.3) as hold:
        time.sleep(1.0)
        assert not hold.is_lost
    assert 5 <= len(beats) <= 10


def test_what_ends_at_once_needs_no_thread_and_never_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        started.append(thread.name)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    with LeaseRenewal(lambda: False, lease_seconds=30):
        pass
    time.sleep(1.0)  # longer than a heartbeat of this lease waits for its start
    assert "heartbeat" not in started
    with LeaseRenewal(lambda: False, lease_seconds=30):
        until(lambda: "heartbeat" in started)


def test_a_request_to_cancel_is_seen() -> None:
    with LeaseRenewal(lambda: True, lease_seconds=0.3) as hold:
        until(lambda: hold.is_cancelled)


def test_a_lost_lease_is_known_at_once() -> None:
    def beat() -> bool:
        raise LeaseLost

    with LeaseRenewal(beat, lease_seconds=0.3) as hold:
        until(lambda: hold.is_lost, 0.28)


def test_a_worker_that_is_not_heard_for_a_lease_fences_itself() -> None:
    def beat() -> bool:
        raise DatabaseAway

    with LeaseRenewal(beat, lease_seconds=0.4) as hold:
        time.sleep(0.2)
        assert not hold.is_lost
        until(lambda: hold.is_lost, 0.5)


def test_a_write_is_repeated_while_the_database_is_away() -> None:
    tries: list[int] = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseAway
        return "done"

    with LeaseRenewal(lambda: False, lease_seconds=3) as hold:
        assert hold.persist(write) == "done"
    assert len(tries) == 3


def test_a_write_is_given_up_when_the_lease_is_over() -> None:
    def away() -> bool:
        raise DatabaseAway

    with LeaseRenewal(away, lease_seconds=0.3) as hold, pytest.raises(LeaseLost):
        hold.persist(away)


def test_a_full_disk_is_waited_for_only_so_long() -> None:
    def write() -> None:
        raise DiskFull

    with LeaseRenewal(lambda: False, lease_seconds=5) as hold, pytest.raises(DiskFull):
        hold.persist(write, patience_seconds=0.1)
