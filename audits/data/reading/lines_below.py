"""Lines below the names of the columns that no table has as rows, and a tool wrote there.

They are refused and not told: each would count as a row, and its words as groups and classes.
"""

import re

from audits.data.reading.spelling import cell_text
from audits.data.reading.table import Batch, bad
from audits.specification.counts import counted

# The question's text stands above Qualtrics' ids, and some programs write a unit above a rule.
_LOOKED_AT = 3
# As wide as its column, so that it may be one sign wide where another is wider.
_RULE = re.compile(r":?[-=_]+:?")
_WIDE = 3
_IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:""")


def check_lines_below(batch: Batch) -> None:
    """No rule of dashes, as `sqlcmd` and SQL*Plus draw it, and no ids of Qualtrics' columns.

    batch: the first of a table. Raises `Refused` with the lines to delete.
    """
    names = list(batch)
    rows = len(batch[names[0]]) if names else 0
    for row in reversed(range(min(_LOOKED_AT, rows))):
        texts = {name: (cell_text(batch[name][row].as_py()) or "").strip() for name in names}
        cells = {name: text for name, text in texts.items() if text}
        what = _drawn(cells) or _import_ids(cells)
        if what is not None:
            lines = counted(row + 1, "line", "lines")
            raise bad(
                f"row {row + 1:,} below the names of the columns {what}: it is no row, and would "
                "count as one",
                f"delete the {lines} below the names, in pandas `frame.iloc[{row + 1}:]`",
                "line_below_header",
            )


def _drawn(cells: dict[str, str]) -> str | None:
    """What a rule is, where each of two cells or more is one."""
    is_rule = len(cells) > 1 and all(map(_RULE.fullmatch, cells.values()))
    widest = max(cells, key=lambda name: len(cells[name]), default="")
    if not is_rule or len(cells[widest]) < _WIDE:
        return None
    shown = f"{cells[widest][:20]!r} in column {widest!r}"
    return f"holds dashes alone ({shown}), as a printed table draws below its header"


def _import_ids(cells: dict[str, str]) -> str | None:
    """What the ids are; a column that was joined later holds none."""
    ids = [name for name, text in cells.items() if _IMPORT_ID.match(text)]
    if len(ids) < 2 or 2 * len(ids) < len(cells):
        return None
    shown = f"{cells[ids[0]][:40]!r} in column {ids[0]!r}"
    return f"holds Qualtrics' ids of its columns ({shown}), below its questions"
