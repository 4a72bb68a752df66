"""Signals to a process outside; SIGWINCH, which harms nobody, where one arrives."""

import ctypes
import fcntl
import os
import signal
import socket

from attempts_common import Refused, Target, call

WINCH = signal.SIGWINCH


def signal_the_victim(target: Target) -> None:
    os.kill(target.victim, WINCH)


def ask_whether_the_victim_lives(target: Target) -> None:
    os.kill(target.victim, 0)


def signal_its_group(target: Target) -> None:
    os.killpg(target.victim, WINCH)


def signal_its_thread(target: Target) -> None:
    call("tkill", target.victim, WINCH)


def signal_its_only_thread(target: Target) -> None:
    call("tgkill", target.victim, target.victim, WINCH)


def queue_a_signal(target: Target) -> None:
    held = (ctypes.c_int32 * 32)(WINCH, 0, -1)
    call("rt_sigqueueinfo", target.victim, WINCH, held)


def queue_a_signal_to_its_thread(target: Target) -> None:
    held = (ctypes.c_int32 * 32)(WINCH, 0, -1)
    call("rt_tgsigqueueinfo", target.victim, target.victim, WINCH, held)


def signal_by_descriptor(target: Target) -> None:
    signal.pidfd_send_signal(os.pidfd_open(target.victim), WINCH)


def own_a_pipe_for_the_victim(target: Target) -> None:
    """Bytes that arrive signal whoever is said to own the descriptor."""
    one, _ = socket.socketpair()
    fcntl.fcntl(one, fcntl.F_SETOWN, target.victim)


def choose_the_signal_of_a_pipe(target: Target) -> None:
    one, _ = socket.socketpair()
    fcntl.fcntl(one, fcntl.F_SETSIG, WINCH)


def own_a_pipe_by_another_call(target: Target) -> None:
    one, _ = socket.socketpair()
    fcntl.ioctl(one, 0x8901, target.victim.to_bytes(4, "little"))


def own_a_pipe_by_an_extended_call(target: Target) -> None:
    one, _ = socket.socketpair()
    fcntl.fcntl(one, 15, b"\1\0\0\0" + target.victim.to_bytes(4, "little"))


def type_into_a_terminal(target: Target) -> None:
    master = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(master, 0x5412, b"x")


def take_a_terminal(target: Target) -> None:
    fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x540E, 0)


def signal_the_first_process(target: Target) -> None:
    os.kill(1, WINCH)


def signal_the_fork_server(target: Target) -> None:
    if os.getppid() == 0:
        raise Refused("it cannot be seen")
    os.kill(os.getppid(), WINCH)


def break_a_lease(target: Target) -> None:
    with open(target.scratch + "/leased", "w") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
