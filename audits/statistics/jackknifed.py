"""A number from 0 to 1 with the infinitesimal jackknife's error: what each row moves it by.

Of ratios of sums over rows, and means of such ratios (Efron 1982, The Jackknife, the Bootstrap and
Other Resampling Plans, SIAM). The interval is that of `bounded_means`, so that it knows of a row
that was not seen.
"""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.clusters import ClusterSums, lacking_clusters, opposed, squared_error
from audits.statistics.bounded_means import bounded


@dataclass(frozen=True, eq=False)
class Jackknifed:
    """A value and what it rests on.

    error: its standard error. units: one more row, or cluster, moves it by at most the
    `units + 1`th part of what is left to an end. by_cluster: what each cluster moves it by; None
    where rows are independent. alike: clusters of equal size that would be worth as much (Kish),
    or None.
    """

    value: float
    error: float
    units: float
    by_cluster: ClusterSums | None = None
    alike: float | None = None

    @classmethod
    def of(
        cls,
        value: float,
        moves: Floats,
        units: float,
        clusters: NDArray[np.integer] | None = None,
        amounts: Floats | None = None,
        heaviest: float | None = None,
    ) -> Self:
        """From what each row moves it by.

        moves, clusters: shape (rows,): influences that sum to 0, and codes of what belongs
        together. units: of rows. amounts: shape (rows,), how much each counts; alike without.
        heaviest: amount of a row that takes from the value all it can. What was not seen of
        clusters is one more of these, not one of their rows; with `heaviest` one of such rows
        alone, since a cluster that is wrong throughout may count more than any that was seen.
        """
        by_cluster, alike = None, None
        if clusters is not None:
            codes, position = np.unique(clusters, return_inverse=True)
            of_row = position.reshape(-1)
            moves = np.bincount(of_row, moves).astype(np.float64)
            by_cluster = ClusterSums(codes.astype(np.intp), moves)
            sizes = np.bincount(of_row, amounts).astype(np.float64)
            alike = float(sizes.sum() ** 2 / (sizes @ sizes))
            units = min(units, alike)
            if heaviest is not None:
                # Rows of the cluster that a row is in, on average: what Kish's number divides by.
                rows = np.bincount(of_row).astype(np.float64)
                units = min(units, float(sizes.sum() * rows.sum() / (rows @ rows)) / heaviest)
        return cls(value, sqrt(squared_error(moves)), units, by_cluster, alike)

    @property
    def clusters(self) -> int | None:
        """How many clusters the rows come from."""
        return None if self.by_cluster is None else len(self.by_cluster.codes)

    @property
    def degrees_of_freedom(self) -> float:
        """Of its error: rows that it is worth less one, or clusters of equal size."""
        return max(1.0, (self.units if self.alike is None else self.alike) - 1)

    @property
    def lacking_clusters(self) -> str | None:
        """Why its clusters are too few to decide anything, or None."""
        return None if self.clusters is None else lacking_clusters(self.clusters, self.alike)

    @property
    def evidence(self) -> tuple[float, ...]:
        """Of the method "gaffke"."""
        freedom = 0.0 if self.clusters is None else self.degrees_of_freedom
        return bounded(self.value, self.error**2, self.units, freedom)

    def beside(self, other: "Jackknifed") -> tuple[float, ...]:
        """Evidence of the method "gaffke-difference": this one less the other.

        Clusters that move the two in opposite ways make the gap vary more than both alone.
        """
        times = sqrt(opposed(self.by_cluster, other.by_cluster))
        sides = (replace(side, error=side.error * times) for side in (self, other))
        return tuple(number for side in sides for number in side.evidence)
