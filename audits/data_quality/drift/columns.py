"""How far one column has moved between two sets of rows, and whether more than chance moves it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov

from audits.data.arrays import Floats
from audits.data_quality.drift.pairs import Pair
from audits.specification.roles import Role
from audits.statistics.tests import SMALLEST, holm, independence_p

# Sorts with fewer rows than this expected on a side are counted as one: below it chi-square errs.
FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """One column's drift.

    distance: the largest difference of shares, 0 to 1: of rows at or below a value, of one value.
    sorts: how many shares it is the largest of; 1 of numbers. where: the value at which it is, and
    `before`, `now` the two shares there. p_value: of no difference; adjusted: by Holm.
    """

    name: str
    role: Role
    distance: float
    sorts: int
    where: str
    before: float
    now: float
    p_value: float
    adjusted: float = 1.0


def drifted_columns(
    pairs: Sequence[Pair],
    spent: Callable[[float], float],
    further: Sequence[float],
    on_progress: Callable[[float], None],
) -> tuple[list[Moved], tuple[float, ...]]:
    """Every column with its adjusted p-value; and the adjusted ones of `further` tests.

    spent: what a p-value counts as where a series is looked at again and again. further: p-values
    of tests that belong to the same question, such as that of all columns together.
    """
    measured = list(_measured(pairs, on_progress))
    adjusted = holm([*(spent(each.p_value) for each in measured), *further])
    of_columns = [replace(each, adjusted=p) for each, p in zip(measured, adjusted, strict=False)]
    return of_columns, adjusted[len(measured) :]


def _measured(pairs: Sequence[Pair], on_progress: Callable[[float], None]) -> Iterator[Moved]:
    for done, pair in enumerate(pairs):
        on_progress(done / len(pairs))
        yield of_numbers(pair) if pair.is_number else of_sorts(pair)


def of_numbers(pair: Pair) -> Moved:
    """Kolmogorov's distance, a missing value beyond all others.

    Its asymptotic p-value, which of samples this side of infinity and of ties is too large:
    Kolmogorov 1933, Giornale dell'Istituto Italiano degli Attuari 4:83; Noether 1963, Annals of
    Mathematical Statistics 34:1047.
    """
    before, now = (in_order(side) for side in (pair.before, pair.now))
    rows = len(before), len(now)
    # Between values of `now` its own share stands still, so the largest difference is at one of
    # them or just below it.
    own = np.arange(1, rows[1] + 1) / rows[1]
    last = np.append(now[1:] != now[:-1], True)
    above = own - np.searchsorted(before, now, side="right") / rows[0]
    above[~last] = -1.0
    first = np.append(True, last[:-1])
    below = np.searchsorted(before, now, side="left") / rows[0] - (own - 1 / rows[1])
    below[~first] = -1.0
    up, down = int(above.argmax()), int(below.argmax())
    if above[up] >= below[down]:
        distance, value, share = float(above[up]), now[up], float(own[up])
        where, shares = f"at or below {_shown(value)}", (share - distance, share)
    else:
        distance, value, share = float(below[down]), now[down], float(own[down] - 1 / rows[1])
        where, shares = f"below {_shown(value)}", (share + distance, share)
    scaled = sqrt(rows[0] * rows[1] / (rows[0] + rows[1])) * max(0.0, distance)
    p_value = max(SMALLEST, float(kolmogorov(scaled)))
    return Moved(pair.name, pair.role, max(0.0, distance), 1, where, *shares, p_value)


def in_order(values: Floats) -> Floats:
    """The values sorted, NaN as infinity; shape (rows,)."""
    ordered = np.sort(values)  # NaN last
    missing = int(np.isnan(ordered).sum()) if np.isnan(ordered[-1:]).any() else 0
    if missing:
        ordered[-missing:] = np.inf
    return ordered


def of_sorts(pair: Pair) -> Moved:
    """The value whose share moved most, a missing one among them; p-value by Pearson's chi-square.

    Rare values are counted as one for the test.
    """
    assert pair.levels is not None
    counts = np.stack([_counted(side, len(pair.levels)) for side in (pair.before, pair.now)])
    shares = counts / counts.sum(axis=1, keepdims=True)
    largest = int(np.abs(shares[1] - shares[0]).argmax())
    names = ("without a value", *(f"with {level}" for level in pair.levels))
    return Moved(
        pair.name, pair.role, float(abs(shares[1, largest] - shares[0, largest])),
        int((counts.sum(axis=0) > 0).sum()), names[largest],
        float(shares[0, largest]), float(shares[1, largest]),
        independence_p(pooled(counts)),
    )  # fmt: skip


def _counted(codes: NDArray[np.intp], levels: int) -> NDArray[np.intp]:
    """Rows of each value, the missing ones first; shape (levels + 1,)."""
    return np.bincount(codes + 1, minlength=levels + 1)


def pooled(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The counts with all rare values as one; shape (2, values) in and (2, at most as many) out.

    Which are rare is read from both sides together, so that it says nothing of their difference.
    """
    sides = counts.sum(axis=1)
    expected = counts.sum(axis=0) * sides.min() / max(1, sides.sum())
    rare = expected < FEWEST_EXPECTED
    return np.column_stack([counts[:, ~rare], counts[:, rare].sum(axis=1)])


def _shown(value: float) -> str:
    return "any value (the others are missing)" if np.isinf(value) else f"{value:.6g}"
