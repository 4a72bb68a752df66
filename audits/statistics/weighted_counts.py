"""Limits of a share that few weighted rows have, exact where all of them weigh the same.

Fay & Feuer 1997 (Statistics in Medicine 16:791) bound a weighted sum of rare events by one event
more that weighs as much as any may: a gamma distribution with the mean and the variance of the sum.
Rows are finitely many, so here it is the beta distribution of both, that of Clopper & Pearson
(1934, Biometrika 26:404) under equal weights.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from audits.data.clusters import FEWEST_CLUSTERS, Clustered
from audits.data.tallies import Tally

Limits = tuple[float, float]
Masks = tuple[NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class WeightedCount:
    """Some of a sample's rows.

    weights, squares: of these rows, added up; the squares are 0 where there is none of them.
    heaviest: what one more of them may weigh. total: weights of all rows, more than 0.
    """

    weights: float
    squares: float
    heaviest: float
    total: float

    @property
    def share(self) -> float:
        """Of the weight of all rows."""
        return self.weights / self.total

    def limits(self, confidence: float) -> Limits:
        """Of the two-sided interval. confidence: between 0 and 1."""
        level, whole = (1 - confidence) / 2, self.total + self.heaviest
        lower, upper = 0.0, 1.0
        if self.squares > 0:
            worth = self.weights * whole / self.squares
            mean = self.weights / whole
            lower = float(betaincinv(mean * worth, (1 - mean) * worth, level))
        with_it = self.weights + self.heaviest
        if with_it < whole:
            worth = with_it * whole / (self.squares + self.heaviest**2)
            mean = with_it / whole
            upper = float(betaincinv(mean * worth, (1 - mean) * worth, 1 - level))
        return min(lower, self.share), max(upper, self.share)


# Rows that changed to the one side, and to the other.
Sides = tuple[WeightedCount, WeightedCount]


def of_rows(tally: Tally, changed: Masks, total: float, heaviest: tuple[float, float]) -> Sides:
    """Both sides of a weighted tally.

    changed: shape of the tally, which cells are of either side. total: weight of all trials.
    heaviest: what a row of either side weighs by the whole table; here it may weigh more.
    """
    assert tally.weights is not None
    assert tally.squares is not None
    sides = []
    for cells, weight in zip(changed, heaviest, strict=True):
        weights, squares = tally.weights[cells], tally.squares[cells]
        own = squares[weights > 0] / weights[weights > 0]
        most = float(max(weight, own.max(initial=0.0)))
        sides.append(WeightedCount(float(weights.sum()), float(squares.sum()), most, total))
    return sides[0], sides[1]


def of_clusters(trials: Clustered, changed: Masks) -> Sides:
    """Both sides, a cluster's rows together: one more of them may change as much as any has.

    trials: the rows they are of, some. changed: shape (cells,) or any other, cells of either side.
    Where none changed to one side it may as much as to the other; where fewer changed than an
    interval of clusters needs, a whole one may.
    """
    sizes = trials.sums(np.ones(changed[0].size))
    sums = [trials.sums(cells.reshape(-1).astype(np.float64)) for cells in changed]
    most = [float(each.max()) for each in sums]
    if np.count_nonzero(sums[0] + sums[1]) < FEWEST_CLUSTERS:
        most = [float(sizes.max())] * 2
    heaviest = [own or other for own, other in (most, most[::-1])]
    first, second = (
        WeightedCount(float(each.sum()), float(each @ each), weight, float(sizes.sum()))
        for each, weight in zip(sums, heaviest, strict=True)
    )
    return first, second


def difference_limits(first: WeightedCount, second: WeightedCount, confidence: float) -> Limits:
    """Share of the first minus share of the second, of two kinds of rows of one sample.

    confidence: of the two-sided interval, between 0 and 1. MOVER of both, which exclude each other
    (Zou & Donner 2008, Statistics in Medicine 27:1693).
    """
    (l1, u1), (l2, u2) = first.limits(confidence), second.limits(confidence)
    p1, p2 = first.share, second.share
    rest = (1 - p1) * (1 - p2)
    # No row is of both kinds, so that their shares move against each other.
    against = sqrt(p1 * p2 / rest) if rest > 0 else 1.0
    lower = p1 - p2 - _together(p1 - l1, u2 - p2, against)
    upper = p1 - p2 + _together(u1 - p1, p2 - l2, against)
    return max(-1.0, lower), min(1.0, upper)


def _together(first: float, second: float, against: float) -> float:
    return sqrt(first**2 + 2 * against * first * second + second**2)
