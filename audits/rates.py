"""Shares, and the differences and ratios of shares, as measurements.

A share is successes among trials in one group. Unweighted ones get score intervals on their
counts; weighted ones get linearised intervals on their effective trials. Every function here
returns one measurement, determined or not: nothing small is dropped.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from audits.clusters import FEWEST_CLUSTERS, Clustered, squared_error, too_few_clusters
from audits.counts import Tally
from audits.intervals import limits
from audits.measurement import Estimate, Group, Interval, Measurement, Undetermined

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
    """

    successes: float
    trials: float
    rows: int
    effective: float | None = None
    clusters: int | None = None

    @property
    def value(self) -> float:
        return self.successes / self.trials

    @property
    def evidence(self) -> tuple[float, ...]:
        """What the interval methods read of it."""
        if self.effective is None:
            return float(self.successes), float(self.trials)
        units = self.rows if self.clusters is None else self.clusters
        return self.value, self.effective, float(max(1, units - 1))

    @property
    def possible(self) -> bool:
        return self.trials > 0

    def lacking(self, smallest_group: int) -> str | None:
        """Why nothing can be said of it: too few rows, or too few clusters."""
        if self.rows < smallest_group:
            return too_few(self.rows, smallest_group)
        if self.clusters is not None and self.clusters < FEWEST_CLUSTERS:
            return too_few_clusters(self.clusters)
        return None


def share_of(tally: Tally, success: Mask, trial: Mask) -> Share:
    """The share of these cells among those; the masks have the shape of the tally."""
    rows = int(tally.rows[trial].sum())
    if tally.clustered is not None:
        return _clustered_share(tally, tally.clustered, success, trial, rows)
    if tally.weights is None or tally.squares is None:
        return Share(int(tally.rows[success & trial].sum()), rows, rows)
    hit, miss = success & trial, trial & ~success
    total = float(tally.weights[trial].sum())
    if total <= 0 or rows == 0:
        return Share(0.0, 0.0, rows, 0.0)
    held = float(tally.weights[hit].sum())
    value = held / total
    squares = float(tally.squares[trial].sum())
    # Variance of a ratio of weighted sums, to first order.
    variance = (
        float(tally.squares[hit].sum()) * (1 - value) ** 2
        + float(tally.squares[miss].sum()) * value**2
    ) / total**2
    if 0 < value < 1 and variance > 0 and rows > 1:
        effective = value * (1 - value) / (variance * rows / (rows - 1))
    else:
        effective = total**2 / squares
    return Share(held, total, rows, effective)


def _clustered_share(
    tally: Tally, clustered: Clustered, success: Mask, trial: Mask, rows: int
) -> Share:
    """The variance is that of the clusters' sums; never less than of so many rows."""
    amounts = tally.rows if tally.weights is None else tally.weights
    total, held = float(amounts[trial].sum()), float(amounts[success & trial].sum())
    inside = clustered.within(trial.reshape(-1))
    clusters = len(np.unique(inside.cluster))
    if total <= 0 or rows == 0:
        return Share(0.0, 0.0, rows, 0.0, clusters)
    value = held / total
    around = (success.astype(np.float64) - value).reshape(-1)
    variance = squared_error(inside.sums(around)) / total**2
    if 0 < value < 1 and variance > 0:
        effective = min(float(rows), value * (1 - value) / variance)
    else:
        # All alike: as if each cluster were one row of its size.
        sizes = inside.sums(np.ones(around.size))
        effective = total**2 / float(sizes @ sizes)
    return Share(held, total, rows, effective, clusters)


def method_of(share: Share, plain: str, weighted: str) -> str:
    """The method's name; clusters stand in it."""
    if share.effective is None:
        return plain
    return weighted if share.clusters is None else f"{weighted} ({share.clusters} clusters)"


def too_few(rows: int, smallest_group: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'} where {smallest_group} are needed"


def rate(
    metric: str,
    group: Group,
    share: Share,
    stated: Stated,
    *,
    hidden: Share | None = None,
    p_value: float | None = None,
) -> Measurement:
    """One share with its interval. `hidden`: rows that may belong to the group, or not."""
    if not share.possible:
        return Undetermined(metric, group, too_few(share.rows, stated.smallest_group), share.rows)
    method = method_of(share, "wilson", "linearised")
    interval = limits(method, share.evidence, stated.confidence)
    few = share.lacking(stated.smallest_group)
    if few is not None:
        return Undetermined(metric, group, few, share.rows, (share.value, interval))
    return Estimate(
        metric,
        group,
        share.value,
        interval,
        stated.confidence,
        share.rows,
        method,
        share.evidence,
        p_value=p_value,
        bounds=None if hidden is None else Interval(*reach(share, hidden)),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A group's share beside its reference's, and what unknown rows could add to either."""

    own: Share
    reference: Share
    hidden: Share | None = None

    @property
    def sizes(self) -> tuple[int, int]:
        return self.own.rows, self.reference.rows

    @property
    def evidence(self) -> tuple[float, ...]:
        return self.own.evidence + self.reference.evidence

    @property
    def reached(self) -> tuple[float, float]:
        """Least and greatest difference, whatever group the unknown rows belong to."""
        if self.hidden is None:
            gap = self.own.value - self.reference.value
            return gap, gap
        own, other = reach(self.own, self.hidden), reach(self.reference, self.hidden)
        return own[0] - other[1], own[1] - other[0]

    def small(self, smallest_group: int) -> str | None:
        """Why the two cannot be compared, or None."""
        few = self.own.lacking(smallest_group)
        if few is not None:
            return few
        few = self.reference.lacking(smallest_group)
        if few is not None:
            return "the reference has " + few
        if not (self.own.possible and self.reference.possible):
            return "all weights are 0"
        return None


def gap(metric: str, group: Group, reference: Group, pair: Pair, stated: Stated) -> Measurement:
    """The group's share minus the reference's."""
    method = method_of(pair.own, "newcombe", "linearised-difference")
    if not (pair.own.possible and pair.reference.possible):
        reason = pair.small(stated.smallest_group) or ""
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    value = pair.own.value - pair.reference.value
    interval = limits(method, pair.evidence, stated.confidence)
    bounds = None
    if pair.hidden is not None:
        bounds = Interval(*pair.reached)
    return _compared(metric, group, reference, pair, stated, value, interval, method, bounds)


def larger_gap(
    metric: str, group: Group, reference: Group, pairs: tuple[Pair, Pair], stated: Stated
) -> Measurement:
    """The larger in size, with its sign, of two differences on different rows."""
    sizes = (
        min(pair.own.rows for pair in pairs),
        min(pair.reference.rows for pair in pairs),
    )
    small = [reason for pair in pairs if (reason := pair.small(stated.smallest_group))]
    if not all(pair.own.possible and pair.reference.possible for pair in pairs):
        return Undetermined(metric, group, small[0], sizes, reference=reference)
    method = method_of(pairs[0].own, "newcombe-larger", "linearised-larger")
    evidence = pairs[0].evidence + pairs[1].evidence
    value = max((pair.own.value - pair.reference.value for pair in pairs), key=abs)
    interval = limits(method, evidence, stated.confidence)
    if small:
        return Undetermined(metric, group, small[0], sizes, (value, interval), reference)
    return Estimate(
        metric,
        group,
        value,
        interval,
        stated.confidence,
        sizes,
        method,
        evidence,
        reference=reference,
        bounds=_larger_bounds(pairs),
    )


def _larger_bounds(pairs: tuple[Pair, Pair]) -> Interval | None:
    """What unknown rows could make of the larger difference; an outer range of both."""
    if all(pair.hidden is None for pair in pairs):
        return None
    ends = [pair.reached for pair in pairs]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    # The larger in size is never nearer to 0 than either can come at the least.
    least = max(max(0.0, end[0], -end[1]) for end in ends)
    return Interval(least if low > -least else low, -least if high < least else high)


def ratio(metric: str, group: Group, reference: Group, pair: Pair, stated: Stated) -> Measurement:
    """The group's share over the reference's."""
    if pair.reference.possible and pair.reference.successes == 0:
        reason = pair.small(stated.smallest_group) or "the reference's rate is 0"
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    if not (pair.own.possible and pair.reference.possible):
        reason = pair.small(stated.smallest_group) or ""
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    method = method_of(pair.own, "koopman", "linearised-ratio")
    value = pair.own.value / pair.reference.value
    interval = limits(method, pair.evidence, stated.confidence)
    bounds = None
    if pair.hidden is not None:
        own, other = reach(pair.own, pair.hidden), reach(pair.reference, pair.hidden)
        bounds = Interval(own[0] / other[1], own[1] / other[0] if other[0] > 0 else inf)
    return _compared(metric, group, reference, pair, stated, value, interval, method, bounds)


def _compared(
    metric: str,
    group: Group,
    reference: Group,
    pair: Pair,
    stated: Stated,
    value: float,
    interval: Interval,
    method: str,
    bounds: Interval | None,
) -> Measurement:
    small = pair.small(stated.smallest_group)
    if small is not None:
        return Undetermined(metric, group, small, pair.sizes, (value, interval), reference)
    return Estimate(
        metric,
        group,
        value,
        interval,
        stated.confidence,
        pair.sizes,
        method,
        pair.evidence,
        reference=reference,
        bounds=bounds,
    )


def reach(share: Share, hidden: Share) -> tuple[float, float]:
    """Least and greatest value if some of the hidden rows were the group's."""
    failures = hidden.trials - hidden.successes
    lower = share.successes / (share.trials + failures)
    return lower, (share.successes + hidden.successes) / (share.trials + hidden.successes)
