"""Columns that name or number the rows of a table, as far as its inspection tells."""

from audits.specification.profiles import ColumnProfile

# Different values of a column are counted up to so many.
MOST_COUNTED = 10_000


def is_unique(column: ColumnProfile, rows: int) -> bool:
    """Whether each row has a value of its own, as far as values were counted."""
    return column.distinct >= min(rows - column.missing, MOST_COUNTED) > 0


def counts_rows(column: ColumnProfile, rows: int) -> bool:
    """Whether its values number the rows, from 0 or from 1."""
    low, high = column.minimum, column.maximum
    return low in (0.0, 1.0) and high is not None and high - low == rows - 1
