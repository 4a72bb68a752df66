"""Which format a table is in, by its first bytes: the file's name is only a hint."""

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from audits.archives import FREE_BYTES, MOST_RATIO
from audits.data.reading import feather
from audits.data.reading.delimited import open_delimited
from audits.data.reading.encodings import (
    UTF_16,
    WINDOWS,
    NotUtf8,
    has_utf16_mark,
    is_windows,
    recoded,
    told_of,
)
from audits.data.reading.jsonlines import open_jsonlines
from audits.data.reading.parquet import open_parquet
from audits.data.reading.parquet_folder import open_parquet_folder
from audits.data.reading.printed_tables import is_printed, open_printed
from audits.data.reading.table import Table, bad
from audits.data.reading.whole_objects import rows_of_array
from audits.data.reading.zipped_tables import open_zipped
from audits.errors import Refused

T = TypeVar("T")
# Excel 97 to 2003; the reader of spreadsheets is loaded for them alone.
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_table(path: Path, do: Callable[[Table], T], encoding: str | None = None) -> T:
    """What `do` makes of the table; again as Windows-1252 where it turns out to be no UTF-8.

    encoding: as the document says; nothing is guessed then. Only a file that is no UTF-8 is gone
    through twice. Raises `Refused` as `open_table` does.
    """
    if encoding is not None:
        return do(open_table(path, encoding, stated=True))
    try:
        return do(open_table(path))
    except NotUtf8:
        if not is_windows(_opener(path)):
            raise
    return do(open_table(path, WINDOWS))


def open_table(path: Path, encoding: str | None = None, *, stated: bool = False) -> Table:
    """The table in a file; raises `Refused` with a reason code where there is none.

    encoding: of a text that is not UTF-8; UTF-16 says so itself. stated: by the document.
    """
    if path.is_dir():
        _refuse_encoding("a folder of Parquet files", stated)
        return open_parquet_folder(path)
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise Refused.because(
            "dataset.path", f"{path.name} cannot be read: {error.strerror}", "check the path",
            "not_found",
        ) from error  # fmt: skip
    if start.startswith(b"PAR1"):
        _refuse_encoding("Parquet", stated)
        return open_parquet(path)
    if start.startswith(feather.MAGIC):
        _refuse_encoding("Feather", stated)
        return feather.open_feather(path)
    if start.startswith(OLD_MAGIC) or (start.startswith(b"PK\x03\x04") and _is_workbook(path)):
        from audits.data.reading.excel import open_excel

        _refuse_encoding("a spreadsheet", stated)
        return open_excel(path)
    if start.startswith(b"PK\x03\x04"):
        return _noted(open_zipped(path, encoding), encoding, stated)
    opened = _opener(path)
    with opened() as source:
        start = source.read(4096)
    if encoding is None and has_utf16_mark(start):
        encoding = UTF_16
    opened = recoded(opened, encoding)
    with opened() as source:
        start = source.read(1 << 16)  # words may stand before a table
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _noted(open_jsonlines(opened), encoding, stated)
    if text.startswith(b"[") and text[1:].lstrip().startswith((b"{", b"[")):
        of_lists = text[1:].lstrip().startswith(b"[")
        names = ", with the columns' names for `...`" if of_lists else ""
        raise bad(
            "a JSON array, not JSON lines",
            f"write one object a line, in pandas `{rows_of_array(of_lists=of_lists)}`{names}",
            "unknown_format",
        )
    if is_printed(start):
        return _noted(open_printed(opened), encoding, stated)
    return _noted(open_delimited(opened), encoding, stated)


def _refuse_encoding(what: str, stated: bool) -> None:
    if stated:
        raise Refused.because(
            "dataset.encoding", f"{what} says itself how its texts are encoded",
            "leave `encoding` out", "does_not_fit",
        )  # fmt: skip


def _is_workbook(path: Path) -> bool:
    from audits.data.reading.excel import is_workbook

    return is_workbook(path)


def _noted(table: Table, encoding: str | None, stated: bool) -> Table:
    notes = (*told_of(encoding, stated=stated), *table.notes)
    return replace(table, notes=notes, encoding=encoding)


def _opener(path: Path) -> Callable[[], BinaryIO]:
    """Opens the file's bytes, inflated where they are packed."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"

    def opened() -> BinaryIO:
        return cast("BinaryIO", _Inflated(path)) if packed else path.open("rb")

    return opened


class _Inflated(io.RawIOBase):
    """A gzip file, up to a ratio that real tables never reach."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.open(path)  # noqa: SIM115 (closed below)
        self._most = FREE_BYTES + MOST_RATIO * path.stat().st_size
        self._seen = 0

    def readable(self) -> bool:
        """True: bytes can be read until the file ends."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Inflated bytes; raises `Refused` on a bomb or a broken stream."""
        return self._counted(self._inflate, size)

    def readline(self, size: int | None = -1) -> bytes:
        """One inflated line."""
        return self._counted(self._file.readline, -1 if size is None else size)

    def _inflate(self, size: int) -> bytes:
        return self._file.read(size if size >= 0 else FREE_BYTES)

    def _counted(self, read: "object", size: int) -> bytes:
        assert callable(read)
        try:
            chunk: bytes = read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise bad("not a readable gzip file", "compress it again", "bad_gzip") from error
        self._seen += len(chunk)
        if self._seen > self._most:
            raise bad("the file inflates beyond all measure", "upload it plain", "bomb")
        return chunk

    def close(self) -> None:
        """Close the file under it too."""
        self._file.close()
        super().close()
