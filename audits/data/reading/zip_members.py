"""Files beside a table in a zip, by the name that a cell gives them; none is unpacked to disk."""

import struct
import threading
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from audits.errors import Problem, Refused

CANNOT_READ = (
    zipfile.BadZipFile, OSError, ValueError, SyntaxError, EOFError, RuntimeError,
    NotImplementedError, KeyError, IndexError, struct.error, zlib.error,
)  # fmt: skip
# What one picture or one sound may take, inflated.
MEMBER_BYTES = 64 << 20


class ZipMembers:
    """Members of some kinds, by their name.

    path: of the zip. folder: where the table lies in it, with a slash at its end, or nothing.
    suffixes: of the members that count, in small letters. what: images or sounds, as the field of
    a refusal calls them. code: of such a refusal.
    """

    def __init__(
        self, path: Path, folder: str, suffixes: Collection[str], what: str, code: str
    ) -> None:
        self._zip = zipfile.ZipFile(path)
        self._names = frozenset(self._zip.namelist())
        self._folder, self._suffixes = folder, suffixes
        self._what, self._code = what, code
        self._lock = threading.Lock()  # a ZipFile shares one file position

    def find(self, name: str) -> str | None:
        """The member a table's cell means: beside the table, or from the top of the zip."""
        for candidate in (f"{self._folder}{name}", name):
            if candidate in self._names and PurePosixPath(name).suffix.lower() in self._suffixes:
                return candidate
        return None

    def read(self, name: str) -> bytes:
        """The file as it was given. Raises `Refused` naming it."""
        try:
            return self.content(name)
        except CANNOT_READ as error:
            raise self.bad(name, f"cannot be read ({type(error).__name__})") from error

    def content(self, name: str) -> bytes:
        """The same; raises `Refused` where it is not there, `ValueError` where it is too large.

        Whatever `zipfile` raises is the caller's.
        """
        content = self.head(name, MEMBER_BYTES + 1)
        if len(content) > MEMBER_BYTES:
            raise ValueError("too many bytes")
        return content

    def head(self, name: str, most: int) -> bytes:
        """The first bytes of it, so many at most; raises `Refused` where it is not there.

        Whatever `zipfile` raises is the caller's.
        """
        member = self.find(name)
        if member is None:
            raise self.bad(name, "is not in the zip")
        with self._lock, self._zip.open(member) as file:
            return file.read(most)

    def bad(
        self,
        name: str,
        reason: str,
        code: str | None = None,
        remedy: str = "replace or leave it out",
    ) -> Refused:
        """The refusal of one member, by its name.

        reason: what is wrong with it. remedy: what to do. code: other than that of all its kind.
        """
        return Refused(
            (Problem(f"dataset.{self._what}.{name}", reason, remedy, code or self._code),)
        )
