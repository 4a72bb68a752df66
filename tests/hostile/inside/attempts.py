# ruff: noqa: SIM115 (what is opened here must fail, or dies with the child)
"""In the child: every attempt in turn; what worked, what refused it."""

import os
from types import ModuleType
from typing import Any

import attempts_files
import attempts_limits
import attempts_metadata
import attempts_processes
import attempts_signals
import attempts_sockets
from attempts_common import Attempt, Target

CLASSES: dict[str, ModuleType] = {
    "files": attempts_files, "processes": attempts_processes, "sockets": attempts_sockets,
    "limits": attempts_limits, "signals": attempts_signals, "metadata": attempts_metadata,
}  # fmt: skip
# These work everywhere, or the others prove nothing.
ORDINARY = (
    "write_and_read_in_scratch", "make_and_remove_folders", "start_a_thread", "make_a_pair",
    "read_the_interpreter", "ask_for_random_bytes", "look_at_its_own_limits",
)  # fmt: skip


def of(kind: str) -> dict[str, Attempt]:
    module = CLASSES[kind]
    return {
        name: one
        for name, one in vars(module).items()
        if callable(one) and getattr(one, "__module__", "") == module.__name__ and name[0] != "_"
    }


def attempt(payload: dict[str, Any], send: Any) -> None:
    """Messages {"kind", "name", "error"}; error None where it worked."""
    target = Target.of(payload)
    for name in ORDINARY:
        send({"kind": "ordinary", "name": name, "error": _tried(globals()["_" + name], target)})
    for kind in payload["kinds"]:
        for name, one in of(kind).items():
            send({"kind": kind, "name": name, "error": _tried(one, target)})
            os.chdir(target.scratch)


def _tried(one: Attempt, target: Target) -> str | None:
    try:
        one(target)
    except SystemError as error:
        return None if "could have been" in str(error) else repr(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def _write_and_read_in_scratch(target: Target) -> None:
    with open("note", "w+") as file:
        file.write("x")
    assert open("note").read() == "x"
    os.rename("note", "other")
    os.unlink("other")


def _make_and_remove_folders(target: Target) -> None:
    os.makedirs("a/b")
    os.removedirs("a/b")


def _start_a_thread(target: Target) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, range(8))) == [*range(8)]


def _make_a_pair(target: Target) -> None:
    import socket

    one, other = socket.socketpair()
    one.sendall(b"x")
    assert other.recv(1) == b"x"


def _read_the_interpreter(target: Target) -> None:
    assert open(os.__file__).read()


def _ask_for_random_bytes(target: Target) -> None:
    assert len(os.urandom(8) + open("/dev/urandom", "rb").read(8)) == 16


def _look_at_its_own_limits(target: Target) -> None:
    import resource

    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    assert os.sched_getaffinity(0)
