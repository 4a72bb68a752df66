"""Tables of another form than the first line says: comments or a title above, blanks between.

Each remedy is an expression of pandas that works as it stands, with the file's name in `path`.
"""

import csv
from collections.abc import Callable, Sequence
from typing import Any

from audits.data.reading.spelling import number_of
from audits.data.reading.table import bad
from audits.specification.profiles import BLANKS

_COMMENT = "#"
# Below so few lines that agree it may be chance.
_FEWEST_ROWS = 3
_ROWS_BELOW_HEADER = 100


def refuse_comments(lines: Sequence[str], delimiter_of: Callable[[Sequence[str]], str]) -> None:
    """Refuse a table whose names stand below lines that begin with `#`, as cBioPortal's do.

    lines: the first ones. delimiter_of: what parts some of them. The names may begin with `#` too
    (`#CHROM`): in a single line of as many values as the rows have, or the last where those above
    it have others. Where rows begin like it, as numbers of issues do, it is no comment. Raises
    `Refused`.
    """
    comments = next((i for i, line in enumerate(lines) if not line.startswith(_COMMENT)), 0)
    below = lines[comments:]
    if not comments or len(below) < 2 or any(line.startswith(_COMMENT) for line in below):
        return
    delimiter = delimiter_of(below)
    widths = {len(_parted(line, delimiter)) for line in below}
    *above, last = [len(_parted(line, delimiter)) in widths for line in lines[:comments]]
    if last and not (above and all(above)):
        comments -= 1
    if not comments:
        return
    names = _parted(lines[comments], delimiter)
    which = "line 1 begins" if comments == 1 else f"lines 1 to {comments} begin"
    raise bad(
        f"{which} with #, as comments do, above the names of the columns ("
        f"{', '.join(names[:3])} ...) in line {comments + 1}",
        f"delete what begins with #, in pandas `pd.read_csv(path, sep={delimiter!r}, "
        f"skiprows={comments}, dtype=str, keep_default_na=False)"
        ".to_csv('table.csv', index=False)`",
        "comments_above",
    )


def refuse_title(header: Sequence[str], rows: Sequence[Sequence[Any]], row_number: int) -> None:
    """Refuse a title, or a row of merged cells, where the names of the columns are to stand.

    header: the cells of row `row_number` of the file. rows: the first ones below it. Raises
    `Refused`.
    """
    used = {
        column
        for row in rows[:_ROWS_BELOW_HEADER]
        for column, cell in enumerate(row)
        if cell not in ("", None)
    }
    named = {column for column, name in enumerate(header) if name}
    if len(used - named) >= 2 and 2 * len(used & named) <= len(used):
        raise bad(
            f"row {row_number:,} names {len(used & named)} of the {len(used)} columns that hold "
            "values",
            "delete the rows above the one with the names of the columns (a title, merged cells), "
            "or name every column in the first row",
            "no_header",
        )


def refuse_unnamed_rows(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Refuse names that are one fewer than the values of every row, as R's `write.table` has them.

    header: the cells of the first line. rows: the first ones below it. Raises `Refused`.
    """
    widths = {len(row) for row in rows if row}
    if len(rows) < _FEWEST_ROWS or widths != {len(header) + 1} or not all(header):
        return
    if not any(row[-1].strip() for row in rows if row):
        return  # a delimiter more at each end: a name in front would move every value by one
    raise bad(
        f"each row has {len(header) + 1} values and {len(header)} names stand above them, as "
        "where R writes the rows' names",
        "put a name for the first column before the others, or leave the rows' names out, in R "
        "`write.csv(table, 'table.csv', row.names = FALSE)`",
        "ragged_rows",
    )


def told_of_blanks(lines: Sequence[str]) -> tuple[str, ...]:
    """A sentence where blanks part the values of a file of one column, as R's write.table does.

    lines: the first ones. There each row may have a number that has no name.
    """
    rows = [row for line in lines if line.strip() for row in [_parted(line)]]
    if len(rows) <= _FEWEST_ROWS or len(rows[0]) < 2:
        return ()
    if {len(row) - len(rows[0]) for row in rows[1:]} not in ({0}, {1}):
        return ()
    # A number is no name: then the first line is a row, which pandas would take for the names.
    nameless = any(number_of(cell) is not None for cell in rows[0])
    names = "header=None, names=[NAMES], " if nameless else ""
    return (
        f"{BLANKS} of this file, which are no delimiter, so that it is one column: write it with "
        "commas, in R `write.csv(table, 'table.csv', row.names = FALSE)`, in pandas "
        rf"`pd.read_csv(path, sep=r'\s+', {names}dtype=str, keep_default_na=False)"
        ".to_csv('table.csv', index=False)`",
    )


def _parted(line: str, delimiter: str = " ") -> list[str]:
    try:
        return next(
            csv.reader([line.strip("\r\n ")], delimiter=delimiter, skipinitialspace=True), []
        )
    except csv.Error:  # a value too long
        return []
