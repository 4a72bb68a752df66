"""Which of some counts add up to another in every combination: the groups of a subtotal.

Of `k` groups there are `2^k` sums, any of which may equal a count by chance; so a sum counts only
where all of them together would equal it seldom. Where the groups are in one proportion throughout,
as Pearson's chi-squared (1900) has it, equal totals are equal everywhere, and show no sum.

Half the groups are summed against what the other half leaves open, as in Horowitz and Sahni (1974),
Computing partitions with applications to the knapsack problem, J. ACM 21(2).
"""

from collections.abc import Mapping, Sequence
from math import pi

import numpy as np
from numpy.typing import NDArray

# Of more groups only those that stand beside each other in the file are summed; and of so many
# numbers at a time at most.
_MOST_SUMMED, _MOST_NUMBERS = 24, 4_000_000
_LARGEST = 2.0**53 / 64
# How likely sums by chance are at most: a name says by itself what it is.
MOST_LIKELY, MOST_LIKELY_NAMED = 0.01, 0.5
_Counts = NDArray[np.int64]


def partial_sum(
    target: Sequence[float], groups: Mapping[str, Sequence[float]], *, is_unnamed: bool
) -> tuple[str, ...]:
    """The two or more groups whose counts add up to the target's; () where none do, or by chance.

    target: its counts, one for each combination. groups: theirs, in the order of the file.
    is_unnamed: whether nothing but the counts says that the target is a sum.
    """
    sums_to = np.asarray(target, dtype=np.float64)
    counts = {name: np.asarray(numbers, dtype=np.float64) for name, numbers in groups.items()}
    # A group that counts more than the sum anywhere is none of it.
    names = [name for name, own in counts.items() if own.any() and bool((own <= sums_to).all())]
    if len(names) < 2 or not sums_to.any() or sums_to.max() > _LARGEST:
        return ()
    table = np.stack([counts[name] for name in names]).astype(np.int64)
    goal = sums_to.astype(np.int64)
    is_small = len(names) <= _MOST_SUMMED and 2 ** (len(names) / 2) * goal.size <= _MOST_NUMBERS
    sums = 2 ** len(names) if is_small else len(names) ** 2
    if sums * _chance(goal, table) > (MOST_LIKELY if is_unnamed else MOST_LIKELY_NAMED):
        return ()
    subset = _any_of(goal, table) if is_small else _beside_each_other(goal, table)
    is_sum = len(subset) > 1 and not (is_unnamed and _in_proportion(table[list(subset)]))
    return tuple(names[index] for index in subset) if is_sum else ()


def _chance(goal: _Counts, table: _Counts) -> float:
    """How likely one sum equals the target throughout; combinations in proportion count once."""
    columns = np.vstack([goal, table]).T
    columns = columns[columns[:, 0] > 0]
    unique = np.unique(columns // np.gcd.reduce(columns, axis=1)[:, None], axis=0)
    # One combination, or one repeated, shows no rule.
    return float(np.prod(1 / np.sqrt(pi * unique[:, 0]))) if len(unique) > 1 else 1.0


def _in_proportion(table: _Counts) -> bool:
    """Whether the groups, a row each, share every combination alike but for chance."""
    table = table[:, table.any(axis=0)]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    free = (table.shape[0] - 1) * (table.shape[1] - 1)
    return bool(((table - expected) ** 2 / expected).sum() <= free + 3 * np.sqrt(2 * free))


def _any_of(goal: _Counts, table: _Counts) -> tuple[int, ...]:
    half = len(table) // 2
    left, right = _sums_of(table[:half]), _sums_of(table[half:])
    known = {row.tobytes(): number for number, row in enumerate(left)}
    for number, row in enumerate(goal - right):
        other = known.get(row.tobytes())
        if other is not None:
            subset = other | number << half
            return tuple(index for index in range(len(table)) if subset >> index & 1)
    return ()


def _sums_of(table: _Counts) -> _Counts:
    """The sum of every subset of the rows; row `i` stands in those whose bit `i` is set."""
    sums = np.zeros((1, table.shape[1]), dtype=np.int64)
    for row in table:
        sums = np.vstack([sums, sums + row])
    return sums


def _beside_each_other(goal: _Counts, table: _Counts) -> tuple[int, ...]:
    below = np.vstack([np.zeros_like(goal), np.cumsum(table, axis=0)])
    for start in range(len(table) - 1):
        equal = np.flatnonzero((below[start + 2 :] - below[start] == goal).all(axis=1))
        if len(equal):
            return tuple(range(start, start + 2 + int(equal[0])))
    return ()
