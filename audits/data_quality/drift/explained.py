"""How much of a changed number goes with the shift of one column.

The rows of before are weighed so that the column is spread as it is now, and the number is taken
again: what it moves by is the part that is consistent with that column's shift (direct
standardisation; Kitagawa 1955, Components of a difference between two rates, JASA 50:1168). What
remains has another reason. Two columns that move together each have the part that they share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.data.arrays import Floats
from audits.data_quality.drift.pairs import Pair
from audits.specification.roles import Role

# Numbers fall into so many bins of the rows of before; rare values of a category are one.
BINS, MOST_LEVELS = 10, 20
# Where more rows of now than this lie in no bin of before, nothing is explained by the column.
MOST_UNKNOWN = 0.05
# A changed number, and a part of it, rest on at least so many rows of either side.
FEWEST = 30


@dataclass(frozen=True, eq=False)
class Number:
    """A number that both audits would print, as a mean over rows.

    before, now: one value a row, shape (rows,), NaN of rows that do not count. made_of: the role of
    the column that it is itself a mean of, which explains nothing of it.
    """

    name: str
    before: Floats
    now: Floats
    made_of: Role | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A value with its normal interval's half, and the rows of both sides behind it."""

    value: float
    half: float
    rows: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Explained:
    """A number's change from before to now, and the part that goes with one column's shift."""

    number: str
    before: float
    now: float
    change: Part
    column: str
    share: Part


def explained(
    numbers: Sequence[Number], shifted: Sequence[Pair], confidence: float
) -> Iterator[Explained]:
    """Each number that changed by more than chance beside each shifted column.

    confidence: of the intervals, over all of these together (Bonferroni).
    """
    looked_at = max(1, len(numbers) * (1 + len(shifted)))
    z_quantile = -float(ndtri((1 - confidence) / 2 / looked_at))
    for number in numbers:
        sides = [side[~np.isnan(side)] for side in (number.before, number.now)]
        if min(map(len, sides)) < FEWEST:
            continue
        old, new = (float(side.mean()) for side in sides)
        error = sqrt(sum(float(side.var()) / len(side) for side in sides))
        change = Part(new - old, z_quantile * error, (len(sides[0]), len(sides[1])))
        if abs(change.value) <= change.half:
            continue
        for pair in shifted:
            if pair.role is number.made_of:
                continue
            share = part_of(number, pair, z_quantile)
            if share is not None:
                yield Explained(number.name, old, new, change, pair.name, share)


def part_of(number: Number, pair: Pair, z_quantile: float) -> Part | None:
    """What the number moves by where the rows of before are spread as now along one column.

    z_quantile: standard errors of half the interval. None where the rows of now lie elsewhere.
    """
    counted = ~np.isnan(number.before), ~np.isnan(number.now)
    bins = binned(pair)
    old, new = bins[0][counted[0]], bins[1][counted[1]]
    values, size = number.before[counted[0]], 1 + max(int(old.max()), int(new.max()))
    rows_old, rows_new = np.bincount(old, minlength=size), np.bincount(new, minlength=size)
    known = rows_old > 0
    unknown = float(rows_new[~known].sum() / len(new))
    if unknown > MOST_UNKNOWN or len(new) < FEWEST:
        return None
    means = np.zeros(size)
    means[known] = np.bincount(old, weights=values, minlength=size)[known] / rows_old[known]
    share_new = np.where(known, rows_new, 0) / rows_new[known].sum()
    share_old = rows_old / len(old)
    value = float(share_new @ means - values.mean())
    # Each side's rows by their influence; the two are independent.
    weight = np.divide(share_new, share_old, out=np.zeros(size), where=known)
    of_old = weight[old] * (values - means[old]) - (values - values.mean())
    spread_new = float(share_new @ means**2 - (share_new @ means) ** 2)
    error = sqrt(float(np.mean(of_old**2)) / len(old) + max(0.0, spread_new) / len(new))
    return Part(value, z_quantile * error, (len(old), len(new)))


def binned(pair: Pair) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The bin of each row of before, and of now; missing values have their own, 0."""
    if pair.levels is not None:
        counts = np.bincount(pair.before + 1, minlength=len(pair.levels) + 1)
        usual = np.argsort(-counts[1:], kind="stable")[:MOST_LEVELS]
        code = np.full(len(pair.levels) + 1, 1 + len(usual), dtype=np.intp)
        code[0] = 0
        code[1 + usual] = 1 + np.arange(len(usual))
        return code[pair.before + 1], code[pair.now + 1]
    known = pair.before[~np.isnan(pair.before)]
    if not len(known):
        return np.isfinite(pair.before).astype(np.intp), np.isfinite(pair.now).astype(np.intp)
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS))
    old, new = (
        np.where(np.isnan(side), 0, 1 + np.searchsorted(edges, side, side="left"))
        for side in (pair.before, pair.now)
    )
    return old, new
