"""A child that wants more than its share: memory, disk, inodes, threads; killed, and cleaned up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from workers import sandbox
from workers.sandbox import Limits, Outcome, run_sandboxed
from workers.scratch import remove_tree, scratch_folder
from workers.usage import LOOK_SECONDS, Meter

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


def test_three_thousand_nested_folders_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for number in range(3000):
        os.mkdir("a", dir_fd=here)
        inner = os.open("a", os.O_RDONLY, dir_fd=here)
        if number % 100 == 0:
            os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o000, dir_fd=here))
            os.mkdir("closed", 0o000, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (folder / "link").symlink_to(tmp_path)
    (tmp_path / "beside").write_text("stays")
    remove_tree(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["beside"]


def test_a_folder_that_is_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept").touch()
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match=r"(?i)directory|symbolic"):
        remove_tree(tmp_path / "link")
    assert (tmp_path / "other" / "kept").exists()


def seen_from_outside(code: str, folder: Path, limits: Limits) -> str | None:
    """What the watch says of a process without any wall, once that says it is over the bound."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    try:
        # As its own server: what it has of ordinary memory is then none of its use.
        meter = Meter(process.pid, process.pid, None, folder, limits)
        assert process.stdout.read(1) == b"."
        time.sleep(2 * LOOK_SECONDS)
        return meter.over()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def test_memory_in_a_file_without_a_name_is_counted(tmp_path: Path) -> None:
    code = (
        "import os, time; file = os.memfd_create('x'); os.write(file, b'x' * (100 << 20)); "
        "print('.', end='', flush=True); time.sleep(60)"
    )
    assert seen_from_outside(code, tmp_path, Limits(memory_bytes=200 << 20)) is None
    assert seen_from_outside(code, tmp_path, Limits(memory_bytes=50 << 20)) == "out_of_memory"


def test_processes_that_it_started_are_counted(tmp_path: Path) -> None:
    code = (
        "import os, time; [os.fork() or time.sleep(60) for _ in range(20)]; "
        "print('.', end='', flush=True); time.sleep(60)"
    )
    assert seen_from_outside(code, tmp_path, Limits(threads=30)) is None
    assert seen_from_outside(code, tmp_path, Limits(threads=20)) == "too_many_threads"
