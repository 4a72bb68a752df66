# ruff: noqa: SIM115 (what is opened here must fail, or dies with the child)
"""Processes: starting them, becoming another, looking into others, privileges."""

import ctypes
import os
import signal
import subprocess

from attempts_common import LIBC, Refused, Target, call, in_a_child


def fork(target: Target) -> None:
    if os.fork() == 0:
        in_a_child(lambda: None)


def clone_with_signal(target: Target) -> None:
    if call("clone", signal.SIGCHLD, 0, 0, 0, 0) == 0:
        in_a_child(lambda: None)


def clone3(target: Target) -> None:
    arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, signal.SIGCHLD)
    if call("clone3", arguments, 88) == 0:
        in_a_child(lambda: None)


def leave_a_daemon(target: Target) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            in_a_child(lambda: signal.pause())
        os._exit(0)


def run_a_program(target: Target) -> None:
    subprocess.run(["/bin/true"], check=True)


def become_a_program(target: Target) -> None:
    call("execve", b"/nonexistent", None, None) if _may_exec() else None


def _may_exec() -> bool:
    """Asked with a path that is not there: refused is EPERM, allowed ENOENT."""
    try:
        call("execve", b"/nonexistent", None, None)
    except FileNotFoundError:
        raise SystemError("a program could have been run") from None
    return True


def run_a_program_from_memory(target: Target) -> None:
    call("execveat", call("memfd_create", b"x", 0), b"", None, None, 0x1000)


def trace_the_victim(target: Target) -> None:
    call("ptrace", 0x4206, target.victim, 0, 0)


def read_the_victims_memory(target: Target) -> None:
    open(f"/proc/{target.victim}/mem", "rb").close()


def copy_the_victims_memory(target: Target) -> None:
    held = ctypes.create_string_buffer(8)
    vector = (ctypes.c_uint64 * 2)(ctypes.addressof(held), 8)
    call("process_vm_readv", target.victim, vector, 1, vector, 1, 0)


def read_the_victims_environment(target: Target) -> None:
    open(f"/proc/{target.victim}/environ").read()


def read_the_victims_root(target: Target) -> None:
    os.listdir(f"/proc/{target.victim}/root/")


def hold_the_victim(target: Target) -> None:
    os.pidfd_open(target.victim)


def take_the_victims_descriptor(target: Target) -> None:
    call("pidfd_getfd", os.pidfd_open(target.victim), 0, 0)


def compare_with_the_victim(target: Target) -> None:
    call("kcmp", os.getpid(), target.victim, 2, 0, 0)


def make_a_user_namespace(target: Target) -> None:
    call("unshare", 0x10000000)


def make_a_process_namespace(target: Target) -> None:
    call("unshare", 0x20000000)


def enter_a_namespace(target: Target) -> None:
    call("setns", os.open(f"/proc/{target.victim}/ns/mnt", os.O_RDONLY), 0)


def become_another_user(target: Target) -> None:
    os.setuid(12345)


def take_a_capability(target: Target) -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    everything = (ctypes.c_uint32 * 6)(*[0x1FFFFF] * 6)
    call("capset", header, everything)


def change_the_personality(target: Target) -> None:
    call("personality", 0x0400000)


def load_a_kernel_program(target: Target) -> None:
    call("bpf", 0, (ctypes.c_uint32 * 32)(1, 4, 4, 1), 128)


def watch_the_hardware(target: Target) -> None:
    call("perf_event_open", (ctypes.c_uint64 * 16)(1 | 128 << 32), 0, -1, -1, 0)


def handle_page_faults(target: Target) -> None:
    call("userfaultfd", 1)


def make_a_ring(target: Target) -> None:
    call("io_uring_setup", 4, ctypes.create_string_buffer(256))


def keep_a_key(target: Target) -> None:
    call("add_key", b"user", b"evil", b"x", 1, -3)


def load_a_module(target: Target) -> None:
    call("init_module", b"", 0, b"")


def survive_the_parent(target: Target) -> None:
    """Asks the kernel not to end it when the fork server is gone."""
    if LIBC.prctl(1, 0, 0, 0, 0):
        raise Refused("prctl")


def adopt_orphans(target: Target) -> None:
    if LIBC.prctl(36, 1, 0, 0, 0):
        raise Refused("prctl")
