"""Which packages are installed here, and a digest of each one's files as their installer wrote it.

A wheel's RECORD names each of its files with its SHA-256 (Python's specification "Recording
installed projects"). Files that each installation writes anew (compiled modules, scripts with the
path of their interpreter, notes of the installer) are left out, so that one wheel has one digest on
every machine. What RECORD says is what was installed; files changed since are not looked for.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from typing import TypedDict

from workers.installation_cache import once_an_installation

# Written by whoever installs a wheel, and so of no wheel.
_OF_THE_INSTALLER = ("/INSTALLER", "/REQUESTED", "/RECORD", "/direct_url.json", ".pyc")


# Metadata is a mail's head; its parser takes ten times as long as finding two lines.
_NAME = re.compile(r"^Name:\s*(\S+)\s*$", re.MULTILINE)
_VERSION = re.compile(r"^Version:\s*(\S+)\s*$", re.MULTILINE)


class Installed(TypedDict):
    """A package. sha256: of its files; None where its RECORD names none, as of a working copy."""

    version: str
    sha256: str | None


@cache  # what is imported stays
def packages() -> dict[str, Installed]:
    """Every package that this Python can import, by its name in lower case, in order."""
    return installed()


def installed() -> dict[str, Installed]:
    """The same, looked for again; the records of two hundred are megabytes, and read once."""
    return once_an_installation("packages", _read_files(), _read)


def _read_files() -> Iterator[str]:
    """Where `importlib.metadata` looks, in its order; of an archive on the path, the archive."""
    for root in sys.path:
        if os.path.isdir(root or "."):
            for name in sorted(os.listdir(root or ".")):
                if name.endswith((".dist-info", ".egg-info")):
                    for file in ("METADATA", "PKG-INFO", "RECORD"):
                        yield os.path.join(root, name, file)
        else:
            yield root


def _read() -> dict[str, Installed]:
    known: dict[str, Installed] = {}
    for one in distributions():
        metadata = one.read_text("METADATA") or one.read_text("PKG-INFO") or ""
        name, version = _NAME.search(metadata), _VERSION.search(metadata)
        # The first on the path is the one that is imported.
        if name and version and name[1].lower() not in known:
            digest = record_digest(one.read_text("RECORD") or "")
            known[name[1].lower()] = {"version": version[1], "sha256": digest}
    return dict(sorted(known.items()))


def record_digest(record: str) -> str | None:
    """SHA-256 over the files that a RECORD names with a hash, in order; None where it names none.

    record: the text of RECORD: a line `path,sha256=digest,size` a file.
    """
    lines = sorted(_hashed(record))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else None


def _hashed(record: str) -> Iterator[str]:
    for line in record.splitlines():
        named, _, _ = line.rpartition(",")  # the size
        path, _, digest = named.rpartition(",")  # a path may hold commas, and is quoted then
        if digest and not (path.startswith(("..", '"..', "/")) or path.endswith(_OF_THE_INSTALLER)):
            yield named
