"""The system calls that a child may make; every other one is refused; seccomp(2).

The list is what the frameworks were seen to use (docs/decisions/untrusted-files.md says how), on
x86-64 and arm64; names that an architecture does not have are left out there. A refusal is EPERM,
or ENOSYS ("not implemented") for calls that the C library then does another way.
"""

import ctypes
import errno
import os
import struct
import tempfile
from contextlib import suppress
from functools import cache

from workers.kernel import syscall

_FILES = (
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "lseek",
    "close", "dup", "dup2", "dup3", "pipe", "pipe2", "open", "openat", "stat", "fstat", "lstat",
    "newfstatat", "statx", "access", "faccessat", "readlink", "readlinkat", "getcwd", "chdir",
    "getdents", "getdents64", "statfs", "fstatfs", "mkdir", "mkdirat", "rmdir", "unlink",
    "unlinkat", "rename", "renameat", "renameat2", "truncate", "ftruncate", "fallocate", "fsync",
    "fdatasync", "flock", "fadvise64", "readahead", "sendfile", "copy_file_range", "umask",
)  # fmt: skip
_MEMORY = (
    "mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "msync", "mincore", "membarrier",
    "get_mempolicy",
)  # fmt: skip
_THREADS = (
    "futex", "set_robust_list", "get_robust_list", "set_tid_address", "rseq", "sched_yield",
    "sched_get_priority_max", "sched_get_priority_min", "getcpu", "exit", "exit_group",
    "arch_prctl", "restart_syscall", "wait4",
)  # fmt: skip
_SIGNALS = (
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend",
    "rt_sigtimedwait", "sigaltstack", "pause",
)  # fmt: skip
_WAITING = (
    "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_wait", "epoll_pwait", "eventfd2", "recvfrom", "shutdown", "getsockname", "getsockopt",
    "nanosleep", "setitimer", "getitimer", "alarm",
)  # fmt: skip
_ASKING = (
    "getpid", "getppid", "gettid", "getpgrp", "getuid", "geteuid", "getgid", "getegid",
    "getresuid", "getresgid", "getgroups", "uname", "sysinfo", "getrusage", "times", "time",
    "gettimeofday", "getrandom", "getrlimit",
)  # fmt: skip
ALLOWED = (*_FILES, *_MEMORY, *_THREADS, *_SIGNALS, *_WAITING, *_ASKING)

# What a GPU's driver asks for besides.
FOR_GPU = ("mlock", "munlock", "set_mempolicy", "sched_getparam", "sched_getscheduler")

# Tried first and done without: newer forms, and what says nothing but how busy the machine is.
NOT_IMPLEMENTED = (
    "clone3", "openat2", "faccessat2", "preadv2", "pwritev2", "epoll_pwait2", "close_range",
    "futex_waitv", "memfd_create", "memfd_secret", "userfaultfd", "io_uring_setup", "mseal",
    "map_shadow_stack", "mbind", "process_madvise", "cachestat", "fchmodat2", "statmount",
    "listmount",
)  # fmt: skip

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080  # every CLONE_NEW* flag
_AF_UNIX, _SOCK_STREAM, _SOCK_KIND = 1, 1, 0xF
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, locks, F_DUPFD_CLOEXEC; not F_SETOWN (it signals),
# F_NOTIFY (it watches folders), F_SETLEASE, F_SETPIPE_SZ (memory that no limit counts).
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
# TCGETS and TIOCGWINSZ ("is this a terminal?"), FIONREAD, FIONBIO, FIOCLEX, FIONCLEX.
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)
# Of a GPU's driver, as (mask, value): the frontend's are of type 'F', those of unified memory small
# numbers but for two. So none that signals (FIOSETOWN) or types into a terminal (TIOCSTI).
_GPU_IOCTL = ((0xFF00, 0x4600), (0xFFFFFF00, 0), (0xFFFFFFFC, 0x30000000))
# PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS,
# PR_SET_VMA (names of memory); not PR_SET_PDEATHSIG, which would outlive the parent.
_PRCTL = (15, 16, 3, 23, 21, 39, 0x53564D41)

# Stands in the compiled filter where each child's own number goes; larger than any process's.
_PLACEHOLDER, _LOW_HALF = 0x7A5C3E19, 0xFFFFFFFF
_BINARY_TREE = 2  # how the filter finds a call: in some eight steps, not in hundreds
_SET_MODE_FILTER, _TSYNC = 1, 1


@cache
def program(uses_gpu: bool) -> bytes:
    """The filter as BPF, compiled once a process; `own_program` completes it."""
    import pyseccomp

    arg, equal, masked = pyseccomp.Arg, pyseccomp.EQ, pyseccomp.MASKED_EQ
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    with suppress(OSError, ValueError):  # libseccomp before 2.5
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, _BINARY_TREE)

    def add(action: int, name: str, *conditions: object) -> None:
        try:
            known = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        except (OSError, ValueError):  # not a name that this library knows
            return
        if known >= 0:  # negative: another architecture's
            rules.add_rule(action, known, *conditions)

    allow, missing = pyseccomp.ALLOW, pyseccomp.ERRNO(errno.ENOSYS)
    for name in (*ALLOWED, *(FOR_GPU if uses_gpu else ())):
        add(allow, name)
    for name in NOT_IMPLEMENTED:
        add(missing, name)
    # glibc falls back to clone, whose flags a filter can read: threads yes, processes no.
    add(allow, "clone", arg(0, masked, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD))
    # A pair cannot be addressed to others, unless it is of datagrams.
    add(allow, "socketpair", arg(0, equal, _AF_UNIX), arg(1, masked, _SOCK_KIND, _SOCK_STREAM))
    add(allow, "sendto", arg(4, equal, 0))
    # What raise() and abort() call; whose threads they are is in the lower half.
    add(allow, "tgkill", arg(0, masked, _LOW_HALF, _PLACEHOLDER))
    # Looked at, of itself only: limits are set before.
    add(allow, "prlimit64", arg(0, equal, 0), arg(2, equal, 0))
    for name in ("sched_getaffinity", "sched_setaffinity"):
        add(allow, name, arg(0, equal, 0))
        add(missing, name, arg(0, pyseccomp.NE, 0))
    # The machine's clocks and its own; negative numbers are clocks of other processes.
    for name in ("clock_gettime", "clock_getres", "clock_nanosleep"):
        add(allow, name, arg(0, masked, 0xFFFFFFFFFFFFFFF0, 0))
    for command in _FCNTL:
        add(allow, "fcntl", arg(1, equal, command))
    for option in _PRCTL:
        add(allow, "prctl", arg(0, equal, option))
    for request in _IOCTL:
        add(allow, "ioctl", arg(1, equal, request))
    for mask, value in _GPU_IOCTL if uses_gpu else ():  # Landlock names the devices
        add(allow, "ioctl", arg(1, masked, mask, value))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def own_program(uses_gpu: bool, process: int) -> bytes:
    """The filter of one process, whose signals reach itself alone."""
    complete = bytearray(program(uses_gpu))
    struct.pack_into("=I", complete, _compared(uses_gpu), process)
    return bytes(complete)


@cache
def _compared(uses_gpu: bool) -> int:
    """Where the process number stands in the program, in bytes; struct sock_filter."""
    steps = struct.iter_unpack("=HBBI", program(uses_gpu))
    (number,) = [number for number, step in enumerate(steps) if step[3] == _PLACEHOLDER]
    return 8 * number + 4


def install(*, uses_gpu: bool) -> str:
    """Apply it to this process and whatever threads it has; the layer's name."""
    instructions = own_program(uses_gpu, os.getpid())
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    header = struct.pack("HxxxxxxP", len(instructions) // 8, ctypes.addressof(buffer))
    syscall("seccomp", _SET_MODE_FILTER, _TSYNC, header)
    return "seccomp"


def prepare() -> None:
    """Compile ahead, before a fork."""
    own_program(False, os.getpid())
