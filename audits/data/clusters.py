"""Rows that belong together: repeated people, households, templates.

Forty answers of four people are not forty people. A share's variance is then that of the
clusters' sums, its interval a t interval with clusters - 1 degrees of freedom, and below
FEWEST_CLUSTERS there is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Dataset, Numbers, Role, Texts
from audits.errors import NotApplicable

FEWEST_CLUSTERS = 5
# Sums of clusters looked at together: 16 MB.
_MOST_AT_ONCE = 1 << 21
_NO_CODES = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Clustered:
    """Which clusters the amounts of an array of cells come from.

    Every field has the shape (entries,). cluster: its code. cell: flat index of the cell. amount:
    what of the cluster lies in it.
    """

    cluster: NDArray[np.intp]
    cell: NDArray[np.intp]
    amount: NDArray[np.float64]

    def moved(self, to: NDArray[np.intp]) -> "Clustered":
        """The cells at other places; to: shape (cells,), -1 where one is left out."""
        cell = to[self.cell]
        is_moved = cell >= 0
        return Clustered(self.cluster[is_moved], cell[is_moved], self.amount[is_moved])

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of a cell's value over each cluster that has rows, shape (clusters,).

        values: shape (cells,), one of each cell.
        """
        amounts = self.amount * values[self.cell]
        if self._codes_are_dense:
            return np.bincount(self.cluster, amounts).astype(np.float64, copy=False)[self.codes]
        clusters, position = np.unique(self.cluster, return_inverse=True)
        added = np.bincount(position.reshape(-1), amounts, minlength=len(clusters))
        return added.astype(np.float64, copy=False)

    @property
    def codes(self) -> NDArray[np.intp]:
        """The clusters that have rows, rising, shape (clusters,)."""
        if self._codes_are_dense:
            return np.flatnonzero(np.bincount(self.cluster))
        return np.unique(self.cluster)

    @property
    def _codes_are_dense(self) -> bool:
        """Whether an array of all codes is about as long as the entries; a sort costs more."""
        return len(self.cluster) > 0 and int(self.cluster.max()) < 4 * len(self.cluster)

    def within(self, cells: NDArray[np.bool_]) -> "Clustered":
        """Only these cells, and only what is not nothing; cells: shape (cells,)."""
        is_inside = cells[self.cell] & (self.amount > 0)
        return Clustered(self.cluster[is_inside], self.cell[is_inside], self.amount[is_inside])


def squared_error(sums: NDArray[np.float64]) -> float:
    """Cluster-robust variance of a total, from per-cluster sums of residuals.

    sums: shape (clusters,), around 0. With the factor C / (C - 1) of Taylor linearisation (Binder
    1983, International Statistical Review 51:279).
    """
    clusters = len(sums)
    return float(sums @ sums) * clusters / (clusters - 1) if clusters > 1 else 0.0


@dataclass(frozen=True, eq=False)
class ClusterSums:
    """What each cluster adds to an estimate, around 0.

    Both fields have the shape (clusters,). codes: of the clusters, rising. sums: of the influences
    of each one's rows.
    """

    codes: NDArray[np.intp]
    sums: NDArray[np.float64]


def opposed(own: ClusterSums | None, other: ClusterSums | None) -> float:
    """How many times the variance a difference, or ratio, of two estimates has at most for it that
    clusters give to one what they take from the other; 1 to 2.

    own, other: of either estimate, or None where no clusters are known.

    Taken as independent, the variances of the two are added, which is careful where clusters act
    on both alike. Where they act on them in opposite ways the sum lacks a part, at most their
    correlation, whatever the two are weighed by.
    """
    return 1 + max(0.0, -correlation(own, other))


def correlation(own: ClusterSums | None, other: ClusterSums | None) -> float:
    """How alike clusters move two estimates, -1 to 1; 0 where no clusters are known.

    own, other: of either estimate, or None.
    """
    if own is None or other is None:
        return 0.0
    _, first, second = np.intersect1d(
        own.codes, other.codes, assume_unique=True, return_indices=True
    )
    together = float(own.sums[first] @ other.sums[second])
    apart = float(own.sums @ own.sums) * float(other.sums @ other.sums)
    return min(1.0, max(-1.0, together / apart**0.5)) if apart > 0 else 0.0


def correlations(parts: Sequence[ClusterSums | None]) -> NDArray[np.float64]:
    """`correlation` of every two of the estimates, shape (parts, parts)."""
    known = [ClusterSums(_NO_CODES, np.zeros(0)) if own is None else own for own in parts]
    norms = np.sqrt([float(estimate.sums @ estimate.sums) for estimate in known])
    every_code = np.concatenate([estimate.codes for estimate in known])
    codes, column = np.unique(every_code, return_inverse=True)
    of = np.repeat(np.arange(len(known)), [len(estimate.codes) for estimate in known])
    sums = np.concatenate([estimate.sums for estimate in known])
    # By cluster, a few at a time: many classes in many clusters would fill the memory.
    order = np.argsort(column.reshape(-1), kind="stable")
    of, sums, column = of[order], sums[order], column.reshape(-1)[order]
    together = np.zeros((len(known), len(known)))
    step = max(1, _MOST_AT_ONCE // len(known))
    for start in range(0, len(codes), step):
        first, last = np.searchsorted(column, [start, start + step])
        block = np.zeros((len(known), min(step, len(codes) - start)))
        block[of[first:last], column[first:last] - start] = sums[first:last]
        together += block @ block.T
    apart = np.outer(norms, norms)
    moves = np.divide(together, apart, out=np.zeros_like(together), where=apart > 0)
    return np.asarray(np.clip(moves, -1.0, 1.0))


def lacking_clusters(clusters: int, alike: float | None, needed: int = 0) -> str | None:
    """Why nothing can be said of so many clusters, or None.

    alike: clusters of equal size that would tell as much (Kish). needed: how many would be
    enough where the rate goes with their size and too few are large; 0 where it does not.
    """
    if clusters < FEWEST_CLUSTERS:
        return too_few_clusters(clusters)
    if alike is not None and alike < FEWEST_CLUSTERS * (1 - 1e-9):
        return (
            f"{clusters} clusters of unequal size are worth {int(alike)} "
            f"where {FEWEST_CLUSTERS} are needed"
        )
    if needed:
        return (
            f"the rate goes with the size of the {clusters} clusters, of which too few are large "
            f"to tell how far: some {needed:,} of such sizes are needed"
        )
    return None


def too_few_clusters(clusters: int) -> str:
    """The sentence that says how many clusters there are and how many are needed."""
    return f"{clusters} cluster{'' if clusters == 1 else 's'} where {FEWEST_CLUSTERS} are needed"


def told_of_no_cluster(data: Dataset) -> Iterator[str]:
    """That rows without a cluster are taken as independent, where there are any and others."""
    column = data.one(Role.CLUSTER)
    match None if column is None else column.values:
        case Categories(codes, _):
            missing = int((codes < 0).sum())
        case Numbers(values):
            missing = int(np.isnan(values).sum())
        case Texts(texts):
            missing = sum(text is None for text in texts)
        case _:
            return
    if missing and column is not None:
        one = missing == 1
        yield (
            f"{missing:,} row{'' if one else 's'} {'has' if one else 'have'} no {column.name}: "
            f"{'it counts' if one else 'each counts'} as a cluster of its own, as if it belonged "
            "with no other row. Where that is not so, intervals are too short"
        )


def clusters_repeat(data: Dataset) -> bool:
    """Whether any cluster has several rows; of a column that holds no clusters none has."""
    try:
        codes = cluster_codes(data)
    except NotApplicable:
        return False
    return codes is not None and len(codes) > 0 and bool(np.bincount(codes).max() > 1)


def cluster_codes(data: Dataset) -> NDArray[np.int32] | None:
    """Shape (rows,): the cluster of each row; None without a column of that role.

    A row whose cluster is missing is a cluster of its own. Raises `NotApplicable` for a column of
    pictures.
    """
    column = data.one(Role.CLUSTER)
    if column is None:
        return None
    match column.values:
        case Categories(codes, levels):
            cluster_of, missing, clusters = codes.astype(np.int32), codes < 0, len(levels)
        case Numbers(values):
            missing = np.isnan(values)
            distinct, position = np.unique(values[~missing], return_inverse=True)
            cluster_of, clusters = np.zeros(len(values), dtype=np.int32), len(distinct)
            cluster_of[~missing] = position.reshape(-1)
        case Texts(texts):
            missing = np.array([text is None for text in texts], dtype=bool)
            index = {text: code for code, text in enumerate(sorted(set(texts[~missing])))}
            cluster_of = np.array([index.get(text, 0) for text in texts], dtype=np.int32)
            clusters = len(index)
        case _:
            raise NotApplicable(
                f"column {column.name!r} holds {column.kind}s, not clusters",
                "give the role cluster to a column of numbers or text",
            )
    cluster_of[missing] = clusters + np.arange(int(missing.sum()), dtype=np.int32)
    return cluster_of
