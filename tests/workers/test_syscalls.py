"""The filter by itself, in a process with no other wall."""

import errno
import json
import subprocess
import sys

import pytest

from tests.lazily import lazily

lazily("pyseccomp")

ASKING = """
import fcntl, json, socket, sys
from workers import syscalls
from workers.kernel import prctl

uses_gpu, *requests = json.loads(sys.argv[1])
prctl(38, 1)
syscalls.install(uses_gpu=uses_gpu)
pair, _ = socket.socketpair()
found = []
for request in requests:
    try:
        fcntl.ioctl(pair, request, bytes(64))
        found.append(0)
    except OSError as error:
        found.append(error.errno)
print(json.dumps(found))
"""
# FIOSETOWN, SIOCSPGRP, FIOASYNC, TIOCSTI, TIOCSCTTY, SIOCGIFCONF; what a GPU's driver is asked
# (NV_ESC_RM_CONTROL, UVM_INITIALIZE, UVM_CREATE_RANGE_GROUP): a socket knows none of these.
HARMFUL = (0x8901, 0x8902, 0x5452, 0x5412, 0x540E, 0x8912)
DRIVER = (0xC020462A, 0x30000001, 23)


@pytest.mark.parametrize("uses_gpu", [False, True])
def test_what_may_be_asked_of_a_device(uses_gpu: bool) -> None:
    asked = json.dumps([uses_gpu, *HARMFUL, *DRIVER])
    done = subprocess.run(
        [sys.executable, "-c", ASKING, asked], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found[: len(HARMFUL)] == [errno.EPERM] * len(HARMFUL)
    passed = errno.ENOTTY if uses_gpu else errno.EPERM
    assert found[len(HARMFUL) :] == [passed] * len(DRIVER)


SIGNALLING = """
import ctypes, errno, os, sys
from workers import syscalls
from workers.kernel import libc, prctl

uses_gpu, number = bool(int(sys.argv[1])), int(sys.argv[2])
syscalls.own_program(uses_gpu, 1)  # what is compiled ahead knows no child yet
prctl(38, 1)
syscalls.install(uses_gpu=uses_gpu)
for process in (os.getpid(), os.getppid(), 1):
    ctypes.set_errno(0)
    libc().syscall(*map(ctypes.c_long, (number, process, process, 0)))
    print(errno.errorcode.get(ctypes.get_errno(), "done"))
"""


@pytest.mark.parametrize("uses_gpu", [0, 1])
def test_a_signal_reaches_its_own_process_alone(uses_gpu: int) -> None:
    import pyseccomp

    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "tgkill")
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLING, str(uses_gpu), str(number)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["done", "EPERM", "EPERM"]


# Older calls that arm64 never had, and what its C library does in their place; for the others of
# the list it has the call itself (Linux, include/uapi/asm-generic/unistd.h).
IN_PLACE = {
    "dup2": "dup3", "pipe": "pipe2", "open": "openat", "stat": "newfstatat", "lstat": "newfstatat",
    "access": "faccessat", "readlink": "readlinkat", "getdents": "getdents64", "mkdir": "mkdirat",
    "rmdir": "unlinkat", "unlink": "unlinkat", "rename": "renameat", "pause": "ppoll",
    "poll": "ppoll", "select": "pselect6", "epoll_create": "epoll_create1",
    "epoll_wait": "epoll_pwait", "alarm": "setitimer", "time": "clock_gettime",
    "getpgrp": None, "arch_prctl": None,
}  # fmt: skip


def test_on_arm64_every_allowed_call_is_there_or_what_stands_in_its_place() -> None:
    """By libseccomp's own table; it was not run on such a machine."""
    import pyseccomp

    from workers import syscalls

    by_argument = {"clone", "socketpair", "sendto", "prlimit64", "fcntl", "ioctl", "prctl",
                   "sched_getaffinity", "sched_setaffinity", "clock_gettime", "clock_getres",
                   "clock_nanosleep", "tgkill"}  # fmt: skip
    allowed = {*syscalls.ALLOWED, *by_argument}

    def exists(name: str) -> bool:
        return bool(pyseccomp.resolve_syscall(pyseccomp.Arch.AARCH64, name) >= 0)

    assert {name for name in allowed if not exists(name)} == set(IN_PLACE)
    for other in filter(None, IN_PLACE.values()):
        assert other in allowed
        assert exists(other)
    # None of them is refused by its name on x86-64, where the same library compiles the list.
    for name in allowed:
        assert pyseccomp.resolve_syscall(pyseccomp.Arch.X86_64, name) >= 0, name
