"""Rows of a table of counts that sum others: a pivot's totals, or those of SQL's ROLLUP and CUBE.

Whatever they are called, in every combination of the other columns they count as many as all
others of their column together, or as some of them, as the subtotals of a block do. A row whose
other cells are empty sums over those columns too. Counts that equal each other by chance do so in
one combination or two: of two equally likely groups of `2 n` each has `n` with a probability under
1 / sqrt(pi n).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import gcd, nan, pi, sqrt

from audits.data.reading.count_tables import cell_text, crossings
from audits.data.reading.partial_sums import MOST_LIKELY, MOST_LIKELY_NAMED, partial_sum
from audits.data.reading.table import Batch
from audits.specification.missing_words import MISSING_CELL
from audits.specification.profiles import ColumnProfile, Margin
from audits.specification.total_words import is_everybody, is_subtotal, is_total, summed_by
from audits.specification.written_counts import written_count

_Cell = tuple[str, ...]


def margins(
    columns: Sequence[ColumnProfile],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> tuple[Margin, ...]:
    """The values that sum the others of their column, by the column of counts that says so.

    rows: of the table. batches: of it, to be read once more where each row may be another
        combination.
    """
    known: dict[tuple[str, str, str], Margin] = {}
    for count, names in crossings(columns, rows):
        if len(names) > 1 and (table := _table(batches([*names, count]), names, count)):
            for margin in _margins(table, names, count):
                known.setdefault((margin.column, margin.value, margin.count), margin)
    return tuple(known.values())


def _table(
    batches: Iterator[Batch], names: Sequence[str], count: str
) -> Mapping[_Cell, float] | None:
    """The count of each combination; None where one stands twice, as people's do."""
    table: dict[_Cell, float] = {}
    for batch in batches:
        cells = [map(cell_text, batch[name].to_pylist()) for name in names]
        for number, *cell in zip(batch[count].to_pylist(), *cells, strict=True):
            key = tuple(cell)
            if key in table:
                return None
            text = cell_text(number)
            try:
                # A cell that is suppressed is as good as a row that is not there.
                table[key] = nan if not text else written_count(text)
            except ValueError:
                return None
            # A profile shows fifty values: any other may be a fraction, or infinite.
            if text and not table[key].is_integer():
                return None
    return table


class _Crossed:
    """One column of a table of counts, with what its values count beside those of the others."""

    def __init__(self, table: Mapping[_Cell, float], position: int) -> None:
        self.rows: dict[str, dict[_Cell, float]] = defaultdict(dict)
        self._beside: dict[_Cell, dict[str, float]] = defaultdict(dict)
        self._over: dict[tuple[int, ...], dict[_Cell, dict[str, float]]] = {}
        for cell, number in table.items():
            key, value = cell[:position] + cell[position + 1 :], cell[position]
            self.rows[value]  # a value whose counts are all suppressed is one of them
            if number == number:
                self.rows[value][key] = number
                self._beside[key][value] = number

    def cells(self, value: str, members: Collection[str]) -> list[dict[str, float]]:
        """By the combination in which the value stands, its own count and that of the members."""
        return [{value: own} | self._counts(key, members) for key, own in self.rows[value].items()]

    def _counts(self, key: _Cell, members: Collection[str]) -> dict[str, float]:
        exact = self._beside[key]
        here = {member: exact[member] for member in members if member in exact}
        blanks = tuple(index for index, cell in enumerate(key) if cell == MISSING_CELL)
        if here or not blanks:
            return here
        if blanks not in self._over:
            self._over[blanks] = self._summed_over(blanks)
        over = self._over[blanks].get(key, {})
        return {member: over[member] for member in members if member in over}

    def _summed_over(self, blanks: Sequence[int]) -> dict[_Cell, dict[str, float]]:
        """The counts of each value summed over these columns, wherever none of them is empty."""
        summed: dict[_Cell, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for key, numbers in self._beside.items():
            if all(key[index] != MISSING_CELL for index in blanks):
                rest = tuple(MISSING_CELL if index in blanks else c for index, c in enumerate(key))
                for value, number in numbers.items():
                    summed[rest][value] += number
        return summed


def _margins(table: Mapping[_Cell, float], names: Sequence[str], count: str) -> Iterator[Margin]:
    # Offices round every count by itself, to 5 or 10: then no sum need be exact.
    rounded_to = gcd(*(int(number) for number in table.values() if number == number))
    for position, name in enumerate(names):
        for value, members in _sums(_Crossed(table, position), rounded_to).items():
            yield Margin(name, value, count, members)


def _sums(column: _Crossed, rounded_to: int) -> dict[str, tuple[str, ...]]:
    """The values that are sums, each with those it sums; with () where that is all others."""
    values = sorted(column.rows)
    sums: dict[str, tuple[str, ...]] = {}
    for value in values:
        if _sums_all(column, value, [one for one in values if one != value], rounded_to):
            sums[value] = ()
    for value in values:
        whole = summed_by(value)
        if value not in sums and whole in column.rows and _sums_its_own(column, value, whole):
            sums[value] = (whole,)
    for value in values:
        members = [one for one in column.rows if one != value and one not in sums]
        if value not in sums and (block := _some_of(column, value, members)):
            sums[value] = block
    for value in values if sums else ():
        # A grand total sums the groups, and not their subtotals beside them.
        members = [one for one in values if one != value and one not in sums]
        some = sums.get(value)
        is_all = _sums_all(column, value, members, rounded_to) if some is None else (
            set(some) == set(members)
        )  # fmt: skip
        if is_all:
            sums[value] = ()
    return sums


def _sums_all(column: _Crossed, value: str, others: Sequence[str], rounded_to: int) -> bool:
    # Beside one other group it may be its opposite, as all beside none.
    named = value == MISSING_CELL or is_everybody(value)
    cells = column.cells(value, others)
    # Sums that are exact are told by that, also of counts that are round by chance.
    return (len(others) > 1 or named) and (
        _adds_up(value, cells, 1) or _adds_up(value, cells, rounded_to)
    )


def _sums_its_own(column: _Crossed, value: str, whole: str) -> bool:
    """Whether `North Total` counts what `North` does, beside which it stands."""
    cells = [numbers for numbers in column.cells(value, (whole,)) if whole in numbers]
    return bool(cells) and all(numbers[value] == numbers[whole] for numbers in cells)


def _some_of(column: _Crossed, value: str, members: Sequence[str]) -> tuple[str, ...]:
    cells = column.cells(value, members)
    return partial_sum(
        [numbers[value] for numbers in cells],
        {one: [numbers.get(one, 0.0) for numbers in cells] for one in members},
        is_unnamed=not is_everybody(value) and not is_subtotal(value),
    )


def _adds_up(value: str, cells: Sequence[Mapping[str, float]], rounded_to: int) -> bool:
    """Whether the value counts what all others do, wherever none of them is missing."""
    chance, equal = 1.0, 0
    most = max(map(len, cells), default=0)
    for numbers in cells:
        own, others = numbers[value], [n for one, n in numbers.items() if one != value]
        if not others:
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
    if is_total(value):
        return equal > 0 and (chance <= MOST_LIKELY_NAMED or equal > 1)
    return equal > 1 and (chance <= MOST_LIKELY or (most > 2 and is_everybody(value)))
