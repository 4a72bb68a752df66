"""Keep the page small however large the data: what does not fit stands in the JSON report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audits.report.charts.shapes import Figure, Table
from audits.report.components import (
    Block,
    Figures,
    Folded,
    Heat,
    Highlighted,
    Pairs,
    Part,
    Tabled,
    Text,
)
from audits.report.findings import Row

# 300 kB are promised; the estimates below are a little generous, and this leaves some air.
PAGE_BYTES = 288_000
# Markup around a cell, a figure and a row of findings, measured on rendered pages.
_CELL, _FIGURE, _HEAT_CELL, _FRAME = 12, 800, 90, 43_000
_FINDING = 900
FEW_ROWS = 8


def fitted(blocks: Sequence[Block], findings: Iterable[Row]) -> tuple[Block, ...]:
    """The blocks with their last figures and rows left out where the page would grow too large.

    findings: rows of the table above them, which is always whole.
    """
    words = sum(3 * len(row.group) + len(row.reason) + len(row.next) + _FINDING for row in findings)
    shares = _shares([_bytes(block.parts) for block in blocks], PAGE_BYTES - _FRAME - words)
    return tuple(
        replace(block, parts=_within(block.parts, share))
        for block, share in zip(blocks, shares, strict=True)
    )


def _shares(needs: Sequence[float], room: float) -> list[float]:
    """Small blocks get what they need, the large ones share the rest alike."""
    shares = [0.0] * len(needs)
    left = room
    for done, index in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        shares[index] = max(min(needs[index], left / (len(needs) - done)), 0.0)
        left -= shares[index]
    return shares


def _within(parts: Sequence[Part], share: float) -> tuple[Part, ...]:
    """Everything, else everything with short tables, else as much of that as fits."""
    if _bytes(parts) <= share:
        return tuple(parts)
    fitting: list[Part] = []
    used, hidden = 0.0, 0
    for part in map(_shorter, parts):
        shown: Part | None = part
        if isinstance(part, Figures):
            figures = []
            for figure in part.figures:
                if used + _figure_bytes(figure) <= share:
                    figures.append(figure)
                    used += _figure_bytes(figure)
                else:
                    hidden += 1
            shown = replace(part, figures=tuple(figures)) if figures else None
        elif isinstance(part, Folded):
            inner = _within(part.parts, share - used)
            used += _bytes(inner)
            shown = replace(part, parts=inner)
        elif used + _part_bytes(part) <= share:
            used += _part_bytes(part)
        else:
            shown, hidden = None, hidden + 1
        if shown is not None:
            fitting.append(shown)
    if hidden:
        fitting.append(Text(f"{hidden} more figures and tables stand in the JSON report."))
    return tuple(fitting)


def _shorter(part: Part) -> Part:
    if isinstance(part, Tabled):
        return replace(part, table=_cut(part.table))
    if isinstance(part, Figures):
        short = (replace(figure, table=_cut(figure.table)) for figure in part.figures)
        return replace(part, figures=tuple(short))
    if isinstance(part, Folded):
        return replace(part, parts=tuple(map(_shorter, part.parts)))
    return part


def _cut(table: Table) -> Table:
    hidden = len(table.rows) - FEW_ROWS
    if hidden <= 0:
        return table
    more = f"{hidden} more rows stand in the JSON report."
    return replace(table, rows=table.rows[:FEW_ROWS], caption=f"{table.caption} {more}".strip())


def _bytes(parts: Iterable[Part]) -> float:
    return sum(map(_part_bytes, parts))


def _figure_bytes(figure: Figure) -> float:
    words = 4 * len(figure.title) + len(figure.alt) + len(figure.note) + len(figure.method)
    return len(figure.svg) + _table_bytes(figure.table) + words + _FIGURE


def _table_bytes(table: Table) -> float:
    return sum(len(cell.encode()) + _CELL for row in table.rows for cell in row)


def _part_bytes(part: Part) -> float:
    match part:
        case Figures():
            return sum(map(_figure_bytes, part.figures))
        case Folded():
            return _bytes(part.parts) + 200
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
