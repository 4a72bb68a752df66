"""Bytes of a table that is not UTF-8, on their way to a parser that reads nothing else."""

import codecs
import io
from collections.abc import Callable
from typing import BinaryIO

from audits.data.reading.table import bad
from audits.errors import Refused
from audits.specification.table_encodings import EXAMPLES

UTF_16 = "utf-16"
# Excel's "CSV" of Western Europe and the Americas; every printable latin-1 text reads alike in it.
WINDOWS = "cp1252"
REMEDY = (
    "save the table as UTF-8, or say in the document which encoding it is, for example "
    f"`dataset: {{encoding: cp1250}}` ({EXAMPLES})"
)
_CHUNK = 1 << 20
# Signs beside letters that such texts hold; others say that the bytes are something else.
_SIGNS = frozenset(
    "\u20ac\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u2122\u00a0\u00a1\u00a3\u00a7\u00a9\u00aa\u00ab"
    "\u00ae\u00b0\u00b1\u00b2\u00b3\u00b4\u00b5\u00b7\u00ba\u00bb\u00bc\u00bd\u00be\u00bf\u00d7"
)


class NotUtf8(Refused):
    """The bytes are no UTF-8; they may be another encoding, which needs a look at all of them."""


def not_utf8(offset: int) -> NotUtf8:
    """The refusal of a file that is not UTF-8. offset: of the first such byte, counted from 0."""
    refused = bad(f"not UTF-8 near byte {offset}", REMEDY, "bad_encoding")
    return NotUtf8(refused.problems)


def has_nul(chunk: bytes, offset: int = 0) -> Refused:
    """The refusal of bytes with a NUL. offset: of the first of them in the file.

    Where every second byte is one, as in English text of two bytes a letter, it says which
    encoding that is: SQL Server and PowerShell write it without the mark that would.
    """
    first = chunk.index(0)
    remedy = "save the table as UTF-8 text"
    pairs = len(chunk) // 2
    for name, nuls in (("utf-16-le", chunk[1::2]), ("utf-16-be", chunk[::2])):
        if nuls.count(0) > 0.9 * pairs > chunk.count(0) - nuls.count(0):
            remedy += (
                f", or say with the upload (`--encoding {name}`), or in a document as "
                f"`dataset: {{encoding: {name}}}`, what it seems to be"
            )
    return bad(f"a NUL byte near byte {offset + first}", remedy, "nul_byte")


def has_utf16_mark(start: bytes) -> bool:
    """Whether the file says that it is UTF-16; spreadsheets write it as "Unicode text"."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not start.startswith(
        (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
    )


def recoded(opened: Callable[[], BinaryIO], encoding: str | None) -> Callable[[], BinaryIO]:
    """The same file as UTF-8. encoding: what it is in; None leaves it as it is."""
    if encoding is None:
        return opened
    return lambda: io.BufferedReader(_Recoded(opened(), encoding))


def told_of(encoding: str | None, *, stated: bool) -> tuple[str, ...]:
    """What a reader must know of the encoding: that it was guessed, or that it was stated."""
    if stated:
        return (f"the table was read as {encoding}, as the document says",)
    if encoding != WINDOWS:
        return ()
    return (
        "the table is not UTF-8 and was read as Windows-1252 (latin-1): where letters look wrong, "
        "say its encoding with the upload, or in a document as `dataset: {encoding: cp1250}`, or "
        "save it as UTF-8",
    )


def is_windows(opened: Callable[[], BinaryIO]) -> bool:
    """Whether every byte beyond ASCII is a letter or a usual sign of Windows-1252.

    A table of UTF-8 that is torn or damaged in places is not: its other letters show as signs.
    """
    seen: set[int] = set()
    with opened() as source:
        while chunk := source.read(_CHUNK):
            seen.update(chunk.translate(None, _ASCII))
    try:
        text = bytes(sorted(seen)).decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(mark.isalpha() or mark in _SIGNS for mark in text)


_ASCII = bytes(range(128))


class _Recoded(io.RawIOBase):
    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._encoding = encoding
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._held:
            chunk = self._source.read(len(buffer))
            try:
                self._held = self._decoder.decode(chunk, final=not chunk).encode()
            except UnicodeError as error:
                raise bad(f"not readable as {self._encoding}", REMEDY, "bad_encoding") from error
            if not chunk:
                break
        chunk_out, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(chunk_out)] = chunk_out
        return len(chunk_out)

    def close(self) -> None:
        self._source.close()
        super().close()
