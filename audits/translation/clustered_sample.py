"""Shares of a sample of sentences that may be clustered, counted or weighted.

Sentences made from one word or one template stand or fall together, so the variance is taken
between clusters (Taylor linearisation). Two crossed clusterings add up, less what both count
(Cameron, Gelbach & Miller 2011, JBES 29:238). Few clusters get a t interval on the logit with
clusters - 1 degrees of freedom; at 0 and 1 the exact bound on the number of clusters.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Interval
from audits.statistics.intervals import limits

Mask = NDArray[np.bool_]
FEWEST_CLUSTERS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A share with what its interval needs. clusters: 0 where every row stands alone."""

    value: float
    size: int
    method: str
    evidence: tuple[float, ...]
    clusters: int

    @property
    def too_few_clusters(self) -> bool:
        """Whether no interval would hold what it says."""
        return 0 < self.clusters < FEWEST_CLUSTERS

    def interval(self, confidence: float) -> Interval:
        return limits(self.method, self.evidence, confidence)


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of sentences.

    count: shape (rows,), how often the row stands in the table (role count), 1 as a rule.
    weight: shape (rows,), its sampling weight, or None.
    clusters: shape (rows,) each, codes of the word, the template or the stated cluster.
    """

    count: NDArray[np.int64]
    weight: NDArray[np.float64] | None = None
    clusters: tuple[NDArray[np.intp], ...] = ()

    def __len__(self) -> int:
        return len(self.count)

    @cached_property
    def mass(self) -> NDArray[np.float64]:
        """Shape (rows,): what a row counts for in a sum."""
        count = self.count.astype(np.float64)
        return count if self.weight is None else count * self.weight

    def take(self, rows: Mask) -> "Sample":
        """Only these rows."""
        return replace(
            self,
            count=self.count[rows],
            weight=None if self.weight is None else self.weight[rows],
            clusters=tuple(codes[rows] for codes in self.clusters),
        )

    @property
    def size(self) -> int:
        """The denominator as it is printed: rows, each as often as it stands."""
        return int(self.count.sum())

    def share(self, hit: Mask) -> Part | None:
        """The share of the rows that hit; None without rows."""
        total = float(self.mass.sum())
        if total <= 0:
            return None
        hit_mass = float(self.mass[hit].sum())
        value = hit_mass / total
        if self.weight is None and not self.clusters:
            return Part(value, self.size, "wilson", (hit_mass, total), 0)
        clusters = self.usable_clusters or (np.arange(len(self)),)
        cluster_counts = [len(np.unique(codes)) for codes in clusters]
        variance = crossed_variance(self.mass * (hit - value), clusters) / total**2
        # No design is believed to beat independent rows, and at 0 or 1 only clusters count.
        limit = float(self.size) if self.weight is None else total**2 / float((self.mass**2).sum())
        effective = float(min(cluster_counts))
        if 0 < value < 1:
            effective = min(limit, value * (1 - value) / variance) if variance > 0 else limit
        counted = min(cluster_counts) if self.usable_clusters else 0
        evidence = (value, effective, float(max(1, min(cluster_counts) - 1)))
        return Part(value, self.size, "linearised", evidence, counted)

    @cached_property
    def usable_clusters(self) -> tuple[NDArray[np.intp], ...]:
        """The clusterings an interval can rest on.

        Where one has enough clusters, another with too few is held fixed: the interval is then
        about these templates. Where none has, the one with most stays, and says too few.
        """
        if not self.clusters:
            return ()
        enough = tuple(c for c in self.clusters if len(np.unique(c)) >= FEWEST_CLUSTERS)
        return enough or (max(self.clusters, key=lambda codes: len(np.unique(codes))),)

    @property
    def groups(self) -> int:
        """The number of clusters degrees of freedom are taken from; rows without clusters."""
        if not self.clusters:
            return len(self)
        return min(len(np.unique(codes)) for codes in self.usable_clusters)

    def mean(self, values: NDArray[np.float64]) -> tuple[float, float, int]:
        """Weighted mean of shape (rows,) values, its standard error and degrees of freedom."""
        total = float(self.mass.sum())
        centre = float((self.mass * values).sum()) / total
        clusters = self.usable_clusters or (np.arange(len(self)),)
        variance = crossed_variance(self.mass * (values - centre), clusters) / total**2
        return centre, float(np.sqrt(variance)), max(1, self.groups - 1)


def crossed_variance(
    residuals: NDArray[np.float64], clusters: tuple[NDArray[np.intp], ...]
) -> float:
    """Variance of the sum of residuals, shape (rows,), under one or two clusterings."""
    parts = [_between(residuals, codes) for codes in clusters]
    if len(parts) == 1:
        return parts[0]
    first, second = clusters[:2]
    both = np.unique(np.stack([first, second]), axis=1, return_inverse=True)[1]
    return max(*parts, sum(parts) - _between(residuals, both))


def _between(residuals: NDArray[np.float64], codes: NDArray[np.intp]) -> float:
    _, index = np.unique(codes, return_inverse=True)
    sums = np.bincount(index, residuals)
    count = len(sums)
    return float((sums**2).sum()) * count / (count - 1) if count > 1 else 0.0
