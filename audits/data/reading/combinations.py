"""Whether each row of a table is another combination of its columns but one, as of counts.

People who are described by few columns of few values are alike here and there. The more rows, the
less likely that all differ by chance: drawn evenly from `cells` combinations, with probability
cells! / ((cells - rows)! cells ** rows), and unevenly with less.
"""

from collections.abc import Callable, Iterator, Sequence
from math import exp, lgamma, log, prod

from audits.data.reading.table import Batch
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role
from audits.specification.row_numbers import counts_rows, is_unique

# Larger tables are not read again: one of counts is short.
MOST_ROWS = 200_000
# Of tables of people so few would look like one of counts.
MOST_LIKELY = 0.001


def without_repeats(
    columns: Sequence[ColumnProfile],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> str | None:
    """The column of whole numbers beside which all rows differ, where that is no accident.

    None where there is none, or two. batches: of the table, to be read once more for a column of
    whose others the values are that few.
    """
    if rows > MOST_ROWS:
        return None
    alone = []
    for column in columns:
        others = [c for c in columns if c is not column and not _names_rows(c, rows)]
        if _may_count(column, rows) and _is_no_accident(others, rows):
            names = [other.name for other in others if other.distinct + (other.missing > 0) > 1]
            if _all_differ(batches(names), names):
                alone.append(column.name)
    return alone[0] if len(alone) == 1 else None


def _names_rows(column: ColumnProfile, rows: int) -> bool:
    return is_unique(column, rows) and (column.role is Role.ID or counts_rows(column, rows))


def _may_count(column: ColumnProfile, rows: int) -> bool:
    low, high = column.minimum, column.maximum
    if column.cells.doubtful and low is None:  # `1,234`, which may be read as two numbers
        return not column.missing and column.distinct > 1 and not _names_rows(column, rows)
    if column.kind is not Kind.NUMBER or column.missing or low is None or high is None:
        return False
    return low >= 0 and high > 1 and low != high and not _names_rows(column, rows)


def _is_no_accident(others: Sequence[ColumnProfile], rows: int) -> bool:
    levels = [c.distinct + (c.missing > 0) for c in others]
    varied = [count for count in levels if count > 1]
    cells = prod(varied)
    if len(varied) < 2 or 2 * max(varied) > rows or rows > cells:
        return False
    return chance_that_all_differ(rows, cells) <= MOST_LIKELY


def chance_that_all_differ(rows: int, cells: int) -> float:
    """The probability that rows drawn evenly from so many combinations are all different."""
    return exp(min(0.0, lgamma(cells + 1) - lgamma(cells - rows + 1) - rows * log(cells)))


def _all_differ(batches: Iterator[Batch], names: Sequence[str]) -> bool:
    seen: set[tuple[object, ...]] = set()
    for batch in batches:
        for row in zip(*(batch[name].to_pylist() for name in names), strict=True):
            if row in seen:
                return False
            seen.add(row)
    return True
