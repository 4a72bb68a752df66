"""Rows of a table of counts that sum others: a pivot's totals, or those of SQL's ROLLUP and CUBE.

Whatever they are called, in every combination of the other columns they count as many as all
others of their column together. Counts that equal each other by chance do so in one combination or
two: of two equally likely groups of `2 n` each has `n` with a probability under 1 / sqrt(pi n).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import gcd, nan, pi, prod, sqrt

from audits.data.reading.table import Batch
from audits.specification.missing_words import MISSING_CELL, Words, normal
from audits.specification.profiles import ColumnProfile, Margin
from audits.specification.roles import Kind, Role
from audits.specification.total_words import is_everybody
from audits.specification.written_counts import written_count

# Larger tables are not read again: one of counts is short.
MOST_ROWS = 20_000
MOST_LEVELS = 50
MOST_LIKELY = 0.01
# A table of counts has a row of one in so many combinations at least; people have of fewer.
_SPARSEST = 20
# More columns of whole numbers than these are measurements.
_MOST_COUNTS = 8
_Cell = tuple[str, ...]
_MISSING = Words()


def margins(
    columns: Sequence[ColumnProfile],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> tuple[Margin, ...]:
    """The values that sum the others of their column, by the column of counts that says so.

    rows: of the table. batches: of it, to be read once more where each row may be another
        combination.
    """
    if not 4 <= rows <= MOST_ROWS:
        return ()
    counts = [column for column in columns if _may_count(column)]
    crossing = [c for c in columns if 1 < _levels(c) <= min(MOST_LEVELS, rows // 2)]
    words = [c for c in crossing if c.kind is Kind.CATEGORY]
    numbers = [c for c in crossing if c.kind is Kind.NUMBER and c.role is not Role.ID]
    if not counts or len(counts) > _MOST_COUNTS or not words:
        return ()
    known: dict[tuple[str, str, str], Margin] = {}
    for count in counts:
        # A second column of counts, or of shares, is none of the crossed ones.
        crossings = [words, [*words, *numbers]] if numbers else [words]
        for crossed in crossings:
            names = [column.name for column in crossed if column is not count]
            if prod(_levels(c) for c in crossed if c is not count) > _SPARSEST * rows:
                continue
            if len(names) > 1 and (
                table := _table(batches([*names, count.name]), names, count.name)
            ):
                for margin in _margins(table, names, count.name):
                    known.setdefault((margin.column, margin.value, margin.count), margin)
    return tuple(known.values())


def _levels(column: ColumnProfile) -> int:
    return column.distinct + (column.missing > 0)


def _may_count(column: ColumnProfile) -> bool:
    try:
        numbers = [written_count(value) for value in column.values]
    except ValueError:
        return False
    return bool(numbers) and all(n.is_integer() and n >= 0 for n in numbers) and max(numbers) > 1


def _table(
    batches: Iterator[Batch], names: Sequence[str], count: str
) -> Mapping[_Cell, float] | None:
    """The count of each combination; None where one stands twice, as people's do."""
    table: dict[_Cell, float] = {}
    for batch in batches:
        cells = [map(_text, batch[name].to_pylist()) for name in names]
        for number, *cell in zip(batch[count].to_pylist(), *cells, strict=True):
            key = tuple(cell)
            if key in table:
                return None
            text = _text(number)
            try:
                # A cell that is suppressed is as good as a row that is not there.
                table[key] = nan if not text else written_count(text)
            except ValueError:
                return None
            # A profile shows fifty values: any other may be a fraction, or infinite.
            if text and not table[key].is_integer():
                return None
    return table


def _text(cell: object) -> str:
    text = MISSING_CELL if cell is None else normal(str(cell))
    return MISSING_CELL if _MISSING.holds(text) else text


def _margins(table: Mapping[_Cell, float], names: Sequence[str], count: str) -> Iterator[Margin]:
    # Offices round every count by itself, to 5 or 10: then no sum need be exact.
    rounded_to = gcd(*(int(number) for number in table.values() if number == number))
    for position, name in enumerate(names):
        # By the combination of the others, what each value of this column counts.
        beside: dict[_Cell, dict[str, float]] = defaultdict(dict)
        for cell, number in table.items():
            if number == number:
                beside[cell[:position] + cell[position + 1 :]][cell[position]] = number
        values = {cell[position] for cell in table}
        for value in sorted(values):
            # Beside one other group it may be its opposite, as all beside none.
            named = value == MISSING_CELL or is_everybody(value)
            cells = list(beside.values())
            # Sums that are exact are told by that, also of counts that are round by chance.
            if (len(values) > 2 or named) and (
                _sums_others(value, cells, 1) or _sums_others(value, cells, rounded_to)
            ):
                yield Margin(name, value, count)


def _sums_others(value: str, cells: Sequence[Mapping[str, float]], rounded_to: int) -> bool:
    """Whether the value counts what all others do, wherever none of them is missing."""
    chance, equal = 1.0, 0
    most = max(map(len, cells))
    for numbers in cells:
        own, others = numbers.get(value), [n for one, n in numbers.items() if one != value]
        if own is None or not others:
            continue
        # Half of it for each number at most, and 3.3 of their standard deviations together.
        most_off = min(0.5 * len(numbers), 3.3 * sqrt(len(numbers) / 12))
        off = rounded_to * most_off if rounded_to > 1 else 0.0
        if len(numbers) < most and own > sum(others) + off:
            continue  # a row of another is not there
        if abs(own - sum(others)) > off:
            return False
        if own:
            equal += 1
            chance *= min(1.0, (2 * off + 1) / sqrt(pi * own))
    return equal > 1 and chance <= MOST_LIKELY
