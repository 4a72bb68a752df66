"""Limits: raising one's own, lowering others', and memory that none of them counts."""

import ctypes
import fcntl
import mmap
import os
import resource

from attempts_common import LIBC, Refused, Target, call

PAIR = (ctypes.c_uint64 * 2)(0, 0)


def raise_its_memory(target: Target) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)


def raise_its_processor_time(target: Target) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2)


def raise_its_descriptors(target: Target) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))


def map_more_than_allowed(target: Target) -> None:
    """Address space of a terabyte, where a gigabyte is allowed."""
    try:
        mmap.mmap(-1, 1 << 40, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000).close()
    except MemoryError as error:
        raise Refused(str(error)) from None


def limit_the_victim(target: Target) -> None:
    """Files of no bytes: it dies at its next line of log."""
    call("prlimit64", target.victim, resource.RLIMIT_FSIZE, PAIR, 0)


def read_the_victims_limits(target: Target) -> None:
    call("prlimit64", target.victim, resource.RLIMIT_FSIZE, 0, PAIR)


def slow_the_victim(target: Target) -> None:
    os.setpriority(os.PRIO_PROCESS, target.victim, 19)


def slow_everybody(target: Target) -> None:
    os.setpriority(os.PRIO_USER, os.getuid(), 18)


def hurry(target: Target) -> None:
    os.nice(-5)


def bind_the_victim(target: Target) -> None:
    os.sched_setaffinity(target.victim, {0})


def idle_the_victim(target: Target) -> None:
    os.sched_setscheduler(target.victim, os.SCHED_IDLE, os.sched_param(0))


def become_real_time(target: Target) -> None:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def take_deadlines(target: Target) -> None:
    held = (ctypes.c_uint64 * 6)(48 | 6 << 32, 0, 0, 10_000_000, 30_000_000, 30_000_000)
    call("sched_setattr", 0, held, 0)


def starve_the_victims_disk(target: Target) -> None:
    call("ioprio_set", 1, target.victim, 3 << 13)


def hide_memory_in_a_file(target: Target) -> None:
    call("memfd_create", b"x", 0)


def hide_memory_in_secret(target: Target) -> None:
    call("memfd_secret", 0)


def hide_memory_in_shared_folders(target: Target) -> None:
    os.open("/dev/shm/evil", os.O_CREAT | os.O_RDWR)


def hide_memory_in_segments(target: Target) -> None:
    call("shmget", 0, 1 << 20, 0o1600)


def hide_memory_in_messages(target: Target) -> None:
    call("msgget", 0, 0o1600)


def hide_memory_in_pipes(target: Target) -> None:
    read, _ = os.pipe()
    fcntl.fcntl(read, 1031, 1 << 20)


def lock_much_memory(target: Target) -> None:
    held = mmap.mmap(-1, 64 << 20)
    call("mlock", ctypes.addressof(ctypes.c_char.from_buffer(held)), 64 << 20)


def lock_all_memory(target: Target) -> None:
    if LIBC.mlockall(2):
        raise Refused("mlockall")


def make_semaphores(target: Target) -> None:
    call("semget", 0, 100, 0o1600)


def set_the_clock(target: Target) -> None:
    call("clock_settime", 0, (ctypes.c_uint64 * 2)(*divmod(1, 1)))


def bend_the_clock(target: Target) -> None:
    call("adjtimex", (ctypes.c_uint64 * 26)(0x4000))


def swap_to_a_file(target: Target) -> None:
    call("swapon", target.scratch.encode(), 0)


def spare_itself_when_memory_is_out(target: Target) -> None:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")


def offer_the_victim_when_memory_is_out(target: Target) -> None:
    with open(f"/proc/{target.victim}/oom_score_adj", "w") as file:
        file.write("1000")


def set_timers_for_ever(target: Target) -> None:
    call("timerfd_create", 1, 0)
