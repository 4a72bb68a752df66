"""Keep the page small however large the data: what does not fit stands in the JSON report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from audits.report.charts.shapes import Figure, Table
from audits.report.components import (
    Banner,
    Block,
    Explorer,
    Figures,
    Folded,
    Heading,
    Heat,
    Highlighted,
    Pairs,
    Part,
    Tabled,
    Text,
)
from audits.report.findings import Row
from audits.report.view import WORDS

# 250 kB are promised; the estimates below are a little generous, and this leaves some air. Paper
# has no fold to hide behind and no network to cross: it holds more, and is bounded all the same.
PAGE_BYTES, PAPER_BYTES = 236_000, 900_000
# Markup around a cell, a figure and a row of findings, measured on rendered pages.
_CELL, _FIGURE, _HEAT_CELL, _FRAME = 12, 850, 90, 58_000
_FINDING = 980
# Rows of a table where the whole does not fit: as many as fit of these, before a figure goes.
FEW_ROWS = (30, 12)
# Said in the row of a group that fails: it is never left out.
FAILING = WORDS["fail"]


def fitted(
    blocks: Sequence[Block], findings: Iterable[Row], page_bytes: int = PAGE_BYTES
) -> tuple[Block, ...]:
    """The blocks with their last figures and rows left out where the page would grow too large.

    findings: rows of the table above them, which is always whole, as is what stands open.
    """
    words = sum(map(_open_bytes, blocks))
    words += sum(
        3 * len(row.group) + len(row.reason) + len(row.next) + _FINDING for row in findings
    )
    shares = _shares([_bytes(block.parts) for block in blocks], page_bytes - _FRAME - words)
    return tuple(map(_cut_to, blocks, shares))


def _cut_to(block: Block, share: float) -> Block:
    parts, hidden = _within(block.parts, share)
    if hidden:
        more = "figure or table stands" if hidden == 1 else "figures and tables stand"
        parts = (*parts, Text(f"{hidden} more {more} in the JSON report."))
    return replace(block, parts=parts)


def _shares(needs: Sequence[float], room: float) -> list[float]:
    """Small blocks get what they need, the large ones share the rest alike."""
    shares = [0.0] * len(needs)
    left = room
    for done, index in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        shares[index] = max(min(needs[index], left / (len(needs) - done)), 0.0)
        left -= shares[index]
    return shares


def _within(parts: Sequence[Part], share: float) -> tuple[tuple[Part, ...], int]:
    """Everything, else everything with short tables, else as much of that as fits.

    And how many figures and tables are left out. A warning goes with the picture before it, and a
    heading or a fold with all that stood under it.
    """
    if _bytes(parts) <= share:
        return tuple(parts), 0
    fitting: list[Part] = []
    sliders = _reserved(parts, share)
    used, hidden, is_dropped = _bytes(sliders), 0, False
    short = [[_shorter(each, rows) for each in parts] for rows in FEW_ROWS]
    shortened = next((each for each in short if _bytes(each) <= share), short[-1])
    for part in shortened:
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
            inner, inside = _within(part.parts, share - used)
            used, hidden = used + _bytes(inner), hidden + inside
            shown = replace(part, parts=inner) if any(map(_is_shown, inner)) else None
        elif isinstance(part, Banner) and is_dropped:
            shown = None
        elif any(part is slider for slider in sliders):
            pass
        elif used + _part_bytes(part) <= share:
            used += _part_bytes(part)
        else:
            shown, hidden = None, hidden + 1
        is_dropped = shown is None
        if shown is not None:
            fitting.append(shown)
    return tuple(_without_bare_headings(fitting)), hidden


def _reserved(parts: Sequence[Part], share: float) -> list[Part]:
    """Sliders, which stand for many pictures each, go last: as many as half of the room holds."""
    shown: list[Part] = []
    for part in parts:
        if isinstance(part, Explorer) and _bytes([*shown, part]) <= share / 2:
            shown.append(part)
    return shown


def _is_shown(part: Part) -> bool:
    """Whether it is more than words about something else."""
    return not isinstance(part, Text | Banner | Heading)


def _without_bare_headings(parts: Sequence[Part]) -> Iterator[Part]:
    for part, after in zip_longest(parts, parts[1:]):
        if not (isinstance(part, Heading) and (after is None or isinstance(after, Heading))):
            yield part


def _shorter(whole: Part, rows: int) -> Part:
    if isinstance(whole, Tabled):
        return replace(whole, table=_cut(whole.table, rows))
    if isinstance(whole, Figures):
        short = (replace(figure, table=_cut(figure.table, rows)) for figure in whole.figures)
        return replace(whole, figures=tuple(short))
    if isinstance(whole, Folded):
        return replace(whole, parts=tuple(_shorter(inner, rows) for inner in whole.parts))
    return whole


def _cut(table: Table, rows: int) -> Table:
    """So many rows, and of the others those that fail."""
    hidden = len(table.rows) - rows
    if hidden <= 0:
        return table
    failing = [row for row in table.rows[rows:] if FAILING in row]
    hidden -= len(failing)
    more = f"{hidden} more {'row stands' if hidden == 1 else 'rows stand'} in the JSON report."
    caption = f"{table.caption} {more}".strip() if hidden else table.caption
    return replace(table, rows=(*table.rows[:rows], *failing), caption=caption)


def _open_bytes(block: Block) -> float:
    """The picture that stands open, the sentences and the methods of a section."""
    method = sum(map(len, block.method.common))
    method += sum(len(name) + len(text) + 60 for _, name, text in block.method.own)
    picture = 0.0 if block.picture is None else _part_bytes(block.picture)
    return picture + method + len(block.lede) + sum(map(len, block.absent)) + 900


def _bytes(parts: Iterable[Part]) -> float:
    return sum(map(_part_bytes, parts))


def _figure_bytes(figure: Figure) -> float:
    words = 2 * len(figure.title) + len(figure.alt) + len(figure.note)
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
        case Explorer():
            values = sum(len(rate) for rates in part.shares for rate in rates)
            return 7 * (values + len(part.cuts)) + 60 * len(part.groups) * len(part.rates) + 900
        case Highlighted():
            return sum(len(word.text) + 25 for word in part.words) + _table_bytes(part.table) + 600
        case _:
            return 300.0
