"""What the attempts share. Each is a function of `Target`: it raises its refusal, or returns."""

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pyseccomp

LIBC = ctypes.CDLL(None, use_errno=True)
Attempt = Callable[["Target"], Any]


@dataclass(frozen=True)
class Target:
    """What must stay as it is.

    folder, secret: outside the sandbox, of the same user. victim: a process of the same user.
    socket, abstract: where a Unix service listens, datagrams at `datagrams`; port: a TCP service.
    scratch: the child's own.
    """

    folder: str
    secret: str
    victim: int
    socket: str
    abstract: str
    datagrams: str
    port: int
    scratch: str

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Target":
        return cls(**{field.name: payload[field.name] for field in fields(cls)})


class Refused(OSError):
    """Not an error of the kernel, but nothing came of it either."""


def call(name: str, *arguments: Any) -> int:
    """A system call by its name, without the C library's own."""
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    answer = LIBC.syscall(ctypes.c_long(number), *passed)
    if answer < 0:
        reason = ctypes.get_errno()
        raise OSError(reason, os.strerror(reason))
    return int(answer)


def in_a_child(act: Callable[[], Any]) -> None:
    """Where a process could be started, it does this and ends."""
    act()
    os._exit(0)
