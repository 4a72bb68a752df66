"""The walls of a sandbox child, applied to the calling process before it parses anything.

Linux only. Each layer that the machine does not offer is named, not silently left out.
Constants are the kernel's own: prctl(2), landlock(7), unshare(2), seccomp(2).
"""

import ctypes
import glob
import os
import resource
import signal
import struct
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Self

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 38, 4
_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000
_CLONE_THREAD = 0x00010000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_SECCOMP_SET_MODE_FILTER, _SECCOMP_TSYNC = 1, 1
_SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}

# What the interpreter and the frameworks read while they work; nothing of it is secret.
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/proc", "/sys/devices/system", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/os-release", "/etc/mime.types",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_DENIED = (
    "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "perf_event_open", "userfaultfd",
    "keyctl", "add_key", "request_key", "mount", "umount2", "pivot_root", "chroot", "unshare",
    "setns", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
    "open_by_handle_at", "io_uring_setup", "io_uring_enter", "io_uring_register", "execve",
    "execveat", "swapon", "swapoff", "reboot", "personality", "quotactl", "pidfd_getfd",
    "move_mount", "open_tree", "fsopen", "fsmount", "syslog", "acct", "settimeofday",
    "clock_settime", "sethostname", "setdomainname", "iopl", "ioperm", "fork", "vfork",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    memory_bytes: address space beyond what it starts with.
    answer_bytes: of all its messages together.
    """

    wall_seconds: float = 600.0
    cpu_seconds: int = 600
    memory_bytes: int = 4 << 30
    answer_bytes: int = 64 << 20
    file_bytes: int = 8 << 30

    @classmethod
    def for_wall(cls, seconds: float, **others: int) -> Self:
        """The wall is the limit: every core may work all the time until then."""
        return cls(seconds, cpu_seconds=ceil(seconds * (os.cpu_count() or 1)), **others)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _failed() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))


def confine(
    *, read_only: Sequence[Path], scratch: Path, limits: Limits, uses_gpu: bool
) -> tuple[list[str], list[str]]:
    """Close the walls; returns the layers achieved and, with reasons, those that were not."""
    steps: list[tuple[str, Callable[[], str]]] = [
        ("no_new_privs", _no_new_privs),
        ("resource_limits", lambda: _limit(limits, uses_gpu)),
        ("namespaces", _new_namespaces),
        ("landlock", lambda: _landlock(read_only, scratch, uses_gpu)),
        ("seccomp", _seccomp),
    ]
    _live_in(scratch)
    seccomp_filter()  # compiled before Landlock hides the library
    achieved, missing = [], []
    for name, step in steps:
        try:
            achieved.append(step())
        except (OSError, ImportError, KeyError, ValueError, RuntimeError) as error:
            missing.append(f"{name}: {error}")
    return achieved, missing


def die_with_parent() -> None:
    """SIGKILL when the process that forked this one is gone."""
    if _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        raise _failed()


def _live_in(scratch: Path) -> None:
    """Libraries that want a home or a temporary folder find the scratch folder."""
    os.chdir(scratch)
    for name in ("HOME", "TMPDIR", "HF_HOME", "XDG_CACHE_HOME", "TORCH_HOME"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = str(scratch)


def _no_new_privs() -> str:
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise _failed()
    return "no_new_privs"


def _limit(limits: Limits, uses_gpu: bool) -> str:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    if not uses_gpu:  # a driver maps far more address space than it uses
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return "resource_limits"


def _new_namespaces() -> str:
    user, group = os.getuid(), os.getgid()
    if _libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC):
        raise _failed()
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(line)
    return "namespaces"


def _landlock(read_only: Sequence[Path], scratch: Path, uses_gpu: bool) -> str:
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        raise _failed()
    rights = (1 << 13) - 1
    for since, right in ((2, 1 << 13), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        rights |= right if version >= since else 0
    network = 3 if version >= 4 else 0  # bind and connect TCP
    scoped = 3 if version >= 6 else 0  # abstract Unix sockets, signals
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("QQQ", rights, network, scoped)[:size]
    ruleset = libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise _failed()
    readable = [*map(Path, _SYSTEM), *_code_folders(), *read_only]
    devices = [*_DEVICES, *(glob.glob("/dev/nvidia*") if uses_gpu else [])]
    read = _READ_FILE | _READ_DIR | _EXECUTE
    change = _READ_FILE | _WRITE_FILE | _IOCTL_DEV
    for paths, allowed in (
        (readable, read), ([scratch], rights), (list(map(Path, devices)), change)
    ):  # fmt: skip
        for path in paths:
            # What this user cannot open or is not there needs no permission either.
            with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
                _allow(ruleset, path, allowed & rights)
    if libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0):
        raise _failed()
    os.close(ruleset)
    return f"landlock {version}"


def _allow(ruleset: int, path: Path, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        allowed = rights if path.is_dir() else rights & _FILE_RIGHTS
        rule = struct.pack("=Qi", allowed, opened)
        if _libc().syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0):
            raise _failed()
    finally:
        os.close(opened)


def _code_folders() -> list[Path]:
    """The interpreter, its packages and this project's own code, not the folder around them."""
    own = Path(__file__).resolve().parents[1]
    packages = [own / name for name in ("audits", "workers", "service", "evenhand")]
    paths = [Path(entry) for entry in sys.path if entry and Path(entry).resolve() != own]
    return [Path(sys.prefix), Path(sys.base_prefix), *packages, *paths]


@cache
def seccomp_filter() -> bytes:
    """The BPF program: no new processes or programs, no sockets but Unix, no tracing."""
    import errno

    import pyseccomp

    found = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in _DENIED:
        try:
            found.add_rule(refuse, name)
        except (OSError, RuntimeError, ValueError):  # unknown on this architecture or kernel
            continue
    # glibc falls back to clone, whose flags a filter can read: threads yes, processes no.
    found.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    found.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0))
    found.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.NE, 1))
    with tempfile.TemporaryFile() as file:
        found.export_bpf(file)
        file.seek(0)
        return file.read()


def _seccomp() -> str:
    program = seccomp_filter()
    held = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    number = _SYS_SECCOMP[os.uname().machine]
    if _libc().syscall(number, _SECCOMP_SET_MODE_FILTER, _SECCOMP_TSYNC, header):
        raise _failed()
    return "seccomp"
