"""The supervisor: parts start, come back after a pause, and end with everything they started."""

import os
import sys
import time
from pathlib import Path

from evenhand.supervisor import Part


def part(tmp_path: Path, code: str, *, stop_seconds: float = 5.0) -> Part:
    return Part(
        "child", [sys.executable, "-c", code], tmp_path / "logs" / "child.log", os.environ,
        stop_seconds,
    )  # fmt: skip


def test_a_part_writes_its_own_log(tmp_path: Path) -> None:
    child = part(tmp_path, "print('hello'); raise SystemExit(3)")
    child.start()
    assert child.process is not None
    child.process.wait(20)
    assert not child.is_running
    assert child.last_lines() == "hello"


def test_a_dead_part_comes_back_after_a_pause_that_grows(tmp_path: Path) -> None:
    child = part(tmp_path, "pass")
    child.start()
    assert child.process is not None
    child.process.wait(20)
    assert child.revive()  # found dead
    assert not child.revive()  # its pause is not over
    first = child.process.pid
    time.sleep(0.6)
    child.revive()
    assert child.process.pid != first
    child.process.wait(20)
    child.revive()
    assert child.due - time.monotonic() > 0.6  # a second failure waits twice as long


def test_a_part_that_ignores_the_request_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    ignore = "import signal, time; signal.signal(15, signal.SIG_IGN)"
    code = f"{ignore}; print(1, flush=True); time.sleep(60)"
    child = part(tmp_path, code, stop_seconds=0.3)
    child.start()
    while not child.last_lines():
        time.sleep(0.05)
    child.ask_to_stop()
    began = time.monotonic()
    child.await_end()
    assert time.monotonic() - began < 3
    assert not child.is_running
