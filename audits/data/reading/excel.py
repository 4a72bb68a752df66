"""Spreadsheets (xlsx, xlsb, xls, ods): the first sheet with a table, as it was last shown."""

import datetime
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from audits.archives import FREE_BYTES, MOST_RATIO
from audits.data.reading.lines_above import refuse_title
from audits.data.reading.sheet_markup import markup_of
from audits.data.reading.table import (
    BATCH_ROWS,
    Batch,
    Table,
    bad,
    told_of_left_out,
    without_nameless,
)
from audits.specification.profiles import UnreadColumn
from audits.specification.suggestions import listed

# Programs that write formulas without computing them leave their values out.
_COMPUTED = "open the file in a spreadsheet program and save it there, or save the sheet as CSV"
_MOST_SHOWN = 8


def is_workbook(path: Path) -> bool:
    """Whether a zip is a spreadsheet and no archive of pictures."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:1000])
            if "mimetype" in names:
                return b"opendocument.spreadsheet" in archive.read("mimetype")[:100]
            return "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, KeyError):
        return False


def open_excel(path: Path) -> Table:
    """The sheet; which one was read is told where there are several with rows.

    Raises `Refused` for what is no readable spreadsheet, and for one without rows.
    """
    _check_size(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = _with_rows(workbook)
        passed_over, sheet, rows = _first_table(workbook, sheets)
        sheets = [*sheets[len(passed_over) :], *passed_over]
    except (CalamineError, OSError, ValueError) as error:
        raise bad(
            f"not a readable spreadsheet: {str(error)[:160]}",
            "save it again, or save the sheet as CSV", "bad_spreadsheet",
        ) from error  # fmt: skip
    filled = [
        index for index, row in enumerate(rows) if any(cell not in ("", None) for cell in row)
    ]
    if sheet is None or not filled:
        raise bad("the spreadsheet has no rows", "fill its first sheet", "no_rows")
    header = [str(cell).strip() for cell in rows[filled[0]]]
    row_number = (sheet.start or (0, 0))[0] + filled[0] + 1
    rows = [rows[index] for index in filled[1:]]
    refuse_title(header, rows, row_number)
    named, nameless = without_nameless(header)
    indices = {name: header.index(name) for name in named}
    markup = markup_of(path, sheets[0].name)
    top, left = sheet.start or (0, 0)
    formulas = markup.uncomputed_below(top + filled[0])
    uncomputed = tuple(
        UnreadColumn(name, _formulas(number), _COMPUTED)
        for name, index in indices.items()
        if (number := formulas.get(left + index, 0))
    )
    unread = {column.name for column in uncomputed}
    names = tuple(name for name in named if name not in unread)
    if not names:
        raise bad("every column holds formulas without a stored value", _COMPUTED, "not_computed")
    hidden_rows = int(markup.hides_rows([top + index for index in filled[1:]]).sum())
    is_hidden = markup.hides_columns([left + indices[name] for name in names])
    notes = (
        *_told_of_sheets(sheets, passed_over),
        *_told_of_hidden(hidden_rows, [n for n, h in zip(names, is_hidden, strict=True) if h]),
    )
    columns = {name: _column([row[indices[name]] for row in rows]) for name in names}
    left_out = (*nameless, *uncomputed)
    return Table(
        "spreadsheet",
        names,
        lambda columns_wanted: _batches(columns, columns_wanted, len(rows)),
        len(rows),
        left_out=left_out,
        notes=(*notes, *told_of_left_out(left_out)),
    )


def _with_rows(workbook: CalamineWorkbook) -> list[SheetMetadata]:
    """Sheets with rows in the workbook's order, those that it shows before those that it hides."""
    sheets = [
        sheet
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and workbook.get_sheet_by_name(sheet.name).height
    ]
    return sorted(sheets, key=_is_hidden)


def _first_table(
    workbook: CalamineWorkbook, sheets: Sequence[SheetMetadata]
) -> tuple[list[SheetMetadata], CalamineSheet | None, list[list[Any]]]:
    """The sheets of notes before it, the sheet and its rows; the first one where none is a table.

    A table has two columns and a row below their names; a line or a list of remarks has not. A
    hidden one does not take the place of what is shown, nor of what is hidden before it.
    """
    first: tuple[list[SheetMetadata], CalamineSheet | None, list[list[Any]]] = [], None, []
    for number, named in enumerate(sheets):
        sheet = workbook.get_sheet_by_name(named.name)
        rows = sheet.to_python()
        if number == 0:
            first = [], sheet, rows
        if _is_hidden(named):
            break
        if _holds_table(rows):
            return list(sheets[:number]), sheet, rows
    return first


def _holds_table(rows: Sequence[Sequence[Any]]) -> bool:
    wide = [row for row in rows if sum(cell not in ("", None) for cell in row) >= 2]
    return len(wide) >= 2


def _is_hidden(sheet: SheetMetadata) -> bool:
    return sheet.visible != SheetVisibleEnum.Visible


def _told_of_sheets(
    sheets: Sequence[SheetMetadata], passed_over: Sequence[SheetMetadata]
) -> Iterator[str]:
    """Which sheet was read, the first of these, and which were not."""
    shown = [sheet for sheet in sheets if not _is_hidden(sheet)]
    first, others = sheets[0], len(sheets) - len(shown)
    if passed_over:
        named = listed([repr(sheet.name) for sheet in passed_over])
        holds = "holds" if len(passed_over) == 1 else "hold"
        yield (
            f"the sheet {first.name!r} was read, and not {named} before it, which {holds} no table"
        )
        shown = [sheet for sheet in shown if sheet not in passed_over]
    if not shown:
        yield f"the sheet {first.name!r} was read, which is hidden, since no other one has rows"
    elif others:
        verb = "sheet with rows is" if others == 1 else "sheets with rows are"
        yield f"{others} hidden {verb} not read; the sheet {first.name!r} was"
    if len(shown) > 1:
        yield (
            f"the sheet {first.name!r} was read, the first of {len(shown)} with rows; move another "
            f"one ({listed([repr(sheet.name) for sheet in shown[1:]])}) to the front, or save it "
            "as CSV"
        )


def _told_of_hidden(rows: int, columns: Sequence[str]) -> Iterator[str]:
    """That what a filter hides was read: the file holds it, and the person does not see it."""
    if rows:
        are = "row is hidden in the sheet (by a filter, as a rule) and was read like the others"
        if rows > 1:
            are = are.replace("row is", "rows are").replace("was read", "were read")
        yield (
            f"{rows:,} {are}; where the shown rows alone are meant, copy them to a sheet of their "
            "own, or save that as CSV"
        )
    if columns:
        more = f" and {len(columns) - _MOST_SHOWN} more" if len(columns) > _MOST_SHOWN else ""
        named = ", ".join(map(repr, columns[:_MOST_SHOWN])) + more
        are = "column is" if len(columns) == 1 else "columns are"
        yield f"{len(columns):,} {are} hidden in the sheet and can be used like the others: {named}"


def _formulas(number: int) -> str:
    if number == 1:
        return "a formula without a stored value"
    return f"{number:,} formulas without a stored value"


def _check_size(path: Path) -> None:
    """A zip whose parts inflate beyond all measure is not opened."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        inflated = sum(item.file_size for item in archive.infolist())
    if inflated > FREE_BYTES + MOST_RATIO * path.stat().st_size:
        raise bad("the spreadsheet inflates beyond all measure", "save it as CSV", "bomb")


def _column(cells: list[Any]) -> pa.Array:
    """Numbers, booleans, or text where a column holds several kinds."""
    known = [cell for cell in cells if cell not in ("", None)]
    if known and all(isinstance(cell, bool) for cell in known):
        return pa.array([None if cell == "" else cell for cell in cells], pa.bool_())
    if known and all(isinstance(c, int | float) and not isinstance(c, bool) for c in known):
        return pa.array([None if cell in ("", None) else float(cell) for cell in cells])
    return pa.array([None if cell in ("", None) else _text(cell) for cell in cells], pa.string())


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _batches(
    columns: dict[str, pa.Array], chosen_names: Sequence[str], rows: int
) -> Iterator[Batch]:
    for start in range(0, rows, BATCH_ROWS):
        yield {name: columns[name].slice(start, BATCH_ROWS) for name in chosen_names}
