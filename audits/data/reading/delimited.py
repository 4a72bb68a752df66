"""CSV: parsed strictly, streamed, every value as text until its column says what it holds."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from audits.data.reading.empty_rows import ReadColumns, without_empty_rows
from audits.data.reading.encodings import has_nul, not_utf8
from audits.data.reading.foreign_files import refuse_foreign
from audits.data.reading.lines_above import (
    refuse_comments,
    refuse_title,
    refuse_unnamed_rows,
    told_of_blanks,
)
from audits.data.reading.swallowed_rows import QuotedCells, as_signs
from audits.data.reading.table import Batch, Table, bad, told_of_left_out, without_nameless
from audits.errors import Refused

_HEADER_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 22
_DELIMITERS = ",;\t|"
_LINES_LOOKED_AT = 50
# A line above the header by which Excel knows the delimiter; exporters write it for Excel.
_STATED = re.compile(r'"?sep=(?P<mark>[,;\t|])"?(?:\r\n?|\n)', re.IGNORECASE)


class CheckedText(io.RawIOBase):
    """Bytes on their way to a parser: UTF-8 without NUL, with closed quotes, or a refusal."""

    def __init__(self, source: BinaryIO, *, quotes: bool, cells: QuotedCells | None = None) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._quotes = quotes
        self._cells = cells
        self._open_quote = False
        self._offset = 0

    def readable(self) -> bool:
        """Always true: pyarrow asks it of every source."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; the first that cannot be text is `NotUtf8`, or `Refused`.

        A NUL byte, and at the end a quote that is never closed, are `Refused` too.
        """
        chunk = self._source.read(size)
        if b"\0" in chunk:
            raise has_nul(chunk, self._offset)
        try:
            self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise not_utf8(self._offset + error.start) from error
        self._offset += len(chunk)
        if self._cells is not None:
            self._cells.feed(chunk)
        self._open_quote ^= chunk.count(b'"') % 2 == 1
        if not chunk and self._quotes and self._open_quote:
            raise _never_closed(self._cells)
        return chunk


def _never_closed(cells: QuotedCells | None) -> Refused:
    where = "" if cells is None else f": the one on line {cells.left_open:,}, most likely"
    signs = "" if cells is None else (
        f"; where quotes are signs of the text and enclose no value, in pandas "
        f"{as_signs(cells.delimiter)}"
    )  # fmt: skip
    return bad(
        f"a quote is opened and never closed{where}",
        f'close it, or write a quote inside a value as ""{signs}',
        "unclosed_quote",
    )


def open_delimited(opened: Callable[[], BinaryIO]) -> Table:
    """A CSV table; the delimiter is the one that parts the first lines alike.

    opened: opens the file from its beginning. Raises `Refused` for an empty one, and as
    `refuse_foreign` and `checked_names` do.
    """
    with opened() as source:
        start = source.read(_HEADER_BYTES)
    if not start.strip():
        raise bad("the file is empty", "upload a table with a header and rows", "empty")
    refuse_foreign(start)
    delimiter, written, above = _header(start)
    lines = _first_lines(_decoded(start).lstrip("\r\n"), _LINES_LOOKED_AT)
    if not above:
        refuse_comments(lines, lambda rest: _delimiter("\n".join([*rest, ""]), rest[0]))
    names, nameless = without_nameless(written)
    first_rows = _first_rows(lines[1:], delimiter)
    refuse_title(written, first_rows, 1 + above)
    if not above:
        refuse_unnamed_rows(written, first_rows)
    noticed: list[str] = []

    def read(columns: Sequence[str]) -> Iterator[Batch]:
        return _batches(opened, delimiter, written, columns, above, noticed)

    return Table(
        "csv",
        names,
        lambda names_wanted: _rows_with_values(read, names_wanted or names[:1], written, noticed),
        left_out=nameless,
        notes=(*told_of_left_out(nameless), *(told_of_blanks(lines) if len(written) == 1 else ())),
        delimiter=delimiter,
        noticed=lambda: noticed,
    )


def _header(start: bytes) -> tuple[str, tuple[str, ...], int]:
    """The delimiter, the columns' names, and how many lines stand above them."""
    if b"\0" in start:
        raise has_nul(start)
    text = _decoded(start)
    if stated := _STATED.match(text):
        rest = text[stated.end() :]
        if not rest.strip():
            raise bad("the file is empty", "upload a table with a header and rows", "empty")
        return stated["mark"], tuple(next(_rows(rest, stated["mark"]))), 1
    line = _first_lines(text.lstrip("\r\n"), 1)[0]
    if len(start) == _HEADER_BYTES and len(line.encode()) >= _HEADER_BYTES - 4:
        raise bad(
            f"the first line is longer than {_HEADER_BYTES} bytes",
            "start the table with a line of column names",
            "too_many_columns",
        )
    delimiter = _delimiter(text.lstrip("\r\n"), line)
    return delimiter, tuple(next(_rows(text, delimiter))), 0


def _decoded(start: bytes) -> str:
    """The first bytes as text: a letter may be cut at their end."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        return decoder.decode(start, final=len(start) < _HEADER_BYTES)
    except UnicodeDecodeError as error:
        raise not_utf8(error.start) from error


def _first_lines(text: str, number: int) -> list[str]:
    """So many lines from the start of a text, which may be long; fewer where it has no more."""
    size = 1 << 12
    while True:
        lines = text[:size].splitlines()
        if len(lines) > number or size >= len(text):
            return lines[:number]
        size *= 4


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    # Lines end in any of the three ways, as for pyarrow; those inside quotes stay as they are.
    return csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)


def _first_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(_rows("\n".join(lines), delimiter))
    except csv.Error:  # a value too long
        return []


def _delimiter(text: str, header: str) -> str:
    """The mark that parts every one of the first lines into the same number of values, the most.

    `weight, kg;age` has a comma in its header that parts nothing.
    """
    widths = {}
    # The last line may be cut in the middle.
    lines = "\n".join(_first_lines(text, _LINES_LOOKED_AT + 1)[:-1]) or text
    for mark in _DELIMITERS:
        try:
            row_widths = {len(row) for row in _rows(lines, mark) if row}
        except csv.Error:
            continue
        widths[mark] = row_widths.pop() if len(row_widths) == 1 else 0
    best = max(_DELIMITERS, key=lambda mark: widths.get(mark, 0))
    if widths.get(best, 0) > 1:
        return best
    counts = {mark: header.count(mark) for mark in _DELIMITERS}
    return "," if counts[","] else max(_DELIMITERS, key=lambda mark: counts[mark])


def _rows_with_values(
    read: ReadColumns, columns: Sequence[str], written: Sequence[str], noticed: list[str]
) -> Iterator[Batch]:
    """The columns, batch by batch. Of a file of one column a blank line is a row."""
    if len(written) == 1 or len(set(written)) < len(written):  # nor can nameless ones be told apart
        return read(columns)
    return without_empty_rows(read, columns, written, noticed)


def _batches(
    opened: Callable[[], BinaryIO],
    delimiter: str,
    names: Sequence[str],
    columns: Sequence[str],
    above: int,
    noticed: list[str],
) -> Iterator[Batch]:
    """The columns, batch by batch. noticed: takes what is told at the end of the file."""
    cells = QuotedCells(delimiter, len(names))
    with opened() as source:
        try:
            reader = arrow_csv.open_csv(
                CheckedText(source, quotes=True, cells=cells),
                read_options=arrow_csv.ReadOptions(
                    use_threads=False, block_size=_BLOCK_BYTES, skip_rows=above
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter,
                    newlines_in_values=True,
                    # A blank line is a row of its own where there is only one column.
                    ignore_empty_lines=len(names) > 1,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=list(columns),
                    column_types={name: pa.string() for name in names},
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                yield {name: batch.column(name) for name in columns}
            noticed[:] = cells.sentences()
        except pa.ArrowInvalid as error:
            raise _refusal(str(error), cells) from error


def _refusal(message: str, cells: QuotedCells) -> Exception:
    if "Expected" in message and "columns" in message:
        reason = message.removeprefix("CSV parse error: ").split(": ")
        return bad(
            f"a row has another number of values than the header: {': '.join(reason)[:120]}",
            "give every row one value a column, quoted where it holds the delimiter; delete the "
            "line where it is no row, such as the number of rows below a printed table",
            "ragged_rows",
        )
    if "straddling" in message or "out of sync" in message:
        where = f", on line {cells.left_open:,} most likely" if cells.is_open else ""
        return bad(
            f"a single value is longer than {_BLOCK_BYTES} bytes, or a quote is never closed"
            f"{where}",
            "close the quote, or shorten the value",
            "unclosed_quote",
        )
    if "Empty CSV" in message:
        return bad("the file is empty", "upload a table with a header and rows", "empty")
    return bad(f"not a readable CSV: {message[:160]}", "write the table again", "bad_csv")
