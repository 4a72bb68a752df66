"""Corruptions of tables: missing cells, wrong units, rounding, stale rows, swapped columns.

Each touches a share of the rows in each column that it can touch (`severities.SHARES`); which ones
is drawn once for all severities. Whole numbers stay whole, and categories stay among those that the
column has; a wrong unit may leave the column's range, for that is what it is.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.whole_numbers import are_whole, kept_whole
from audits.perturbations.corruptions.severities import SHARES

# Columns by name, shape (rows,): numbers as float64, categories as objects of str or None.
Table: TypeAlias = Mapping[str, NDArray[Any]]
# (the table, the columns it may touch, draws) -> the changed columns, everywhere.
Change: TypeAlias = Callable[[Table, np.random.Generator], Table]

# Months for years, thousands for units, centimetres for inches, pounds for kilograms.
UNITS = (12.0, 1000.0, 2.54, 2.2046)


def numeric(table: Table) -> list[str]:
    """The columns that hold numbers, in text order."""
    return sorted(name for name, values in table.items() if values.dtype.kind == "f")


def missing(table: Table, rng: np.random.Generator) -> Table:
    """Nothing: NaN in a column of numbers, None in one of categories."""
    return {
        name: np.full(len(values), np.nan if values.dtype.kind == "f" else None, values.dtype)
        for name, values in table.items()
    }


def units(table: Table, rng: np.random.Generator) -> Table:
    """Numbers in another unit: times or divided by 12, 1000, 2.54 or 2.2046, one a row."""
    changed = {}
    for name in numeric(table):
        factors = rng.choice([*UNITS, *(1 / unit for unit in UNITS)], len(table[name]))
        changed[name] = _whole_as(table[name], table[name] * factors)
    return changed


def rounded(table: Table, rng: np.random.Generator) -> Table:
    """Numbers with one digit that counts: 1987 becomes 2000."""
    changed = {}
    for name in numeric(table):
        values = table[name]
        known = np.isfinite(values) & (values != 0)
        unit = 10.0 ** np.floor(np.log10(np.abs(np.where(known, values, 1.0))))
        changed[name] = np.where(known, np.round(values / unit) * unit, values)
    return changed


def stale(table: Table, rng: np.random.Generator) -> Table:
    """What stands in another row of the same column, as if it had not been brought up to date."""
    changed = {}
    for name in sorted(table):
        values = table[name]
        away = rng.integers(1, max(2, len(values)), len(values))
        changed[name] = values[(np.arange(len(values)) + away) % max(1, len(values))]
    return changed


def swapped(table: Table, rng: np.random.Generator) -> Table:
    """Each number in the column of the next one, in text order; only where there are two."""
    names = numeric(table)
    if len(names) < 2:
        return {}
    beside = dict(zip(names, [*names[1:], names[0]], strict=True))
    return {name: _whole_as(table[name], table[other]) for name, other in beside.items()}


CORRUPTIONS: Mapping[str, Change] = MappingProxyType(
    {
        "missing_cells": missing, "wrong_units": units, "rounding": rounded,
        "stale_cells": stale, "swapped_columns": swapped,
    }
)  # fmt: skip
NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "wrong_units": "the model reads no column of numbers",
        "rounding": "the model reads no column of numbers",
        "swapped_columns": "the model reads fewer than two columns of numbers",
    }
)


def versions(table: Table, change: Change, rng: np.random.Generator) -> list[Table] | None:
    """The table at severities 1 to 5; None where it has no column that this could touch."""
    changed = change(table, rng)
    if not changed:
        return None
    # Swapped numbers change places together; other faults fall on each column by itself.
    together = change is swapped
    rows = len(next(iter(table.values())))
    draws = rng.random(rows) if together else None
    chances = {name: rng.random(rows) if draws is None else draws for name in sorted(changed)}
    result: list[Table] = []
    for share in SHARES:
        worse = dict(table)
        for name, values in changed.items():
            touched = chances[name] < share
            changed_values = table[name].copy()
            changed_values[touched] = values[touched]
            worse[name] = changed_values
        result.append(worse)
    return result


def _whole_as(before: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
    """Rounded where every number of the column before was whole."""
    return kept_whole(values, are_whole(before))
