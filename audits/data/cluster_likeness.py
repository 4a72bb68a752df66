"""What a share in clusters is worth: how many independent rows would be as precise."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import FEWEST_CLUSTERS, Clustered, squared_error

# Where the rate goes with the clusters' size, what the sample lacks of large ones it lacks of the
# rate, and a variance of first order does not know it. From so many clusters on (their squares
# counted as equal ones) verdicts err no more often than they may; simulated.
ENOUGH_TIED = 100
# The rarer answer must be seen in so many clusters, or in this share of all of them where they
# are few, before the clusters' likeness is estimated (benchmarks/simulate_matrix.py).
SEEN, SEEN_SHARE = 15, 0.7
# Degrees of freedom where no variance is estimated.
UNLIMITED = 1e6


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a share in clusters is worth.

    clusters: how many have rows. alike: clusters of equal size that would be as precise.
    effective: independent rows that would be. degrees_of_freedom: those behind that.
    lacked: 0, or where the clusters' rates go with their sizes and too few of them are large, how
    many of such sizes would be enough.
    """

    clusters: int
    alike: float
    effective: float
    degrees_of_freedom: float
    lacked: int = 0


def likeness(inside: Clustered, success: NDArray[np.bool_]) -> Likeness:
    """How precise the share of these cells is among all cells of `inside`.

    success: shape (cells,), which are counted. Where the rarer answer lies in few clusters, the
    variance of the clusters' sums tells little
    of how alike they are (it is smallest where the clusters in which it is frequent happened to
    be left out): then each cluster counts as one row. So does it where all rows are alike.
    """
    sizes = inside.sums(np.ones(success.size))
    hits = inside.sums(success.astype(np.float64))
    worth = _counting(sizes * sizes)
    lacked = 0
    if worth < ENOUGH_TIED and _goes_with(sizes, hits):
        lacked = math.ceil(len(sizes) * ENOUGH_TIED / worth)
    total = float(sizes.sum())
    share = float(hits.sum()) / total
    alike = _counting(sizes)
    variance = squared_error(hits - share * sizes) / total**2
    seen = min(_counting(hits), _counting(sizes - hits))
    if seen < min(SEEN, SEEN_SHARE * alike) or variance <= 0:
        estimated = share * (1 - share) / variance if variance > 0 else alike
        return Likeness(len(sizes), alike, min(alike, estimated), UNLIMITED, lacked)
    # The variance is a sum of squares, which the large clusters dominate.
    return Likeness(len(sizes), alike, share * (1 - share) / variance, max(1.0, worth - 1), lacked)


def effective_of_each(inside: Clustered, classes: NDArray[np.intp]) -> NDArray[np.float64]:
    """What the share of each class is worth among all rows of `inside`; `likeness` of all at once.

    classes: shape (cells,), the class of each cell, from 0. Returns shape (classes,), effective
    rows; 0 without rows.
    """
    number = int(classes.max(initial=-1)) + 1
    sizes = inside.sums(np.ones(classes.size))
    total, squares = float(sizes.sum()), float(sizes @ sizes)
    if total <= 0:
        return np.zeros(number)
    position = np.searchsorted(inside.codes, inside.cluster)
    pairs, pair_of = np.unique(position * number + classes[inside.cell], return_inverse=True)
    hits = np.bincount(pair_of.reshape(-1), inside.amount, minlength=len(pairs)).astype(np.float64)
    cluster, of = pairs // number, pairs % number
    # Of each class over its clusters: sums of hits, of their squares, of hits times sizes.
    sums, own, crossed = (
        np.bincount(of, values, minlength=number).astype(np.float64, copy=False)
        for values in (hits, hits * hits, hits * sizes[cluster])
    )
    share, clusters = sums / total, len(sizes)
    squared_residuals = own - 2 * share * crossed + share * share * squares
    # What rounding leaves of a difference that is 0.
    squared_residuals[squared_residuals <= 1e-12 * own] = 0.0
    variance = squared_residuals * (clusters / max(1, clusters - 1)) / total**2
    alike = _counting(sizes)
    seen = np.minimum(_per(sums**2, own), _per((total - sums) ** 2, squares - 2 * crossed + own))
    estimated = np.full(number, np.inf)
    np.divide(share * (1 - share), variance, out=estimated, where=variance > 0)
    is_sparse = (seen < min(SEEN, SEEN_SHARE * alike)) | (variance <= 0)
    return np.where(is_sparse, np.minimum(alike, estimated), estimated)


def _per(parts: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 1e-9)


def _goes_with(sizes: NDArray[np.float64], hits: NDArray[np.float64]) -> bool:
    """Whether the rate of a cluster goes with its size: correlation with its logarithm, |t| > 2."""
    logs, rates = np.log(sizes), hits / sizes
    if len(sizes) < FEWEST_CLUSTERS or np.ptp(logs) < 1e-9 or np.ptp(rates) < 1e-9:
        return False
    r = float(np.corrcoef(logs, rates)[0, 1])
    return r * r * (len(sizes) - 2) > 4 * (1 - r * r)


def _counting(parts: NDArray[np.float64]) -> float:
    """How many equal parts these are worth: Kish's (sum)^2 / sum of squares."""
    squares = float(parts @ parts)
    return float(parts.sum()) ** 2 / squares if squares > 0 else 0.0
