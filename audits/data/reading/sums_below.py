"""A last row that holds the sums or the means of the rows above it, whatever it is called."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, inf, sqrt

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
# Rows that are looked at together.
_BLOCK = 1 << 16
_SENTENCE = re.compile(r"row ([\d,]+) of [\d,]+ holds the (?:sum|mean) of the rows above it ")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Above:
    """The known numbers above a row: how many, their sum, and how they lie around their mean.

    scatter: the root of the sum of their squares around the mean. fractions: whether one is none
    of the whole numbers.
    """

    rows: int = 0
    total: float = 0.0
    scatter: float = 0.0
    least: float = inf
    most: float = -inf
    fractions: bool = False

    def and_of(self, values: Floats, times: NDArray[np.integer] | None = None) -> "_Above":
        """With more numbers. times: how often each stands; left out, once."""
        rows = len(values) if times is None else int(times.sum())
        if not rows:
            return self
        with np.errstate(all="ignore"):
            total = float(values.sum() if times is None else values @ times)
            around = values - total / rows
            scatter = float(np.linalg.norm(around if times is None else around * np.sqrt(times)))
        apart = self.total / self.rows - total / rows if self.rows else 0.0
        between = apart * sqrt(self.rows * rows / (self.rows + rows))
        return _Above(
            self.rows + rows, self.total + total, hypot(self.scatter, scatter, between),
            min(self.least, float(values.min())), max(self.most, float(values.max())),
            self.fractions or bool((values % 1).any()),
        )  # fmt: skip


def sums_below(columns: Sequence[Read]) -> Iterator[str]:
    """The sentence about the first such row. columns: all that were read."""
    rows = max((len(read.values) for read in columns), default=0)
    first = max(_FEWEST, rows - _MOST_BELOW)
    summed = {
        read.column.name: (_above(read, first), _last(read, first))
        for read in columns
        if read.column.spec.role in _SUMMED and _holds_numbers(read)
    }
    if not summed:
        return
    for row in range(first, rows):
        pieces = {
            name: (above, float(last[row - first]))
            for name, (above, last) in summed.items()
            if np.isfinite(last[row - first])
        }
        if pieces and all(above.rows >= _FEWEST for above, _ in pieces.values()):
            are_sums = all(_is_sum(above, value) for above, value in pieces.values())
            chance = np.prod([_chance_of_mean(above, value) for above, value in pieces.values()])
            if are_sums or chance <= _SELDOM:
                what = "sum" if are_sums else "mean"
                named = " and ".join(map(repr, pieces))
                yield (
                    f"row {row + 1:,} of {rows:,} holds the {what} of the rows above it in "
                    f"{'column' if len(pieces) == 1 else 'columns'} {named}, and counts as a row "
                    "like them: if it sums the table up, delete it"
                )
                return
        for name, (above, last) in summed.items():
            value = last[row - first : row - first + 1]
            summed[name] = above.and_of(value[np.isfinite(value)]), last


def row_that_sums(sentence: str) -> int | None:
    """The row, from 0, that the sentence above is about; None of any other sentence."""
    told_row = _SENTENCE.match(sentence)
    return None if told_row is None else int(told_row[1].replace(",", "")) - 1


def _holds_numbers(read: Read) -> bool:
    if isinstance(read.values, Numbers):
        return True
    if not isinstance(read.values, Categories) or read.column.spec.cut is not None:
        return False
    return None not in [number_of(level) for level in read.values.levels]


def _above(read: Read, end: int) -> _Above:
    """Of the rows before `end`: of classes by how often each stands, of numbers in blocks."""
    if isinstance(read.values, Categories):
        levels = _numbers_of(read.values)
        times = read.values.amounts().astype(np.intp)
        last = read.values.codes[end:]
        times -= np.bincount(last[last >= 0], minlength=len(levels))
        known = (times > 0) & np.isfinite(levels)
        return _Above().and_of(levels[known], times[known])
    above, values = _Above(), _values(read)
    for start in range(0, end, _BLOCK):
        block = values[start : min(end, start + _BLOCK)].astype(np.float64)
        above = above.and_of(block[np.isfinite(block)])
    return above


def _last(read: Read, start: int) -> Floats:
    """The numbers from the row `start` on, NaN where missing."""
    if isinstance(read.values, Categories):
        levels = np.append(_numbers_of(read.values), np.nan)
        return np.asarray(levels[read.values.codes[start:]])
    return _values(read)[start:].astype(np.float64)


def _values(read: Read) -> NDArray[np.floating]:
    assert isinstance(read.values, Numbers)
    return read.values.values


def _numbers_of(values: Categories) -> Floats:
    return np.array([number_of(level) for level in values.levels], dtype=np.float64)


def _is_sum(above: _Above, value: float) -> bool:
    """Whether the value is their sum, and itself larger than any of them: amounts of one sign."""
    largest = max(abs(above.least), abs(above.most))
    far = abs(value) > 2 * largest and not above.least < 0 < above.most
    total = above.total
    return far and bool(np.isfinite(total)) and abs(value - total) <= _ROUNDED * abs(total)


def _chance_of_mean(above: _Above, value: float) -> float:
    """How often a value like the others would be their mean, as precisely as it is written; or 1.

    By the share of a deviation that rounds to it; 1e-9 of whole numbers beside a fraction.
    """
    mean, deviation = above.total / above.rows, above.scatter / sqrt(above.rows)
    digits = len(repr(value).partition(".")[2].rstrip("0"))
    # What a spreadsheet computed has all its digits, of which the last may be another.
    half = max(0.5 * 10.0**-digits, 1e-9 * abs(mean))
    if not np.isfinite(deviation) or not deviation or abs(value - mean) > half * (1 + 1e-9):
        return 1.0
    if value % 1 and not above.fractions:
        return 1e-9
    return min(1.0, 2 * half / deviation)
