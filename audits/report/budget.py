"""Keep the page small however large the data: what does not fit stands in the JSON report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audits.report.charts.shapes import Figure, Table
from audits.report.findings import Row
from audits.report.parts import Block, Figures, Heat, Highlighted, Pairs, Part, Tabled, Text

# 300 kB are promised; the estimates below are a little generous, and this leaves some air.
PAGE_BYTES = 280_000
# Markup around a cell, a figure and a row of findings, measured on rendered pages.
_CELL, _FIGURE, _HEAT_CELL, _FRAME = 12, 1_000, 90, 45_000
_FINDING = 900
FEW_ROWS = 8


def fitted(blocks: Sequence[Block], findings: Iterable[Row]) -> tuple[Block, ...]:
    """The blocks with their last figures and rows left out where the page would grow too large.

    findings: rows of the table above them, which is always whole.
    """
    words = sum(3 * len(row.group) + len(row.reason) + len(row.next) + _FINDING for row in findings)
    left = float(PAGE_BYTES - _FRAME - words)
    found = []
    for place, block in enumerate(blocks):
        share = left / (len(blocks) - place)
        parts, used = _within(block.parts, share)
        left -= used
        found.append(replace(block, parts=parts))
    return tuple(found)


def _within(parts: Iterable[Part], share: float) -> tuple[tuple[Part, ...], float]:
    kept: list[Part] = []
    used, hidden = 0.0, 0
    for part in parts:
        shown: Part | None = part
        if isinstance(part, Figures):
            figures = []
            for figure in part.figures:
                smaller = _smaller(figure, share - used)
                if smaller is None:
                    hidden += 1
                else:
                    figures.append(smaller)
                    used += _figure_bytes(smaller)
            shown = replace(part, figures=tuple(figures)) if figures else None
        elif used + _part_bytes(part) > share:
            shown = _shorter(part) if isinstance(part, Tabled) else None
            if shown is None or used + _part_bytes(shown) > share:
                shown, hidden = None, hidden + 1
        if shown is not None:
            kept.append(shown)
            used += 0 if isinstance(shown, Figures) else _part_bytes(shown)
    if hidden:
        kept.append(Text(f"{hidden} more figures and tables stand in the JSON report."))
    return tuple(kept), used


def _smaller(figure: Figure, room: float) -> Figure | None:
    """The figure, with fewer of its numbers, or None."""
    if _figure_bytes(figure) <= room:
        return figure
    short = replace(figure, table=_cut(figure.table))
    return short if _figure_bytes(short) <= room else None


def _shorter(part: Tabled) -> Tabled:
    return replace(part, table=_cut(part.table))


def _cut(table: Table) -> Table:
    hidden = len(table.rows) - FEW_ROWS
    if hidden <= 0:
        return table
    more = f"{hidden} more rows stand in the JSON report."
    return replace(table, rows=table.rows[:FEW_ROWS], caption=f"{table.caption} {more}".strip())


def _figure_bytes(figure: Figure) -> float:
    words = 4 * len(figure.title) + len(figure.alt) + len(figure.note) + len(figure.method)
    return len(figure.svg) + _table_bytes(figure.table) + words + _FIGURE


def _table_bytes(table: Table) -> float:
    return sum(len(cell.encode()) + _CELL for row in table.rows for cell in row)


def _part_bytes(part: Part) -> float:
    match part:
        case Tabled():
            return _table_bytes(part.table) + 300
        case Heat():
            return sum(_HEAT_CELL * (len(cells) + 1) for _, cells in part.rows) + 600
        case Pairs():
            return sum(
                len(side.text) + len(side.image) + len(side.caption) + len(note) + 150
                for before, after, note in part.pairs
                for side in (before, after)
            )
        case Highlighted():
            return sum(len(word.text) + 25 for word in part.words) + _table_bytes(part.table) + 600
        case _:
            return 300.0
