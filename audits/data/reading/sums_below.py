"""A last row that holds the sums or the means of the rows above it, whatever it is called."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers
from audits.data.reading.read_column import Read
from audits.data.reading.spelling import number_of
from audits.specification.roles import Role

_SUMMED = (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.WEIGHT, Role.COUNT, Role.DURATION)
# Below fewer rows a value may be their sum by chance. So many rows may stand below the others.
_FEWEST, _MOST_BELOW = 10, 5
# A rounded sum, of its own size; and how seldom rows would hold so near means by chance.
_ROUNDED, _SELDOM = 1e-4, 1e-4
Floats = NDArray[np.float64]


def sums_below(columns: Sequence[Read]) -> Iterator[str]:
    """The sentence about the first such row. columns: all that were read."""
    summed = {
        read.column.name: values
        for read in columns
        if read.column.spec.role in _SUMMED and (values := _numbers(read)) is not None
    }
    if not summed:
        return
    rows = len(next(iter(summed.values())))
    for row in range(max(_FEWEST, rows - _MOST_BELOW), rows):
        parts = {
            name: (values[:row][np.isfinite(values[:row])], float(values[row]))
            for name, values in summed.items()
            if np.isfinite(values[row])
        }
        if not parts or any(len(above) < _FEWEST for above, _ in parts.values()):
            continue
        are_sums = all(_is_sum(above, value) for above, value in parts.values())
        chance = np.prod([_chance_of_mean(above, value) for above, value in parts.values()])
        if are_sums or chance <= _SELDOM:
            what = "sum" if are_sums else "mean"
            named = " and ".join(map(repr, parts))
            yield (
                f"row {row + 1:,} of {rows:,} holds the {what} of the rows above it in "
                f"{'column' if len(parts) == 1 else 'columns'} {named}, and counts as a row like "
                "them: if it sums the table up, delete it"
            )
            return


def _numbers(read: Read) -> Floats | None:
    """The values in numbers, NaN where missing; None where some are words."""
    if isinstance(read.values, Numbers):
        return read.values.values.astype(np.float64, copy=False)
    if not isinstance(read.values, Categories) or read.column.spec.cut is not None:
        return None
    levels = [number_of(level) for level in read.values.levels]
    if None in levels:
        return None
    numbers: Floats = np.array([*levels, np.nan], dtype=np.float64)[read.values.codes]
    return numbers


def _is_sum(above: Floats, value: float) -> bool:
    """Whether the value is their sum, and itself larger than any of them: amounts of one sign."""
    with np.errstate(over="ignore"):
        total = float(above.sum())
    far = abs(value) > 2 * float(np.abs(above).max()) and not (above.min() < 0 < above.max())
    return far and np.isfinite(total) and abs(value - total) <= _ROUNDED * abs(total)


def _chance_of_mean(above: Floats, value: float) -> float:
    """How often a value like the others would be their mean, as precisely as it is written; or 1.

    By the share of a deviation that rounds to it; 1e-9 of whole numbers beside a fraction.
    """
    with np.errstate(all="ignore"):
        mean, deviation = float(above.mean()), float(above.std())
    digits = len(repr(value).partition(".")[2].rstrip("0"))
    # What a spreadsheet computed has all its digits, of which the last may be another.
    half = max(0.5 * 10.0**-digits, 1e-9 * abs(mean))
    if not np.isfinite(deviation) or not deviation or abs(value - mean) > half * (1 + 1e-9):
        return 1.0
    if value % 1 and not (above % 1).any():
        return 1e-9
    return min(1.0, 2 * half / deviation)
