"""System calls by name, and what the kernel answers."""

import errno
import os
import signal

import pytest

from workers import kernel

PR_SET_PDEATHSIG, PR_GET_DUMPABLE = 1, 3  # prctl(2)


def test_a_call_that_every_kernel_knows_is_answered() -> None:
    assert kernel.libc().getpid() == os.getpid()
    assert kernel.prctl(PR_GET_DUMPABLE) in (0, 1, 2)


def test_what_the_kernel_refuses_is_an_error_with_its_reason() -> None:
    with pytest.raises(OSError, match="Invalid argument") as refusal:
        kernel.prctl(PR_SET_PDEATHSIG, signal.NSIG + 1000)
    assert refusal.value.errno == errno.EINVAL
    with pytest.raises(OSError) as bad:  # noqa: PT011 (the reason differs between kernels)
        kernel.syscall("landlock_add_rule", -1, 1, None, 0)
    assert bad.value.errno in (errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)


@pytest.mark.parametrize(
    ("machine", "numbers"),
    # From arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
    [("x86_64", (155, 317, 444)), ("aarch64", (41, 277, 444))],
)
def test_numbers_are_those_of_the_kernels_tables(
    monkeypatch: pytest.MonkeyPatch, machine: str, numbers: tuple[int, ...]
) -> None:
    here = os.uname()
    there = os.uname_result((*here[:4], machine))
    monkeypatch.setattr(os, "uname", lambda: there)
    names = ("pivot_root", "seccomp", "landlock_create_ruleset")
    assert tuple(map(kernel.number, names)) == numbers
    with pytest.raises(KeyError):
        kernel.number("no_such_call")
