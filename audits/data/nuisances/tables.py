"""What a table shows beside its values: which are missing, which are times, which count up."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import (
    Categories,
    Column,
    Dataset,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
    Values,
)
from audits.specification.roles import Role

INPUTS = (Role.FEATURE, Role.NUISANCE, Role.PROTECTED, Role.ID, Role.TIME)
# A gap in fewer rows than this share says nothing.
RAREST_GAP = 0.01
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}.*)?$|\d{1,2}[./]\d{1,2}[./]\d{2,4}$")


def missing(values: Values) -> NDArray[np.bool_]:
    """Shape (rows,): where there is no value."""
    match values:
        case Categories(codes, _):
            return np.asarray(codes < 0)
        case Numbers(array):
            return np.asarray(np.isnan(array))
        case Texts(array) | Sequences(array):
            return np.array([value is None for value in array], dtype=bool)
        case Images() | Sounds():
            return np.array([value is None for value in values.names], dtype=bool)


def gaps(column: Column) -> Column | None:
    """Whether the value is missing, as a nuisance; None where that hardly varies."""
    where = missing(column.values)
    share = float(where.mean()) if len(where) else 0.0
    if not RAREST_GAP <= share <= 1 - RAREST_GAP:
        return None
    is_missing = Categories(where.astype(np.int8), ("given", "missing"))
    return Column(f"{column.name}: missing", Role.NUISANCE, is_missing)


def gap_pattern(data: Dataset) -> Column | None:
    """How many of the inputs are missing in each row; None where that says nothing.

    It says nothing of fewer than two inputs, and where every row lacks as many.
    """
    wheres = [missing(column.values) for column in data.columns if column.role in INPUTS]
    counted = np.sum(wheres, axis=0) if wheres else np.zeros(len(data))
    if len(wheres) < 2 or not len(data) or np.ptp(counted) == 0:
        return None
    return Column("missing values a row", Role.NUISANCE, Numbers(counted.astype(np.float64)))


def counts_up(column: Column) -> bool:
    """Whether a column looks like an id or a clock: whole, never repeated, nearly in row order."""
    if not isinstance(column.values, Numbers) or column.role not in INPUTS:
        return False
    values = column.values.values
    if len(values) < 10 or np.isnan(values).any():
        return False
    return bool((values == np.rint(values)).all() and len(np.unique(values)) == len(values))


def is_time(column: Column) -> bool:
    """Whether a column holds dates or times, or has that role."""
    if column.role is Role.TIME:
        return True
    match column.values:
        case Categories(_, levels):
            seen = levels[:50]
        case Texts(texts):
            seen = tuple(str(value) for value in texts[:50] if value is not None)
        case _:
            return False
    return len(seen) > 1 and all(_DATE.match(value.strip()) for value in seen)


def moments(column: Column) -> NDArray[np.float64] | None:
    """Times as numbers that keep their order, shape (rows,); None where they cannot be read."""
    match column.values:
        case Numbers(array):
            return array
        case Categories(codes, levels):
            # ISO dates sort as text, so the place among the levels is an order in time.
            if not all(re.match(r"\d{4}-", level) for level in levels):
                return None
            return np.where(codes < 0, np.nan, codes).astype(np.float64)
        case Texts(array):
            if not all(re.match(r"\d{4}-", str(v)) for v in array if v is not None):
                return None
            return moments(Column("", column.role, Categories.of(list(array))))
        case _:
            return None


def of_tables(data: Dataset) -> Iterator[Column]:
    """Nuisances that any table shows: gaps, times, ids or counters, and how much a row lacks."""
    for column in data.columns:
        if column.role not in INPUTS:
            continue
        gap_column = gaps(column)
        if gap_column is not None:
            yield gap_column
        if is_time(column):
            times = moments(column)
            if times is not None:
                yield Column(f"{column.name}: time", Role.NUISANCE, Numbers(times))
        elif counts_up(column):
            yield Column(f"{column.name}: id or counter", Role.NUISANCE, column.values)
    pattern = gap_pattern(data)
    if pattern is not None:
        yield pattern
