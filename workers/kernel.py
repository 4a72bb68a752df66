"""System calls that Python has no name for; what the kernel answers becomes an `OSError`."""

import ctypes
import os
from functools import cache
from typing import Any

__all__ = ["failure", "libc", "number", "prctl", "syscall"]

# Numbers of the calls that libc has no function for everywhere; the rest are equal on both.
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "seccomp": 277},
}
_EVERYWHERE = {
    "mount_setattr": 442, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}  # fmt: skip
_CALLED = ("capset", "mount", "prctl", "setns", "syscall", "umount2", "unshare")
_UNUSED = (0, 0, 0, 0)


@cache
def libc() -> ctypes.CDLL:
    """The C library of this process; what a child calls is looked up ahead, once a server."""
    library = ctypes.CDLL(None, use_errno=True)
    for name in _CALLED:
        getattr(library, name)
    library.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return library


def failure() -> OSError:
    """What the last call through `libc` failed of."""
    reason = ctypes.get_errno()
    return OSError(reason, os.strerror(reason))


def number(name: str) -> int:
    """The number of a system call on this machine; `KeyError` where it is not known."""
    known = _EVERYWHERE.get(name)
    return _NUMBERS[os.uname().machine][name] if known is None else known


def syscall(name: str, *arguments: Any) -> int:
    """Call the kernel directly; raises `OSError`. Whole numbers are passed as C longs."""
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    answer: int = libc().syscall(ctypes.c_long(number(name)), *passed)
    if answer < 0:
        raise failure()
    return answer


def prctl(option: int, *arguments: int) -> int:
    """As prctl(2), unused arguments zero; raises `OSError`."""
    answer: int = libc().prctl(option, *arguments, *_UNUSED[len(arguments) :])
    if answer < 0:
        raise failure()
    return answer
