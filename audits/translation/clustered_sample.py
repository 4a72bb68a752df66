"""Shares of a sample of sentences that may be clustered, counted or weighted.

Sentences made from one word or one template stand or fall together. A share of them is a share as
any other (`audits.statistics.shares`), with the same rules for rare answers, unequal clusters and
weights: a sentence is a cell. Two crossed clusterings, words and templates, add up, less what both
count (Cameron, Gelbach & Miller 2011, JBES 29:238).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import FEWEST_CLUSTERS, Clustered, squared_error
from audits.data.tallies import Tally
from audits.statistics.means import Mean, linearised_mean
from audits.statistics.shares import Share, share_of

Mask = NDArray[np.bool_]
TINY = 1e-300


def codes_of(names: Sequence[str]) -> NDArray[np.intp]:
    """Shape (rows,): a code for each name, equal where names are."""
    return np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)[1]


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
        """The same of these rows only."""
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

    def share(self, hit: Mask) -> Share | None:
        """The share of the rows that hit, shape (rows,); None without rows."""
        if float(self.mass.sum()) <= 0:
            return None
        every = np.ones(len(self), dtype=np.bool_)
        clusters = self.usable_clusters
        if not clusters:
            return share_of(self._tally(None), hit, every)
        parts = [share_of(self._tally(codes), hit, every) for codes in clusters]
        return parts[0] if len(parts) == 1 else self._crossed(parts, hit)

    def _tally(self, codes: NDArray[np.intp] | None) -> Tally:
        """Every row as a cell."""
        weights = None if self.weight is None else self.mass
        squares = None if self.weight is None else self.mass * self.weight
        clustered = None
        if codes is not None:
            clustered = Clustered(codes, np.arange(len(self)), self.mass)
        return Tally(self.count, weights, squares, clustered)

    def _crossed(self, parts: list[Share], hit: Mask) -> Share:
        """The share under two clusterings at once.

        The finer one, which says as much as most equal clusters, says whether the rarer answer was
        seen in enough of them; degrees of freedom are those of the coarser.
        """
        finer = max(parts, key=lambda share: share.alike or 0.0)
        fewest = min(share.clusters or 0 for share in parts)
        effective, value = finer.effective or 0.0, finer.value
        variance = crossed_variance(self.mass * (hit - value), self.usable_clusters)
        if not 0 < value < 1:
            effective = min(effective, fewest)
        elif variance > 0:
            effective = min(effective, value * (1 - value) / (variance / finer.trials**2))
        return replace(
            finer,
            effective=effective,
            clusters=fewest,
            degrees_of_freedom=min(float(fewest - 1), finer.degrees_of_freedom or 1.0),
        )

    @cached_property
    def usable_clusters(self) -> tuple[NDArray[np.intp], ...]:
        """The clusterings an interval can rest on.

        Templates of which there are too few are held fixed: the interval is then of these
        templates. What sentences are about never is, and too few words say nothing of words.
        """
        return (
            *self.clusters[:1],
            *(codes for codes in self.clusters[1:] if len(np.unique(codes)) >= FEWEST_CLUSTERS),
        )

    @property
    def groups(self) -> int:
        """The number of clusters degrees of freedom are taken from; rows without clusters."""
        if not self.clusters:
            return len(self)
        return min(len(np.unique(codes)) for codes in self.usable_clusters)

    def mean(self, values: NDArray[np.float64]) -> Mean:
        """Mean of the values, shape (rows,), by the clustering that varies more.

        Its variance is that of both; `alike` tells how many equal clusters the finer one is worth
        (or rows), `in_spread` how many of them the spread rests on.
        """
        clusters = self.usable_clusters or (np.arange(len(self)),)
        count = self.count.astype(np.float64)
        value = float(self.mass @ values) / float(self.mass.sum())
        around, size = values - value, float(np.abs(values).max(initial=0.0))
        means = [
            linearised_mean(value, around, count, self.weight, codes.astype(np.int32), size=size)
            for codes in clusters
        ]
        widest, finer = (max(means, key=key) for key in (lambda m: m.error, lambda m: m.alike))
        if widest.error <= 0 or finer.by_cluster is None:
            return widest
        error = crossed_variance(self.mass * around, clusters) ** 0.5 / float(self.mass.sum())
        squares = finer.by_cluster.sums**2
        in_spread = float(squares.sum()) ** 2 / max(float(squares @ squares), TINY)
        wider = widest.with_variance((error / widest.error) ** 2)
        return replace(wider, in_spread=in_spread, alike=finer.alike)


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
    index = np.unique(codes, return_inverse=True)[1].reshape(-1)
    return squared_error(np.bincount(index, residuals).astype(np.float64, copy=False))
