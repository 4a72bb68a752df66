"""A child that wants more than its share: memory, disk, inodes, threads; killed, and cleaned up."""

import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from workers import sandbox
from workers.sandbox import Limits, Outcome, run_sandboxed
from workers.scratch import scratch_folder

HERE = Path(__file__).parent / "inside"
LIMITS = Limits(
    wall_seconds=20, cpu_seconds=20, memory_bytes=1 << 30, disk_bytes=64 << 20, disk_files=2000,
    threads=64,
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _tasks() -> Iterator[None]:
    sys.path.insert(0, str(HERE))
    tasks = vars(import_module("appetites"))
    added = {f"appetites:{name}" for name, item in tasks.items() if callable(item)}
    sandbox.shut_down()
    sandbox.TASKS.update(added)
    yield
    sandbox.TASKS.difference_update(added)
    sandbox.shut_down()
    sys.path.remove(str(HERE))


def ran(name: str, scratch: Path, **options: Any) -> tuple[Outcome, float]:
    """How it ended, and how long after the message by which it says that it is over the bound."""
    told: list[float] = []
    outcome = run_sandboxed(
        f"appetites:{name}", {}, read_only=[HERE], scratch=scratch, limits=LIMITS, demanded=(),
        on_message=lambda _: told.append(time.monotonic()), **options,
    )  # fmt: skip
    return outcome, time.monotonic() - told[-1] if told else 0.0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fill_the_disk", "disk_full"), ("fill_it_with_one_hidden_file", "disk_full"),
        ("make_files", "disk_full"), ("make_folders", "disk_full"), ("nest_folders", "disk_full"),
        ("start_threads", "too_many_threads"), ("share_memory", "out_of_memory"),
        ("fill_memory", "out_of_memory"),
    ],
)  # fmt: skip
def test_it_is_killed_at_its_bound_within_a_second(name: str, reason: str) -> None:
    with scratch_folder() as scratch:
        outcome, late = ran(name, scratch)
        assert outcome.reason == reason, outcome
        assert late < 1.5  # a second, and what a busy machine takes to kill and to reap
    assert not scratch.exists()
