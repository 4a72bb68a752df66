"""What a child and all it started use now, seen from outside: /proc and its scratch folder.

For what no limit of the process itself bounds: memory that is mapped nowhere, files all together,
threads and processes of a user for whom the kernel counts none.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from workers.confinement import Limits

LOOK_SECONDS = 0.25
# A large folder takes long to walk; it is then walked less often, within the second promised.
LONGEST_PAUSE_SECONDS = 0.8
DEEPEST = 100
_BLOCK_BYTES = 512


class Meter:
    """Looks at one child from time to time.

    process, server: of the child, and of the fork server it came from, whose memory it shares.
    first: of the namespace of the children's process numbers, None where they have none.
    """

    def __init__(
        self, process: int, server: int, first: int | None, scratch: Path, limits: Limits
    ) -> None:
        self._process, self._first = process, first
        self._scratch, self._limits = scratch, limits
        self._server = server
        self._shared: int | None = None  # most children end before they are looked at
        self._due = time.monotonic() + LOOK_SECONDS
        self._walk_due = self._due

    def over(self) -> str | None:
        """The reason to end it, or None; looks only where it is time to."""
        now = time.monotonic()
        if now < self._due:
            return None
        self._due = now + LOOK_SECONDS
        if self._shared is None:
            self._shared = _memory(self._server)
        self.end_strays()
        family = [self._process, *descendants(self._process)]
        if sum(map(_threads, family)) > self._limits.threads:
            return "too_many_threads"
        hidden_memory, hidden_disk = _deleted_files(family)
        shared = self._shared
        used = sum(max(0, _memory(one) - shared) for one in family)
        if used + hidden_memory > self._limits.memory_bytes:
            return "out_of_memory"
        if now < self._walk_due and not hidden_disk:
            return None
        is_over = self._fills(hidden_disk)
        took = time.monotonic() - now
        self._walk_due = now + min(LONGEST_PAUSE_SECONDS, 8 * took)
        return "disk_full" if is_over else None

    def end_strays(self) -> None:
        """Kill what outlived the child that started it: none is meant to."""
        if self._first is not None:
            for stray in descendants(self._first):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(stray, signal.SIGKILL)

    def _fills(self, hidden_disk: int) -> bool:
        used, files = hidden_disk, 0
        waiting = [(str(self._scratch), 0)]
        while waiting:
            folder, depth = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        files += 1
                        if files > self._limits.disk_files or depth > DEEPEST:
                            return True
                        with suppress(FileNotFoundError):
                            about = entry.stat(follow_symlinks=False)
                            used += about.st_blocks * _BLOCK_BYTES
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append((entry.path, depth + 1))
            except OSError:  # it is gone, or closed to us: what is inside is found when it ends
                continue
            if used > self._limits.disk_bytes:
                return True
        return False


def descendants(process: int) -> list[int]:
    """Every process below this one, as far as they can be seen."""
    waiting, processes = [process], []
    while waiting:
        for child in _children(waiting.pop()):
            processes.append(child)
            waiting.append(child)
    return processes


def _children(process: int) -> Iterator[int]:
    with suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            with suppress(OSError):
                yield from map(
                    int, Path(f"/proc/{process}/task/{task}/children").read_text().split()
                )


def _status(process: int) -> dict[str, str]:
    with suppress(OSError):
        lines = Path(f"/proc/{process}/status").read_text(errors="replace").splitlines()
        return {name: value for name, _, value in (line.partition(":") for line in lines)}
    return {}


def _threads(process: int) -> int:
    return int(_status(process).get("Threads", "0"))


def _memory(process: int) -> int:
    """Bytes that are no file's: the kernel cannot let go of them."""
    status = _status(process)
    return 1024 * sum(int(status.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem"))


def _deleted_files(family: list[int]) -> tuple[int, int]:
    """Bytes of open files without a name, in memory and on disk, each file once."""
    memory: dict[tuple[int, int], int] = {}
    disk: dict[tuple[int, int], int] = {}
    for process in family:
        folder = f"/proc/{process}/fd"
        with suppress(OSError):
            for name in os.listdir(folder):
                with suppress(OSError):
                    target = os.readlink(f"{folder}/{name}")
                    if not target.endswith(" (deleted)"):
                        continue
                    about = os.stat(f"{folder}/{name}")
                    kind = memory if target.startswith(("/memfd:", "/dev/shm/")) else disk  # noqa: S108
                    kind[about.st_dev, about.st_ino] = about.st_blocks * _BLOCK_BYTES
    return sum(memory.values()), sum(disk.values())
