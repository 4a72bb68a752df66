"""Spreadsheets (xlsx, xlsb, xls, ods): the first sheet with rows, as its cells were last shown."""

import datetime
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from audits.archives import FREE_BYTES, MOST_RATIO
from audits.data.reading.table import (
    BATCH_ROWS,
    Batch,
    Table,
    bad,
    told_of_left_out,
    without_nameless,
)


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
        sheets = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).height]
        rows = workbook.get_sheet_by_name(sheets[0]).to_python() if sheets else []
    except (CalamineError, OSError, ValueError) as error:
        raise bad(
            f"not a readable spreadsheet: {str(error)[:160]}",
            "save it again, or save the sheet as CSV", "bad_spreadsheet",
        ) from error  # fmt: skip
    rows = [row for row in rows if any(cell not in ("", None) for cell in row)]
    if not rows:
        raise bad("the spreadsheet has no rows", "fill its first sheet", "no_rows")
    header = [str(cell).strip() for cell in rows[0]]
    names, left_out = without_nameless(header)
    notes = []
    if len(sheets) > 1:
        notes.append(
            f"the sheet {sheets[0]!r} was read, the first of {len(sheets)} with rows; move another "
            "one to the front, or save it as CSV"
        )
    places = {name: header.index(name) for name in names}
    columns = {name: _column([row[index] for row in rows[1:]]) for name, index in places.items()}
    return Table(
        "spreadsheet",
        names,
        lambda columns_wanted: _batches(columns, columns_wanted, len(rows) - 1),
        len(rows) - 1,
        left_out=left_out,
        notes=(*notes, *told_of_left_out(left_out)),
    )


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
