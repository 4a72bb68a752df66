"""Landlock: which files a process may still open, by folder; landlock(7).

It governs opening, making and removing, not looking at (stat) or changing modes: the private root
and the system-call list do that.
"""

import glob
import os
import stat
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from workers.kernel import syscall
from workers.places import DEVICES, readable_places

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _READ_FILE | _READ_DIR | _EXECUTE
# In its scratch folder a child makes plain files and folders: no link, no pipe, no socket and no
# device, which whoever reads its results would follow or wait for.
_LIVE = (
    _READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE
    | _MAKE_DIR | _MAKE_REG | _REFER
)  # fmt: skip
_BIND_AND_CONNECT_TCP = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3


def version() -> int:
    """The kernel's Landlock ABI; raises `OSError` where it has none."""
    return syscall("landlock_create_ruleset", None, 0, 1)


def restrict(read_only: Sequence[Path], scratch: Path, *, uses_gpu: bool) -> str:
    """Apply it to this process; the layer's name with the version of its ABI comes back."""
    known = version()
    rights = (1 << 13) - 1
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        rights |= right if known >= since else 0
    network = _BIND_AND_CONNECT_TCP if known >= 4 else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if known >= 6 else 0
    size = 8 if known < 4 else 16 if known < 6 else 24
    attributes = struct.pack("QQQ", rights, network, scoped)[:size]
    ruleset = syscall("landlock_create_ruleset", attributes, size, 0)
    devices = [*DEVICES, *(glob.glob("/dev/nvidia*") if uses_gpu else [])]
    driver = ["/sys"] if uses_gpu else []
    for paths, allowed in (
        ([*readable_places(), *driver, *map(str, read_only)], _READ),
        ([str(scratch)], _LIVE),
        (devices, _READ_FILE | _WRITE_FILE | (_IOCTL_DEV if uses_gpu else 0)),
    ):
        for path in paths:
            # What this user cannot open or is not there needs no permission either.
            with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
                _allow(ruleset, path, allowed & rights)
    syscall("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
    return f"landlock {known}"


def _allow(ruleset: int, path: str, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        is_folder = stat.S_ISDIR(os.fstat(opened).st_mode)
        rule = struct.pack("=Qi", rights if is_folder else rights & _FILE_RIGHTS, opened)
        syscall("landlock_add_rule", ruleset, 1, rule, 0)
    finally:
        os.close(opened)
