"""What is read of many installed files, read once an installation, as Python compiles modules once.

It lies beside the byte code of this folder. Whether it still holds is told by each file's size and
the times at which its content and its entry changed; the second is set by the system alone, so that
a file put back with its old time is read again. A folder that cannot be written, as in an image,
leaves all as it is: then it is read once a process.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).parent / "__pycache__"
T = TypeVar("T")


def once_an_installation(
    name: str, files: Iterable[str], read: Callable[[], T], folder: Path = FOLDER
) -> T:
    """What `read` gives, or gave while the files were as they are now.

    name: of what is read, and of the file that remembers it. files: all that `read` reads; of a
    file that is not there, that is what is remembered. read: gives what JSON gives back unchanged.
    folder: where it is remembered.
    """
    remembers = folder / f"{name}.{sys.implementation.cache_tag}.json"
    stamp = _stamp(files)
    with suppress(OSError, ValueError):  # not there, or cut off
        before = json.loads(remembers.read_bytes())
        if isinstance(before, dict) and before.get("stamp") == stamp and "value" in before:
            value: T = before["value"]
            return value
    value = read()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            _write(remembers, json.dumps({"stamp": stamp, "value": value}))
    return value


def _stamp(files: Iterable[str]) -> str:
    lines = []
    for file in files:
        try:
            seen = os.stat(file)
        except OSError:
            lines.append(f"{file}\0")
        else:
            lines.append(f"{file}\0{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}\0")
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _write(file: Path, text: str) -> None:
    """Whole or not at all, as others read it meanwhile."""
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
