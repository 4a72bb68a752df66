"""What the end of a child means."""

import threading
import time
from pathlib import Path

import pytest

from tests.workers.test_sandbox import _tasks, ran
from workers import forking
from workers.metering import metered
from workers.sandbox import Limits

__all__ = ["_tasks"]  # fixtures


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("segfault", "segfault"), ("abort", "aborted"), ("memory_bomb", "out_of_memory"),
        ("leave", "no_result"), ("leave_politely", "no_result"), ("chatter", "answer_too_large"),
        ("lie", "bad_answer"), ("refuse", "refused"), ("panic", "crashed"),
    ],
)  # fmt: skip
def test_each_end_has_its_own_reason(tmp_path: Path, name: str, reason: str) -> None:
    started = time.monotonic()
    outcome = ran(name, tmp_path)
    assert outcome.reason == reason, outcome
    assert time.monotonic() - started < 15


def test_a_hang_ends_at_the_wall_limit(tmp_path: Path) -> None:
    started = time.monotonic()
    outcome = ran("hang", tmp_path, limits=Limits(wall_seconds=1.5))
    assert outcome.reason == "timeout"
    assert time.monotonic() - started < 6


def test_a_busy_loop_ends_at_the_cpu_limit_and_a_rest_costs_no_processor_time(
    tmp_path: Path,
) -> None:
    with metered() as meter:
        spun = ran("spin", tmp_path, limits=Limits(wall_seconds=20, cpu_seconds=1))
        rests = [ran("hang", tmp_path, limits=Limits(wall_seconds=1.0)) for _ in range(3)]
    assert spun.reason == "cpu_limit", spun
    assert {rested.reason for rested in rests} == {"timeout"}, rests
    # Virtual machines count what stops them as used, and their clocks disagree by more than a
    # loop's start takes: the loop is held to its limit's order, a rest to the loop beside it.
    assert 0.5 < spun.cpu_seconds < 5, spun
    assert 0 < min(rested.cpu_seconds for rested in rests) < spun.cpu_seconds / 2, (spun, rests)
    spent = [spun.cpu_seconds, *(rested.cpu_seconds for rested in rests)]
    assert meter.cpu_seconds == pytest.approx(sum(spent), rel=1e-12)


def test_a_run_is_cancelled_and_its_process_is_gone(tmp_path: Path) -> None:
    asked = threading.Event()
    outcome = ran("hang", tmp_path, on_message=lambda _: asked.set(), should_stop=asked.is_set)
    assert outcome.reason == "cancelled"
    # The first of the children's process numbers, which waits as long as the server does.
    assert len(_children_of(forking.server().process.pid, beside=1)) == 1


def _children_of(pid: int, *, beside: int, within_seconds: float = 3.0) -> list[str]:
    stop = time.monotonic() + within_seconds
    path = Path(f"/proc/{pid}/task/{pid}/children")
    while len(found := path.read_text().split()) > beside and time.monotonic() < stop:
        time.sleep(0.05)
    return found
