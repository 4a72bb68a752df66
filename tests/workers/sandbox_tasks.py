# ruff: noqa: SIM115 (what is opened here must fail, or dies with the child)
"""What a hostile or broken model might do, as tasks for the sandbox."""

import ctypes
import gc
import os
import socket
import subprocess
import sys
import time
from typing import Any


def echo(payload: dict[str, Any], send: Any) -> dict[str, Any]:
    for number in range(payload.get("times", 0)):
        send({"number": number})
    return {"said": payload.get("say")}


def collects(payload: dict[str, Any], send: Any) -> dict[str, bool]:
    return {"collects": gc.isenabled()}


def attempts(payload: dict[str, Any], send: Any) -> dict[str, str]:
    """Each forbidden thing by name: "ok" if it worked, else the error."""
    found = {}
    for name, act in {
        "read_other": lambda: open(payload["other"]).read(),
        "list_other": lambda: os.listdir(os.path.dirname(payload["other"])),
        "write_other": lambda: open(payload["other"], "w"),
        "read_shadow": lambda: open("/etc/shadow").read(),
        "read_parent_environment": lambda: open(f"/proc/{payload['parent']}/environ").read(),
        "kill_parent": lambda: os.kill(payload["parent"], 0),
        "tcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "udp": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "execve": lambda: os.execv("/bin/true", ["true"]),
        "subprocess": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": os.fork,
        "write_given": lambda: open(payload["given"], "a"),
        "read_given": lambda: open(payload["given"]).read(),
        "write_scratch": lambda: open("note", "w").close(),
        "thread": lambda: __import__("threading").Thread(target=int).start(),
    }.items():
        try:
            act()
            found[name] = "ok"
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            found[name] = str(error)
    return found


def hang(payload: dict[str, Any], send: Any) -> None:
    send({"hanging": True})
    while True:
        time.sleep(1)


def spin(payload: dict[str, Any], send: Any) -> None:
    while True:
        pass


def segfault(payload: dict[str, Any], send: Any) -> None:
    ctypes.string_at(0)


def abort(payload: dict[str, Any], send: Any) -> None:
    os.abort()


def memory_bomb(payload: dict[str, Any], send: Any) -> None:
    held = []
    while True:
        held.append(bytearray(64 << 20))


def leave(payload: dict[str, Any], send: Any) -> None:
    os._exit(0)


def leave_politely(payload: dict[str, Any], send: Any) -> None:
    sys.exit(0)


def chatter(payload: dict[str, Any], send: Any) -> None:
    while True:
        send({"noise": "x" * 100_000})


def lie(payload: dict[str, Any], send: Any) -> None:
    os.write(3, b"[" * 100_000 + b"\n")
    time.sleep(30)


def boast(payload: dict[str, Any], send: Any) -> None:
    """Claims a layer that it does not have."""
    os.write(3, b'{"walls": {"achieved": ["moat"], "missing": []}}\n')


def refuse(payload: dict[str, Any], send: Any) -> None:
    from audits.errors import Refused

    raise Refused.because("model", "no", "yes", "nope")


def panic(payload: dict[str, Any], send: Any) -> None:
    class PanicException(BaseException):
        pass

    raise PanicException("from native code")


def infer(payload: dict[str, Any], send: Any) -> dict[str, Any]:
    import torch
    import transformers

    torch.set_num_threads(1)
    return {
        "sum": float(torch.ones(64, 64).matmul(torch.ones(64, 64)).sum()),
        "transformers": transformers.__version__,
    }


def unpickle(payload: dict[str, Any], send: Any) -> None:
    """What must stay harmless even if every refusal before it failed."""
    import pickle
    from pathlib import Path

    pickle.loads(Path(payload["given"]).read_bytes())
