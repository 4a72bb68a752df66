"""Who times has the cores to itself; the others share them."""

import threading
import time
from contextlib import contextmanager

import pytest

from workers import cores
from workers.cores import hold
from workers.endings import AuditFailed


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cores.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(cores, "LOOK_SECONDS", 0.005)


@contextmanager
def another(*, alone):
    """Another audit, in a thread of its own; `got` is set when it has the cores."""
    got, leave, waits = threading.Event(), threading.Event(), threading.Event()

    def measure():
        with hold(alone=alone, on_wait=waits.set):
            got.set()
            leave.wait(20)

    thread = threading.Thread(target=measure)
    thread.start()
    try:
        yield got, waits, leave
    finally:
        leave.set()
        thread.join(20)


def test_audits_measure_beside_each_other():
    with hold(alone=False), another(alone=False) as (got, waits, _):
        assert got.wait(20)
        assert not waits.is_set()


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_nobody_measures_beside_who_times(first, second):
    with another(alone=first) as (has, _, leaves):
        assert has.wait(20)
        with another(alone=second) as (got, waits, _):
            assert waits.wait(20)
            time.sleep(0.05)
            assert not got.is_set()
            leaves.set()
            assert got.wait(20)


def test_who_comes_later_does_not_keep_a_waiting_one_out():
    """One measures, one waits to time, and a third comes: the second is next."""
    with another(alone=False) as (first, _, first_leaves):
        assert first.wait(20)
        with another(alone=True) as (times, waits, stops_timing):
            assert waits.wait(20)
            with another(alone=False) as (third, third_waits, _):
                assert third_waits.wait(20)
                assert not third.is_set()
                first_leaves.set()
                assert times.wait(20)
                assert not third.is_set()
                stops_timing.set()
                assert third.wait(20)


def test_the_seconds_waited_are_told():
    with hold(alone=True) as waited:
        assert waited < 1
    with another(alone=True) as (got, _, leave):
        assert got.wait(20)
        threading.Timer(0.1, leave.set).start()
        with hold(alone=False) as waited:
            assert waited >= 0.05


def test_an_audit_that_is_stopped_waits_no_longer():
    with another(alone=True) as (got, *_):
        assert got.wait(20)
        with pytest.raises(AuditFailed) as failed:
            hold(alone=False, should_stop=lambda: True).__enter__()
    assert failed.value.code == "cancelled"
