"""Shares and means of a test's items, which stand or fall together by template or target term."""

from dataclasses import dataclass, replace

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import Clustered, lacking_clusters
from audits.data.tallies import Tally
from audits.measurement import Group, Measurement, Undetermined, undetermined
from audits.statistics.means import Codes, mean_of, measured
from audits.statistics.share_measurements import Ends, Share, Stated, rate, share_of
from audits.statistics.shares import too_few


@dataclass(frozen=True, eq=False)
class Items:
    """Rows of a test. clusters: shape (rows,), codes of what stands or falls together."""

    clusters: Codes

    def __len__(self) -> int:
        return len(self.clusters)

    def take(self, rows: Flags) -> "Items":
        """Only these rows; shape (rows,)."""
        return Items(self.clusters[rows])

    @property
    def units(self) -> int:
        """How many clusters the rows come from."""
        return len(np.unique(self.clusters))

    def share(self, hit: Flags) -> Share:
        """The share of the rows that hit, shape (rows,), clustered."""
        rows = len(self)
        clustered = Clustered(self.clusters.astype(np.intp), np.arange(rows), np.ones(rows))
        tally = Tally(np.ones(rows, dtype=np.int64), clustered=clustered)
        return share_of(tally, hit, np.ones(rows, dtype=bool))

    def unit_means(self, values: Floats) -> Floats:
        """Mean of the values in each cluster, shape (units,); values: shape (rows,)."""
        _, unit = np.unique(self.clusters, return_inverse=True)
        return np.asarray(np.bincount(unit.reshape(-1), values) / np.bincount(unit.reshape(-1)))


def item_share(
    metric: str,
    group: Group,
    items: Items,
    hit: Flags,
    stated: Stated,
    why_not: str | None,
    unanswered: Flags | None = None,
) -> Measurement:
    """The share of the items that hit.

    hit: shape (rows,). why_not: why nothing may be concluded whatever the rows are, or None.
    unanswered: shape (rows,), those without an answer, which could have hit or not.
    """
    if not len(items):
        return Undetermined(metric, group, why_not or too_few(0, stated.smallest_group), 0)
    ends = None
    if unanswered is not None and unanswered.any():
        low, high = items.share(hit & ~unanswered), items.share(hit | unanswered)
        ends = Ends(low, high, int(unanswered.sum()))
    line = rate(metric, group, items.share(hit), stated, ends=ends)
    return line if why_not is None else undetermined(line, why_not)


def item_mean(
    metric: str,
    group: Group,
    items: Items,
    values: Floats,
    stated: Stated,
    *,
    within: tuple[float, float],
    why_not: str | None = None,
) -> Measurement:
    """Mean of the items' values with the t interval of the clusters' sums.

    values: shape (rows,). within: the least and the greatest that one can be. why_not: why nothing
    may be concluded whatever the rows are, or None.
    """
    rows = len(items)
    if rows < 2:
        return Undetermined(metric, group, why_not or too_few(rows, stated.smallest_group), rows)
    mean = mean_of(values, clusters=items.clusters)
    if rows >= stated.smallest_group:
        why_not = why_not or lacking_clusters(items.units, mean.alike)
    if mean.error <= 0:
        # Without variation only the number of clusters bounds it.
        mean = replace(mean, degrees_of_freedom=float(max(1, items.units - 1)))
    line = measured(metric, group, mean, stated, within=within, undetermined_reason=why_not)
    if isinstance(line, Undetermined):
        return line
    return replace(line, method=f"{line.method} ({items.units} clusters)")
