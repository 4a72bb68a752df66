"""The walls of a sandbox child, applied to the calling process before it parses anything.

Linux only. Each layer that the machine does not offer is named, not silently left out.
"""

import os
import resource
import signal
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Self

from service.sandbox_layers import SANDBOX_LAYERS
from workers import capabilities, landlock, namespaces, syscalls
from workers.kernel import prctl

__all__ = ["Grounds", "Limits", "confine", "die_with_parent"]

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    memory_bytes: address space beyond what it starts with, and memory of every kind.
    answer_bytes: of all its messages together.
    file_bytes: of its largest file; disk_bytes, disk_files: of all it has in its scratch folder,
        deleted files that are open included.
    threads: of it and of all it starts.
    """

    wall_seconds: float = 600.0
    cpu_seconds: int = 600
    memory_bytes: int = 4 << 30
    answer_bytes: int = 64 << 20
    file_bytes: int = 8 << 30
    disk_bytes: int = 24 << 30
    disk_files: int = 300_000
    threads: int = 2048

    @classmethod
    def for_wall(cls, seconds: float, **others: int) -> Self:
        """The wall is the limit: every core may work all the time until then."""
        return cls(seconds, cpu_seconds=ceil(seconds * (os.cpu_count() or 1)), **others)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a fork server has seen to for all of its children.

    shares_numbers: why they share the machine's process numbers, None where they do not.
    has_network: whether each has a network to leave still.
    """

    shares_numbers: str | None
    has_network: bool


def confine(
    *,
    read_only: Sequence[Path],
    scratch: Path,
    limits: Limits,
    uses_gpu: bool,
    grounds: Grounds,
) -> tuple[list[str], list[str]]:
    """Close the walls; returns the layers achieved and, with reasons, those that were not.

    grounds: what the fork server has seen to.
    """
    # The /proc of the machine, for what can only be written there after there is another root.
    about = os.open("/proc/self", os.O_PATH)
    steps: dict[str, Callable[[], str]] = {
        "process_numbers": lambda: _has_numbers(grounds.shares_numbers),
        "private_root": lambda: namespaces.private_root(read_only, scratch, uses_gpu=uses_gpu),
        "namespaces": lambda: namespaces.separate(
            f"/proc/self/fd/{about}", has_network=grounds.has_network
        ),
        "no_new_privs": _no_new_privs,
        "resource_limits": lambda: _limit(limits, uses_gpu),
        "capabilities": lambda: _closed(about, capabilities.drop),
        "landlock": lambda: landlock.restrict(read_only, scratch, uses_gpu=uses_gpu),
        "seccomp": lambda: syscalls.install(uses_gpu=uses_gpu),
    }
    _live_in(scratch)
    syscalls.program(uses_gpu)  # compiled before Landlock hides the library
    achieved, missing = [], []
    for name in SANDBOX_LAYERS:
        try:
            achieved.append(steps[name]())
        except (OSError, ImportError, KeyError, ValueError, RuntimeError) as error:
            missing.append(f"{name}: {error}")
    return achieved, missing


def die_with_parent() -> None:
    """SIGKILL when the process that forked this one is gone."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _has_numbers(reason: str | None) -> str:
    if reason is not None:
        raise RuntimeError(reason)
    return "process_numbers"


def _closed(descriptor: int, step: Callable[[], str]) -> str:
    os.close(descriptor)
    return step()


def _live_in(scratch: Path) -> None:
    """Libraries that want a home or a temporary folder find the scratch folder."""
    os.chdir(scratch)
    for name in ("HOME", "TMPDIR", "HF_HOME", "XDG_CACHE_HOME", "TORCH_HOME"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = str(scratch)


def _no_new_privs() -> str:
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    return "no_new_privs"


def _limit(limits: Limits, uses_gpu: bool) -> str:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 8 << 20),
    ):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    if not uses_gpu:  # a driver maps far more address space than it uses
        about = os.open("/proc/self/statm", os.O_RDONLY)
        pages = int(os.read(about, 100).split()[0])
        os.close(about)
        most = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return "resource_limits"
