"""The difference of two shares of the same rows, before and now, and how sure it is.

Rows that count once are paired by Newcombe's method 10 and tested by McNemar's exact test. Rows
with sampling weights, or in clusters, get a t interval by Taylor linearisation, each end at least
as far as Newcombe's for so many rows of equal weight (no more of them than one changed row that may
be missing leaves, `one_unseen_change`), and where rows count unlike each other as the exact limits
of both sides (`weighted_counts`); the test is what this interval says of 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import (
    FEWEST_CLUSTERS,
    ClusterSums,
    opposed,
    squared_error,
    too_few_clusters,
)
from audits.data.tallies import Tally
from audits.statistics.intervals import limits
from audits.statistics.one_unseen_change import ChangedWeights, one_unseen_change
from audits.statistics.one_unseen_row import ROUNDING, OneUnseen
from audits.statistics.proportions import wilson
from audits.statistics.shares import too_few
from audits.statistics.tests import SMALLEST, mcnemar_exact
from audits.statistics.weighted_counts import Sides, difference_limits, of_clusters, of_rows

Limits = tuple[float, float]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """A share (or another metric) before and now, of the same rows.

    gained, lost: rows that count now and did not before, and the reverse; None where a metric is
    no share of rows.
    limits: None where there is no variation, and so no interval; then there is a reason.
    undetermined_reason: why nothing may be concluded from it, or None.
    by_cluster: what each cluster adds to the change; None where rows are independent.
    """

    before: float
    now: float
    limits: Limits | None
    rows: int
    gained: int | None
    lost: int | None
    p_value: float
    method: str
    undetermined_reason: str | None = None
    by_cluster: ClusterSums | None = field(default=None, compare=False, repr=False)

    @property
    def difference(self) -> float:
        """The share now less the share before, between -1 and 1."""
        return self.now - self.before


def newcombe_paired(both: float, first: float, second: float, neither: float,
                    confidence: float) -> Limits:  # fmt: skip
    """Share of the first minus share of the second, of the same rows.

    both, first, second, neither: rows that count in both, in one only, in neither (in all at
    least one). confidence: of the two-sided interval, between 0 and 1. Newcombe 1998, Statistics in
    Medicine 17:2635, method 10: Wilson's limits of the two shares, with their correlation corrected
    for continuity.
    """
    n = both + first + second + neither
    one, other = (both + first, n), (both + second, n)
    p1, p2 = one[0] / n, other[0] / n
    (l1, u1), (l2, u2) = wilson(one, confidence), wilson(other, confidence)
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    agreement = both * neither - first * second
    if agreement > 0:
        agreement = max(0.0, agreement - n / 2)
    phi = agreement / sqrt(margins) if margins > 0 else 0.0
    gap = (first - second) / n
    lower = gap - _together(p1 - l1, u2 - p2, phi)
    upper = gap + _together(u1 - p1, p2 - l2, phi)
    return max(-1.0, min(lower, gap)), min(1.0, max(upper, gap))


def _together(first: float, second: float, phi: float) -> float:
    return sqrt(max(0.0, first * first - 2 * phi * first * second + second * second))


def change_of(
    tally: Tally,
    before: Mask,
    now: Mask,
    trial: Mask,
    *,
    confidence: float,
    smallest_group: int,
    typical: ChangedWeights | None = None,
) -> Change | None:
    """Of the trials' rows, the share that counted before and that counts now.

    before, now, trial: shape of the tally, which cells count. confidence: of the interval, between
    0 and 1. smallest_group: fewest rows, or rows' worth, from which anything is concluded.
    typical: what a row that changed weighs, where weights are known. None where there is no such
    row at all.
    """
    rows = int(tally.rows[trial].sum())
    amounts = tally.rows if tally.weights is None else tally.weights
    total = float(amounts[trial].sum())
    if rows == 0 or total <= 0:
        return None
    gained, lost = trial & now & ~before, trial & before & ~now
    more, fewer = int(tally.rows[gained].sum()), int(tally.rows[lost].sum())
    change = Change(
        float(amounts[trial & before].sum()) / total,
        float(amounts[trial & now].sum()) / total,
        (-1.0, 1.0),
        rows,
        more,
        fewer,
        1.0,
        "",
        too_few(rows, smallest_group) if rows < smallest_group else None,
    )
    if tally.weights is None and tally.clustered is None:
        both = int(tally.rows[trial & now & before].sum())
        neither = rows - both - more - fewer
        drawn = newcombe_paired(both, more, fewer, neither, confidence)
        p_value = mcnemar_exact(more, fewer)
        return _with(change, drawn, p_value, "newcombe-paired", change.undetermined_reason)
    unseen, sides = None, None
    if typical is not None and tally.weights is not None:
        unseen = one_unseen_change(tally, trial, gained, lost, typical)
        reason = change.undetermined_reason or unseen.undetermined_reason(smallest_group)
        reason = reason or typical.unknown_reason
        change = replace(change, undetermined_reason=reason)
    if tally.clustered is not None:
        sides = of_clusters(tally.clustered.within(trial.reshape(-1)), (gained, lost))
    elif (
        typical is not None
        and unseen is not None
        and not (all(typical.shown) and unseen.worth >= rows * (1 - ROUNDING))
    ):
        sides = of_rows(tally, (gained, lost), total, typical.heaviest)
    return _linearised(change, tally, trial, amounts, (gained, lost), unseen, sides, confidence)


def _linearised(
    change: Change,
    tally: Tally,
    trial: Mask,
    amounts: NDArray[np.float64] | NDArray[np.int64],
    changed: tuple[Mask, Mask],
    unseen: OneUnseen | None,
    sides: Sides | None,
    confidence: float,
) -> Change:
    gained, lost = changed
    total = float(amounts[trial].sum())
    around = gained.astype(np.float64) - lost.astype(np.float64) - change.difference
    method, undetermined_reason = "linearised-paired", change.undetermined_reason
    if tally.clustered is not None:
        inside = tally.clustered.within(trial.reshape(-1))
        moves = ClusterSums(inside.codes, inside.sums(around.reshape(-1)))
        change = replace(change, by_cluster=moves)
        units = len(moves.codes)
        variance = squared_error(moves.sums) / total**2
        sizes = inside.sums(np.ones(around.size))
        effective = total**2 / float(sizes @ sizes)
        method = f"{method} ({units} clusters)"
        if units < FEWEST_CLUSTERS:
            undetermined_reason = undetermined_reason or too_few_clusters(units)
    else:
        assert tally.squares is not None
        units = change.rows
        squares = float((tally.squares * around**2)[trial].sum())
        variance = squares / total**2 * units / max(1, units - 1)
        effective = total**2 / float(tally.squares[trial].sum())
    error = sqrt(variance) if variance > 1e-18 and units >= 2 else 0.0
    more, fewer = (float(amounts[trial & side].sum()) / total for side in (gained, lost))
    if error > 0 and tally.clustered is not None:
        # Rows that would tell as much of the change, were they by themselves.
        worth = change.rows if tally.squares is None else total**2 / tally.squares[trial].sum()
        effective = min(float(worth), (more + fewer - change.difference**2) / variance)
    if unseen is not None and unseen.effective < effective * (1 - ROUNDING):
        effective = unseen.effective
    both = max(0.0, change.now - more)
    rates = (both, more, fewer, max(0.0, 1 - both - more - fewer))
    counts = tuple(rate * effective for rate in rates)
    evidence = (change.difference, error, float(max(1, units - 1)), -1.0, 1.0)

    def drawn(level: float) -> Limits:
        """Of the t interval, that of so many rows of equal weight and both sides' the further end.

        Around rare answers that changed the first knows nothing of those that no row has shown, and
        the second not how much one of them weighs.
        """
        both, more, fewer, neither = counts
        low, high = newcombe_paired(both, more, fewer, neither, level)
        if sides is not None:
            rare = difference_limits(*sides, level)
            low, high = min(low, rare[0]), max(high, rare[1])
        if error == 0:
            return low, high
        linearised = limits("bounded-student_t", evidence, level)
        assert linearised.lower is not None
        assert linearised.upper is not None
        return min(low, linearised.lower), max(high, linearised.upper)

    return _with(change, drawn(confidence), p_of(drawn), method, undetermined_reason)


def p_of(drawn: Callable[[float], Limits]) -> float:
    """One less the greatest confidence at which 0 lies outside the limits.

    drawn: the limits at a confidence between 0 and 1.
    """
    outside, inside = 0.0, 1 - 1e-15
    for _ in range(50):
        middle = (outside + inside) / 2
        low, high = drawn(middle)
        outside, inside = (outside, middle) if low <= 0 <= high else (middle, inside)
    return max(SMALLEST, 1 - outside)


def _with(
    change: Change, drawn: Limits, p_value: float, method: str, undetermined_reason: str | None
) -> Change:
    return replace(
        change, limits=drawn, p_value=p_value, method=method,
        undetermined_reason=undetermined_reason,
    )  # fmt: skip


def change_of_gap(own: Change, reference: Change) -> Limits | None:
    """How far the gap between two groups moved: one change minus another, on different rows.

    MOVER: Zou & Donner 2008, Statistics in Medicine 27:1693. Clusters that hold rows of both and
    move them in opposite ways make the gap vary more than both alone (`opposed`). None without
    both intervals.
    """
    if own.limits is None or reference.limits is None:
        return None
    gap = own.difference - reference.difference
    (low, high), (other_low, other_high) = own.limits, reference.limits
    times = sqrt(opposed(own.by_cluster, reference.by_cluster))
    down = times * hypot(own.difference - low, other_high - reference.difference)
    up = times * hypot(high - own.difference, reference.difference - other_low)
    return gap - down, gap + up
