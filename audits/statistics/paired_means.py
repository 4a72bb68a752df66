"""How far a metric of numbers moved on the same rows, and how sure that is.

Every metric here is a mean of rows, or moves like one: each row's influence on it is known, now
and before, and what counts is the difference of the two. Student 1908 (Biometrika 6:1) for means;
to first order for a root or a ratio of means; DeLong, DeLong & Clarke-Pearson 1988 (Biometrics
44:837) for areas of the same rows. With weights or clusters the variance is linearised.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from audits.data.arrays import Floats
from audits.data.clusters import FEWEST_CLUSTERS, ClusterSums, squared_error, too_few_clusters
from audits.statistics.bounded_means import bounded
from audits.statistics.enough_rows import SIGNED, Needs, not_enough
from audits.statistics.intervals import limits, one_sided_p
from audits.statistics.means import linearised_mean
from audits.statistics.moved_rows import moved_rows
from audits.statistics.paired_shares import Change, p_of
from audits.statistics.shares import Stated, too_few
from audits.statistics.tests import SMALLEST
from audits.statistics.weighted_counts import difference_limits

# Of clusters, numbers without limits: with one more cluster as far out as any row.
UNSEEN = "hall-t-clusters"
# Values that differ by less than this share of their size are one value, calculated twice.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows of a group; every array has the shape (rows,).

    counts, weights, clusters: None where each row counts once, alike and by itself.
    """

    rows: int
    counts: Floats | None
    weights: Floats | None
    clusters: NDArray[np.int32] | None

    @property
    def row_weights(self) -> Floats:
        """How much each row counts, shape (rows,): its people times its weight."""
        counts = np.ones(self.rows) if self.counts is None else self.counts
        return counts if self.weights is None else counts * self.weights

    @property
    def size(self) -> int:
        """How many people the rows are."""
        return self.rows if self.counts is None else round(float(self.counts.sum()))

    @property
    def effective(self) -> float:
        """Rows that would tell as much if all weighed alike (Kish)."""
        if self.weights is None:
            return float(self.size)
        amounts = self.row_weights
        return float(amounts.sum()) ** 2 / float(amounts @ self.weights)

    def mean(self, values: Floats) -> float:
        """Mean of the values, each as much as its row counts. values: shape (rows,)."""
        amounts = self.row_weights
        return float(values @ amounts) / float(amounts.sum())

    def taken(self, rows: NDArray[np.bool_] | NDArray[np.int32]) -> "Sample":
        """The sample of these rows alone.

        rows: shape (rows,), which are taken, or shape (taken,), their positions.
        """
        amounts = [None if p is None else p[rows] for p in (self.counts, self.weights)]
        clusters = None if self.clusters is None else self.clusters[rows]
        size = int(rows.sum()) if rows.dtype == np.bool_ else len(rows)
        return Sample(size, amounts[0], amounts[1], clusters)


@dataclass(frozen=True, eq=False)
class Moving:
    """A metric of one audit. influence: shape (rows,), around 0: what each row adds to it."""

    value: float
    influence: Floats


def mean(values: Floats, sample: Sample) -> Moving:
    """Mean of one value per row, with each row's influence on it.

    values: shape (rows,), of the sample's rows.
    """
    value = sample.mean(values)
    return Moving(value, values - value)


def root(squares: Floats, sample: Sample) -> Moving:
    """Root of a mean of squares, with each row's influence on it to first order.

    squares: shape (rows,), at least 0. At 0 no row has influence.
    """
    value = sqrt(sample.mean(squares))
    return Moving(value, (squares - value * value) / (2 * value) if value > 0 else 0 * squares)


def explained(squares: Floats, label: Floats, sample: Sample) -> Moving | None:
    """R²: 1 less mean squared error over the label's variance; None where labels do not vary.

    squares, label: shape (rows,), squared errors and the true values.
    """
    counted_labels = label[sample.row_weights > 0]
    # Of floats the mean of equal values may be another one, and then the variance is not quite 0.
    if not len(counted_labels) or np.ptp(counted_labels) <= ROUNDING * np.abs(counted_labels).max():
        return None
    around = (label - sample.mean(label)) ** 2
    variance = sample.mean(around)
    lost = sample.mean(squares) / variance
    return Moving(1 - lost, (lost * around - squares) / variance)


def area(scores: Floats, positive: NDArray[np.bool_], sample: Sample) -> Moving:
    """Area under the ROC curve, ties as a half, with each row's influence on it.

    scores, positive: shape (rows,); both kinds of rows must occur. DeLong, DeLong & Clarke-Pearson
    1988, Biometrics 44:837.
    """
    amounts = sample.row_weights
    distinct, rank = np.unique(scores, return_inverse=True)
    rank = rank.reshape(-1)
    ups = np.bincount(rank, amounts * positive, minlength=len(distinct))
    downs = np.bincount(rank, amounts * ~positive, minlength=len(distinct))
    under_up, under_down = np.cumsum(ups) - ups / 2, np.cumsum(downs) - downs / 2
    up, down = float(ups.sum()), float(downs.sum())
    value = float(ups @ under_down) / (up * down)
    placed = np.where(positive, under_down[rank] / down, 1 - under_up[rank] / up) - value
    # As a mean over all rows, each side with its own correction for the mean it was taken from.
    share = np.where(positive, (up + down) / up, (up + down) / down)
    if sample.clusters is None:
        number = np.ones(len(scores)) if sample.counts is None else sample.counts
        rows, of_up = float(number.sum()), float((number * positive).sum())
        share *= np.where(positive, _corrected(of_up), _corrected(rows - of_up))
        share /= _corrected(rows)
    return Moving(value, placed * share)


def _corrected(rows: float) -> float:
    return sqrt(rows / (rows - 1)) if rows > 1 else 1.0


def mean_change(
    before: Moving,
    now: Moving,
    sample: Sample,
    stated: Stated,
    *,
    method: str = "student_t-paired",
    most: float | None = None,
    undetermined_reason: str | None = None,
    needs: Needs = SIGNED,
    unseen: tuple[float, float] = (0.0, 0.0),
) -> Change:
    """Now less before, with the t interval of the rows' differences and its test.

    method: its name in the report; `delong-paired` has t quantiles, of the rows that its spread
    rests on less one, in clusters of those less one. most: how far the metric could move;
    where something bounds it, the limits know of a row not seen (`bounded_means`), and where
    nothing does, the rows' differences must have what it needs (`enough_rows`), and in clusters the
    limits know of a cluster not seen (`unseen_clusters`).
    undetermined_reason: why nothing may be concluded, where that is not for the number of rows.
    unseen: how much lower and higher one row more could bring the change of an area.
    """
    around = now.influence - before.influence
    amounts = sample.row_weights
    total = float(amounts.sum())
    rows = units = sample.size
    by_cluster = None
    if sample.clusters is not None:
        codes, cluster = np.unique(sample.clusters, return_inverse=True)
        sums = np.bincount(cluster.reshape(-1), around * amounts).astype(np.float64)
        by_cluster = ClusterSums(codes.astype(np.intp), sums)
        units = len(sums)
        variance = squared_error(sums) / total**2
        method = f"{method} ({units} clusters)"
        if units < FEWEST_CLUSTERS:
            undetermined_reason = undetermined_reason or too_few_clusters(units)
    else:
        squared = amounts if sample.weights is None else amounts * sample.weights
        variance = float(squared @ (around * around)) / total**2 * rows / max(1, rows - 1)
        if sample.weights is not None:
            method = f"{method} (linearised)"
    if rows < stated.smallest_group:
        undetermined_reason = too_few(rows, stated.smallest_group)
    difference = now.value - before.value
    # Below this there is nothing but rounding.
    least = 1e-12 * (abs(now.value) + abs(before.value) + float(np.abs(around).max(initial=0.0)))
    error = sqrt(variance)
    if units < 2 or error <= least:
        same = abs(difference) <= least
        reason = "it did not move in any row" if same else "it moved alike in every row"
        return Change(
            before.value, now.value, None, rows, None, None, 1.0, method,
            undetermined_reason or reason, by_cluster,
        )  # fmt: skip
    ranks = method.startswith("delong")
    if most is None and not ranks:
        # Without limits, what few rows have not shown yet may be as large as it likes.
        seen = linearised_mean(difference, around, sample.counts, sample.weights, sample.clusters)
        undetermined_reason = undetermined_reason or not_enough(seen, needs, stated.smallest_group)
        if sample.clusters is not None:
            evidence = seen.with_a_cluster
            return Change(
                before.value, now.value, _drawn(UNSEEN, evidence, stated), rows,
                None, None, _two_sided(UNSEEN, evidence, 0.0),
                method.replace("student_t", "hall-t"), undetermined_reason, by_cluster,
            )  # fmt: skip
    if most is not None and not ranks:
        # Between -most and most, brought to 0 and 1: with one more row at either end.
        seen_units = float(units) if sample.clusters is not None else sample.effective
        degrees_of_freedom = float(units - 1) if sample.clusters is not None else 0.0
        share = (difference / most + 1) / 2
        evidence = bounded(share, variance / (2 * most) ** 2, seen_units, degrees_of_freedom)
        low, high = (most * (2 * limit - 1) for limit in _drawn("gaffke", evidence, stated))
        p_value = _two_sided("gaffke", evidence, 0.5)
        method = method.replace("student_t", "gaffke")
        if sample.clusters is None:
            # One beta does not lean as few rows do that move far to one side.
            sides = moved_rows((around + difference) / most, sample.weights, sample.counts)
            rare = difference_limits(*sides, stated.confidence)
            low, high = min(low, most * rare[0]), max(high, most * rare[1])
            p_value = max(p_value, p_of(partial(difference_limits, *sides)))
        return Change(
            before.value, now.value, (low, high), rows, None, None, p_value, method,
            undetermined_reason, by_cluster,
        )  # fmt: skip
    degrees_of_freedom = float(units - 1)
    if ranks and sample.clusters is None:
        degrees_of_freedom = max(1.0, _in_spread(around, sample) - 1)
    # Of either end with what one row more could move it by.
    down, up = (hypot(error, move) for move in unseen)
    wide = -float(stdtrit(degrees_of_freedom, (1 - stated.confidence) / 2))
    low, high = difference - wide * down, difference + wide * up
    if most is not None:
        low, high = max(-most, low), min(most, high)
    against = down if difference > 0 else up
    p_value = max(SMALLEST, 2 * float(stdtr(degrees_of_freedom, -abs(difference) / against)))
    return Change(
        before.value, now.value, (low, high), rows, None, None, p_value, method,
        undetermined_reason, by_cluster,
    )  # fmt: skip


def _drawn(method: str, evidence: tuple[float, ...], stated: Stated) -> tuple[float, float]:
    drawn = limits(method, evidence, stated.confidence)
    assert drawn.lower is not None
    assert drawn.upper is not None
    return drawn.lower, drawn.upper


def _two_sided(method: str, evidence: tuple[float, ...], null: float) -> float:
    tails = [one_sided_p(method, evidence, null, above=above) for above in (True, False)]
    return max(SMALLEST, min(1.0, 2 * min(tails)))


def _in_spread(around: Floats, sample: Sample) -> float:
    """Rows that the spread of a change rests on, each as far out as any; shape (rows,).

    Of two areas near 1 a few rows lie low in the one and not in the other, and these alone tell how
    far their difference may be off: normal quantiles held it in .87, t quantiles in .93 and more.
    """
    squares = (around if sample.weights is None else around * sample.weights) ** 2
    number = np.ones(len(squares)) if sample.counts is None else sample.counts
    relative = squares / squares.max()
    return float((number @ relative) ** 2 / (number @ relative**2))


# What a group's rows give: each metric's change, by its name.
Measure = Callable[[NDArray[np.int32]], Mapping[str, Change]]
