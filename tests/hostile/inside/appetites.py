# ruff: noqa: SIM115 (what is opened here dies with the child)
"""Tasks that want more than they may; each says when it is over the bound, and goes on."""

import mmap
import os
import threading
import time
from typing import Any

MIB = 1 << 20


def _rest(send: Any) -> None:
    send({"over": True})
    time.sleep(60)


def fill_the_disk(payload: dict[str, Any], send: Any) -> None:
    for number in range(20):
        open(f"part{number}", "wb", buffering=0).write(os.urandom(MIB) * 5)
    _rest(send)


def fill_it_with_one_hidden_file(payload: dict[str, Any], send: Any) -> None:
    file = open("hidden", "wb", buffering=0)
    os.unlink("hidden")
    for _ in range(100):
        file.write(os.urandom(MIB))
    _rest(send)


def make_files(payload: dict[str, Any], send: Any) -> None:
    for number in range(2100):
        open(f"file{number}", "w").close()
    _rest(send)


def make_folders(payload: dict[str, Any], send: Any) -> None:
    for number in range(2100):
        os.makedirs(f"{number % 50}/{number}")
    _rest(send)


def nest_folders(payload: dict[str, Any], send: Any) -> None:
    for _ in range(300):
        os.mkdir("a")
        os.chdir("a")
    _rest(send)


def start_threads(payload: dict[str, Any], send: Any) -> None:
    threading.stack_size(1 << 16)
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    _rest(send)


def share_memory(payload: dict[str, Any], send: Any) -> None:
    """Mapped shared: no limit of the process but its address space counts it."""
    held = []
    while True:
        held.append(mmap.mmap(-1, 64 * MIB))
        held[-1].write(b"x" * 64 * MIB)


def fill_memory(payload: dict[str, Any], send: Any) -> None:
    held = []
    while True:
        held.append(bytearray(64 * MIB))
