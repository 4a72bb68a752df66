"""A share of rows: successes among trials in some cells, and how precise it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.cluster_likeness import Likeness, likeness
from audits.data.clusters import (
    Clustered,
    ClusterSums,
    correlations,
    lacking_clusters,
    opposed,
)
from audits.data.tallies import Tally
from audits.statistics.one_unseen_row import (
    ROUNDING,
    OneUnseen,
    one_unseen_row,
    worth_too_few,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the audit or the plan states for every number of a probe."""

    confidence: float
    smallest_group: int


@dataclass(frozen=True, slots=True)
class Share:
    """Successes among trials.

    successes, trials: sums of weights, or counts without weights.
    rows: how many rows the trials are.
    effective: trials of a simple random sample that would be as precise; None where rows are
    independent and count alike.
    clusters: how many the trials come from; None where rows are independent.
    worth: rows of equal weight that would be as precise (Kish 1965, Survey Sampling); None without
    weights.
    alike: clusters of equal size that would be; None where rows are independent.
    degrees_of_freedom: those behind `effective`; units - 1 unless stated.
    lacked_clusters: 0, or how many of such sizes would tell how far its clusters' rates go with
    their sizes.
    one_unseen: what one row more would make of its weights; None without weights.
    by_cluster: what each cluster adds to it.
    """

    successes: float
    trials: float
    rows: int
    effective: float | None = None
    clusters: int | None = None
    worth: float | None = None
    alike: float | None = None
    degrees_of_freedom: float | None = None
    lacked_clusters: int = 0
    one_unseen: OneUnseen | None = None
    by_cluster: ClusterSums | None = field(default=None, compare=False, repr=False)

    @property
    def value(self) -> float:
        """Successes over trials; there must be trials."""
        return self.successes / self.trials

    @property
    def evidence(self) -> tuple[float, ...]:
        """What the interval methods read of it."""
        if self.effective is None:
            return float(self.successes), float(self.trials)
        units = self.rows if self.clusters is None else self.clusters
        degrees_of_freedom = (
            units - 1 if self.degrees_of_freedom is None else self.degrees_of_freedom
        )
        # Of no trials nothing is known, which an effective number of 0 says.
        return (
            self.value if self.possible else 0.0,
            self.effective,
            float(max(1, degrees_of_freedom)),
        )

    @property
    def possible(self) -> bool:
        """Whether there is anything to divide by."""
        return self.trials > 0

    def worth_less(self, times: float) -> "Share":
        """The same with so many times the variance."""
        if times == 1 or self.effective is None:
            return self
        return replace(self, effective=self.effective / times)

    def against(self, other: "Share") -> float:
        """How many times the variance their clusters make of the two together (`opposed`)."""
        return opposed(self.by_cluster, other.by_cluster)

    def undetermined_reason(self, smallest_group: int) -> str | None:
        """Why nothing can be said of it: too few rows, too unequal weights, too few clusters.

        smallest_group: fewest rows, or rows' worth of weights, from which a share decides.
        """
        if self.rows < smallest_group:
            return too_few(self.rows, smallest_group)
        if self.worth is not None and self.worth < smallest_group * (1 - ROUNDING):
            return worth_too_few(self.worth, smallest_group)
        if self.one_unseen is not None:
            reason = self.one_unseen.undetermined_reason(smallest_group)
            if reason is not None:
                return reason
        if self.clusters is not None:
            return lacking_clusters(self.clusters, self.alike, self.lacked_clusters)
        return None


def as_summed(shares: Sequence[Share]) -> list[Share]:
    """The shares as parts of a sum: each worth less where clusters move another the same way.

    Taken as independent, their variances would lack what they have in common.
    """
    parts = [share.by_cluster for share in shares]
    if all(share.by_cluster is None for share in shares):
        return list(shares)
    moves = correlations(parts)
    np.fill_diagonal(moves, 0.0)
    together = 1 + np.maximum(moves, 0.0).sum(axis=1)
    return [share.worth_less(times) for share, times in zip(shares, together.tolist(), strict=True)]


def share_of(tally: Tally, success: Mask, trial: Mask) -> Share:
    """The share of the success cells among the trial cells, with its effective number of trials.

    success, trial: masks with the shape of the tally. With weights the variance is that of a ratio
    of sums, to first order (Cochran 1977, Sampling Techniques, 6).
    """
    rows = int(tally.rows[trial].sum())
    if tally.clustered is not None:
        return _clustered_share(tally, tally.clustered, success, trial, rows)
    if tally.weights is None or tally.squares is None:
        return Share(int(tally.rows[success & trial].sum()), rows, rows)
    hit, miss = success & trial, trial & ~success
    total = float(tally.weights[trial].sum())
    if total <= 0 or rows == 0:
        return Share(0.0, 0.0, rows, 0.0)
    hit_weight = float(tally.weights[hit].sum())
    value = hit_weight / total
    worth = total**2 / float(tally.squares[trial].sum())
    # Variance of a ratio of weighted sums, to first order.
    variance = (
        float(tally.squares[hit].sum()) * (1 - value) ** 2
        + float(tally.squares[miss].sum()) * value**2
    ) / total**2
    effective = worth
    if 0 < value < 1 and variance > 0 and rows > 1:
        # A few successes of small weight look more precise than all rows together are.
        effective = min(worth, value * (1 - value) / (variance * rows / (rows - 1)))
    unseen = one_unseen_row(tally, hit, miss)
    if unseen is not None:
        effective = min(effective, unseen.effective)
    return Share(
        hit_weight, total, rows, effective, worth=worth, degrees_of_freedom=worth - 1,
        one_unseen=unseen,
    )  # fmt: skip


def _clustered_share(
    tally: Tally, clustered: Clustered, success: Mask, trial: Mask, rows: int
) -> Share:
    """The variance is that of the clusters' sums; never less than of so many rows."""
    amounts = tally.rows if tally.weights is None else tally.weights
    total, successes = float(amounts[trial].sum()), float(amounts[success & trial].sum())
    inside = clustered.within(trial.reshape(-1))
    if total <= 0 or rows == 0:
        return Share(0.0, 0.0, rows, 0.0, len(inside.codes))
    worth = None
    if tally.squares is not None:
        worth = total**2 / float(tally.squares[trial].sum())
    alike: Likeness = likeness(inside, success.reshape(-1))
    effective = min(float(rows) if worth is None else worth, alike.effective)
    unseen = one_unseen_row(tally, success & trial, trial & ~success)
    if unseen is not None:
        effective = min(effective, unseen.effective)
    return Share(
        successes,
        total,
        rows,
        effective,
        alike.clusters,
        worth,
        alike.alike,
        alike.degrees_of_freedom,
        alike.lacked,
        unseen,
        _by_cluster(inside, success.reshape(-1), successes / total),
    )


def _by_cluster(inside: Clustered, success: Mask, value: float) -> ClusterSums:
    return ClusterSums(inside.codes, inside.sums(np.asarray(success - value, dtype=np.float64)))


@dataclass(frozen=True, slots=True)
class Ends:
    """A share if every row without an answer had one: at the least and at the greatest.

    rows: how many have none.
    """

    low: Share
    high: Share
    rows: int


def method_of(share: Share, plain: str, weighted: str) -> str:
    """The name of the method that a share's interval is drawn by; its clusters stand in it.

    plain, weighted: the method for rows that count alike, and for those that do not.
    """
    if share.effective is None:
        return plain
    return weighted if share.clusters is None else f"{weighted} ({share.clusters} clusters)"


def too_few(rows: int, smallest_group: int) -> str:
    """The sentence that says how many rows there are and how many are needed.

    rows, smallest_group: these two.
    """
    return f"{rows} row{'' if rows == 1 else 's'} where {smallest_group} are needed"


def unknown_group_bounds(share: Share, unknown: Share | None) -> tuple[float, float]:
    """Least and greatest value if some of the unknown rows, or none, were the group's.

    Manski 2003, Partial Identification of Probability Distributions.
    """
    if unknown is None:
        return share.value, share.value
    failures = unknown.trials - unknown.successes
    lower = share.successes / (share.trials + failures)
    return lower, (share.successes + unknown.successes) / (share.trials + unknown.successes)
