"""Which columns of a table may count, and which be crossed by them: before anybody said so."""

from collections.abc import Iterator, Sequence
from math import prod

from audits.specification.missing_words import MISSING_CELL, Words, normal
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role
from audits.specification.written_counts import written_count

# Larger tables are not read again: one of counts is short.
MOST_ROWS = 20_000
MOST_LEVELS = 50
# A table of counts has a row of one in so many combinations at least; people have of fewer.
_SPARSEST = 20
# More columns of whole numbers than these are measurements.
_MOST_COUNTS = 8
_MISSING = Words()


def crossings(columns: Sequence[ColumnProfile], rows: int) -> Iterator[tuple[str, list[str]]]:
    """Each column that may count, with the names of those that may be crossed.

    Of words alone, and with the columns of few numbers beside them. rows: of the table.
    """
    counts = [column for column in columns if _may_count(column)]
    crossed = [c for c in columns if 1 < _levels(c) <= min(MOST_LEVELS, rows * 3 // 4)]
    words = [c for c in crossed if c.kind is Kind.CATEGORY]
    numbers = [c for c in crossed if c.kind is Kind.NUMBER and c.role is not Role.ID]
    if not 4 <= rows <= MOST_ROWS or not 0 < len(counts) <= _MOST_COUNTS or not words:
        return
    for count in counts:
        # A second column of counts, or of shares, is none of the crossed ones.
        beside = [column for column in numbers if column is not count]
        for several in [words, [*words, *beside]] if beside else [words]:
            others = [column for column in several if column is not count]
            if prod(map(_levels, others)) <= _SPARSEST * rows:
                yield count.name, [column.name for column in others]


def cell_text(cell: object) -> str:
    """A cell of a crossed column as it is compared; empty where it is missing."""
    text = MISSING_CELL if cell is None else normal(str(cell))
    return MISSING_CELL if _MISSING.holds(text) else text


def _levels(column: ColumnProfile) -> int:
    return column.distinct + (column.missing > 0)


def _may_count(column: ColumnProfile) -> bool:
    try:
        numbers = [written_count(value) for value in column.values]
    except ValueError:
        return False
    return bool(numbers) and all(n.is_integer() and n >= 0 for n in numbers) and max(numbers) > 1
