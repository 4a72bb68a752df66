"""What a spreadsheet says beside its values: what is hidden, and formulas that nobody computed.

Of workbooks of XML (xlsx, ods). The binary ones (xlsb, xls) are read by their values alone.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

import numpy as np
from numpy.typing import NDArray

_CHUNK_BYTES = 1 << 20
# What a sheet without any of these has no need to be parsed for.
_MARKS = re.compile(rb"hidden|visibility|formula|<(?:\w+:)?f[ />]")
_LONGEST_MARK = 32
# Nothing lies beyond these in any program; a repeated row may claim to.
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14


@dataclass
class Markup:
    """Rows and columns are counted from 0 over the whole sheet.

    hidden_rows, hidden_columns: ranges from the first to before the last. uncomputed: (row, column)
    of cells whose formula has no stored value.
    """

    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)

    def hides_rows(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Which of these rows are hidden: shape (rows,)."""
        return _inside(rows, self.hidden_rows)

    def hides_columns(self, columns: Sequence[int]) -> NDArray[np.bool_]:
        """Which of these columns are hidden: shape (columns,)."""
        return _inside(columns, self.hidden_columns)

    def uncomputed_below(self, row: int) -> Mapping[int, int]:
        """How many formulas without a stored value each column has below this row."""
        return Counter(column for below, column in self.uncomputed if below > row)


def _inside(indices: Sequence[int], ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    numbers = np.asarray(indices, dtype=np.int64)
    is_inside = np.zeros(len(numbers), dtype=bool)
    for start, stop in ranges:
        is_inside |= (numbers >= start) & (numbers < stop)
    return is_inside


def markup_of(path: Path, sheet: str) -> Markup:
    """Of the sheet of this name; empty where the file is no zip, or its markup cannot be read.

    path: of the workbook. sheet: as the workbook calls it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return _parsed(archive, "content.xml", _OpenDocument(sheet))
            member = _member(archive, sheet)
            if member not in names:
                return Markup()
            return _parsed(archive, member, _OfficeOpen())
    except (zipfile.BadZipFile, OSError, ExpatError, KeyError, ValueError, RuntimeError):
        return Markup()  # its values were read all the same


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds the sheet, by the workbook's own list."""
    link = ""
    targets: dict[str, str] = {}

    def listed(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal link
        if tag == "sheet" and attributes.get("name") == sheet:
            link = attributes.get("id", "")

    def linked(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for name, started in (("xl/workbook.xml", listed), ("xl/_rels/workbook.xml.rels", linked)):
        with archive.open(name) as source:
            _parse(source, started)
    target = targets.get(link, "")
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _parsed(archive: zipfile.ZipFile, member: str, reader: "_OfficeOpen | _OpenDocument") -> Markup:
    with archive.open(member) as source:
        if not _is_marked(source):
            return Markup()
    with archive.open(member) as source:
        _parse(source, reader.start, reader.end, reader.text)
    return reader.markup


def _is_marked(source: IO[bytes]) -> bool:
    before = b""
    while chunk := source.read(_CHUNK_BYTES):
        if _MARKS.search(before + chunk):
            return True
        before = chunk[-_LONGEST_MARK:]
    return False


def _parse(
    source: IO[bytes],
    started: Callable[[str, Mapping[str, str]], None],
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Names of elements and of attributes come without their prefixes."""
    parser = ParserCreate()
    parser.buffer_text = True

    def local(tag: str, attributes: dict[str, str]) -> None:
        started(_local(tag), {_local(name): value for name, value in attributes.items()})

    def declared(*_: object) -> None:
        raise ValueError("a workbook declares no entities")

    parser.StartElementHandler = local
    parser.EntityDeclHandler = declared
    if ended is not None:
        parser.EndElementHandler = lambda tag: ended(_local(tag))
    if text is not None:
        parser.CharacterDataHandler = text
    parser.ParseFile(source)


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


class _OfficeOpen:
    """A sheet of Office Open XML (ISO/IEC 29500-1, 18.3)."""

    def __init__(self) -> None:
        self.markup = Markup()
        self._row = self._column = -1
        self._has_formula = self._has_value = self._is_text = self._in_value = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else _column_of(reference)
            self._has_formula = self._has_value = False
            self._is_text = attributes.get("t") == "str"
        elif tag == "f":
            self._has_formula = True
        elif tag == "v":
            # An empty text is a value, an empty number is what openpyxl writes for "not computed".
            self._in_value, self._has_value = True, self._is_text
        elif tag == "row":
            number = attributes.get("r")
            self._row, self._column = self._row + 1 if number is None else int(number) - 1, -1
            if _is_true(attributes.get("hidden")):
                self.markup.hidden_rows.append((self._row, self._row + 1))
        elif tag == "col" and _is_true(attributes.get("hidden")):
            first, last = int(attributes["min"]), min(int(attributes["max"]), _MOST_COLUMNS)
            self.markup.hidden_columns.append((first - 1, last))

    def end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c" and self._has_formula and not self._has_value:
            self.markup.uncomputed.append((self._row, self._column))

    def text(self, written: str) -> None:
        if self._in_value and written.strip():
            self._has_value = True


def _is_true(written: str | None) -> bool:
    return written in ("1", "true")


def _column_of(reference: str) -> int:
    """`B5` is column 1."""
    number = 0
    for letter in reference.rstrip("0123456789").upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


class _OpenDocument:
    """One table of an OpenDocument spreadsheet (ISO/IEC 26300, 9.1)."""

    def __init__(self, sheet: str) -> None:
        self.markup = Markup()
        self._sheet = sheet
        self._inside = False
        self._row = self._column = self._columns = 0
        self._row_times = self._cell_times = 1
        self._uncomputed = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self._inside = attributes.get("name") == self._sheet
        elif not self._inside:
            return
        elif tag == "table-column":
            times = _times(attributes, "number-columns-repeated", _MOST_COLUMNS)
            if attributes.get("visibility", "visible") != "visible":
                self.markup.hidden_columns.append((self._columns, self._columns + times))
            self._columns += times
        elif tag == "table-row":
            self._column = 0
            self._row_times = _times(attributes, "number-rows-repeated", _MOST_ROWS)
            if attributes.get("visibility", "visible") != "visible":
                self.markup.hidden_rows.append((self._row, self._row + self._row_times))
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell_times = _times(attributes, "number-columns-repeated", _MOST_COLUMNS)
            self._uncomputed = "formula" in attributes and "value-type" not in attributes

    def end(self, tag: str) -> None:
        if tag == "table":
            self._inside = False
        elif not self._inside:
            return
        elif tag == "table-row":
            self._row += self._row_times
        elif tag in ("table-cell", "covered-table-cell"):
            if self._uncomputed:
                self.markup.uncomputed.append((self._row, self._column))
            self._column += self._cell_times

    def text(self, written: str) -> None:
        """What a cell shows says nothing that its type does not."""


def _times(attributes: Mapping[str, str], name: str, most: int) -> int:
    return min(int(attributes.get(name, "1")), most)
