"""What a process uses, seen from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workers.confinement import Limits
from workers.usage import LOOK_SECONDS, Meter, descendants

READY = "print('.', end='', flush=True); time.sleep(60)"


@contextmanager
def running(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process without any wall that has said that it is ready; it and its own are ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import os, time; {code}{READY}"],
        stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.read(1) == b"."
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def seen_from_outside(code: str, folder: Path, limits: Limits) -> str | None:
    """What the watch says of it, once it is over the bound."""
    with running(code) as process:
        # As its own server: what it has of ordinary memory is then none of its use.
        meter = Meter(process.pid, process.pid, None, folder, limits)
        time.sleep(2 * LOOK_SECONDS)
        return meter.over()


def test_memory_in_a_file_without_a_name_is_counted(tmp_path: Path) -> None:
    code = "file = os.memfd_create('x'); os.write(file, b'x' * (100 << 20)); "
    assert seen_from_outside(code, tmp_path, Limits(memory_bytes=200 << 20)) is None
    assert seen_from_outside(code, tmp_path, Limits(memory_bytes=50 << 20)) == "out_of_memory"


def test_processes_that_it_started_are_counted(tmp_path: Path) -> None:
    code = "[os.fork() or time.sleep(60) for _ in range(20)]; "
    assert seen_from_outside(code, tmp_path, Limits(threads=30)) is None
    assert seen_from_outside(code, tmp_path, Limits(threads=20)) == "too_many_threads"


def test_ordinary_memory_beyond_the_servers_is_counted(tmp_path: Path) -> None:
    """100 MiB of its own, beside a server that is as small as this interpreter."""
    with running("") as server, running("block = b'x' * (100 << 20); ") as child:
        for most, reason in ((200 << 20, None), (50 << 20, "out_of_memory")):
            limits = Limits(memory_bytes=most)
            meter = Meter(child.pid, server.pid, None, tmp_path, limits)
            time.sleep(1.2 * LOOK_SECONDS)
            assert meter.over() == reason


def test_open_files_without_a_name_count_as_disk_each_once(tmp_path: Path) -> None:
    """8 MiB, open twice."""
    path = tmp_path / "hidden"
    code = (
        f"file = open({str(path)!r}, 'wb'); file.write(b'x' * (8 << 20)); file.flush(); "
        f"os.fsync(file.fileno()); again = os.dup(file.fileno()); os.unlink({str(path)!r}); "
    )
    assert seen_from_outside(code, tmp_path, Limits(disk_bytes=12 << 20)) is None
    assert seen_from_outside(code, tmp_path, Limits(disk_bytes=4 << 20)) == "disk_full"


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(Limits(disk_bytes=3 << 20), None), (Limits(disk_bytes=1 << 20), "disk_full"),
     (Limits(disk_files=4), None), (Limits(disk_files=3), "disk_full")],
)  # fmt: skip
def test_the_scratch_folder_is_bounded_in_bytes_and_in_entries(
    tmp_path: Path, limits: Limits, reason: str | None
) -> None:
    """2 MiB in two files and two folders; a link counts for itself, not for what it leads to."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("a/one", "a/b/two"):
        (tmp_path / name).write_bytes(os.urandom(1 << 20))
    assert seen_from_outside("", tmp_path, limits) == reason


def test_it_does_not_look_before_it_is_time(tmp_path: Path) -> None:
    with running("") as process:
        meter = Meter(process.pid, process.pid, None, tmp_path, Limits(threads=0))
        assert meter.over() is None
        time.sleep(1.2 * LOOK_SECONDS)
        assert meter.over() == "too_many_threads"
        assert meter.over() is None


def test_descendants_are_children_and_their_children() -> None:
    code = "os.fork() or (os.fork(), time.sleep(60)); time.sleep(0.2); "
    with running(code) as process:
        below = descendants(process.pid)
        assert len(below) == 2  # a child, and its child
        assert descendants(below[0]) == below[1:]
        assert process.pid in descendants(os.getpid())
    assert descendants(2**22 + 1) == []  # beyond the kernel's largest number


def test_strays_below_the_first_process_are_ended(tmp_path: Path) -> None:
    with running("os.fork() or time.sleep(60); ") as process:
        meter = Meter(process.pid, process.pid, process.pid, tmp_path, Limits())
        assert len(descendants(process.pid)) == 1
        meter.end_strays()
        (stray,) = descendants(process.pid)  # a zombie: its parent has not asked for it
        deadline = time.monotonic() + 5
        while "Z" not in Path(f"/proc/{stray}/stat").read_text().rpartition(")")[2].split()[0]:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert process.poll() is None
