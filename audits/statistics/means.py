"""Means of row values, with t intervals, as measurements.

A mean of numbers without limits is judged where it has what `enough_rows` asks for. That picks
samples that look tame, which are those that lack the largest rows: so the limits are those of a
sample that has one more, as far out as its tail says (`unseen_extremes`).
"""

from dataclasses import dataclass, field, replace
from math import inf, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.clusters import ClusterSums
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import means_of_few
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.unseen_extremes import unseen_largest
from audits.statistics.with_interval import stated_value

Codes = NDArray[np.int32]
# Estimate, standard error, degrees of freedom, skewness of the estimate.
Moments = tuple[float, float, float, float]
# Of numbers of this size, what a sum of them is uncertain by: not a difference between rows.
ROUNDING = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Mean:
    """A value that is a mean, or moves like one, with its standard error.

    degrees_of_freedom: of the interval. rows: how many rows it rests on; clusters: in how many
    clusters they are, or None. effective: rows that would be as many if all counted alike (Kish);
    alike: clusters, likewise.
    low, high: what its lower and its upper limit are drawn from (`skewed_means`): the sample with
    one row more, or cluster, beyond its least, its greatest one.
    in_spread: how many rows the spread rests on, the inverse of their kurtosis: n / 3 for normal
    values, 1 where one row is all. apart: with weights, how many that would be if these had
    nothing to do with the values. in_squares: of errors without their sign, how many rows the
    spread of their squares rests on. by_cluster: what each cluster adds to it. farthest: the least
    row's, the least cluster's, the greatest cluster's and the greatest row's own value.
    """

    value: float
    error: float
    degrees_of_freedom: float
    rows: int
    low: Moments = (0.0, 0.0, 1.0, 0.0)
    high: Moments = (0.0, 0.0, 1.0, 0.0)
    in_spread: float = inf
    effective: float = inf
    clusters: int | None = None
    alike: float = inf
    apart: float = inf
    in_squares: float = inf
    by_cluster: ClusterSums | None = field(default=None, compare=False, repr=False)
    farthest: tuple[float, float, float, float] | None = None

    @property
    def evidence(self) -> tuple[float, ...]:
        """What the t interval reads: (value, standard error, degrees of freedom)."""
        return self.value, self.error, self.degrees_of_freedom

    @property
    def skewed(self) -> tuple[float, ...]:
        """What the methods of `audits.statistics.skewed_means` read."""
        return (self.value, *self.low, *self.high)

    @property
    def with_a_cluster(self) -> tuple[float, ...]:
        """What the methods of `audits.statistics.unseen_clusters` read."""
        return (*self.skewed, self.error, self.alike, *(self.farthest or (self.value,) * 4))

    def with_variance(self, times: float) -> "Mean":
        """The same with so many times the variance."""
        if times == 1:
            return self
        wider = sqrt(times)
        return replace(
            self,
            error=self.error * wider,
            low=_widened(self.low, wider),
            high=_widened(self.high, wider),
        )


def mean_of(
    values: Floats,
    counts: Floats | None = None,
    weights: Floats | None = None,
    clusters: Codes | None = None,
    *,
    size: float = 0.0,
) -> Mean:
    """Mean of the values and its linearised error.

    values, counts, weights, clusters: shape (rows,): the numbers, how many people each row is, how
    many each stands for, and codes of what belongs together. size: of the numbers that the values
    were made from; a spread within their rounding is no variation.
    """
    value = weighted_mean(values, counts, weights)
    return linearised_mean(value, values - value, counts, weights, clusters, size=size)


def weighted_mean(values: Floats, counts: Floats | None, weights: Floats | None) -> float:
    """Mean of the values, each as often as it counts.

    values, counts, weights: shape (rows,); without counts and weights each row counts once.
    """
    if counts is None and weights is None:
        return float(values.mean())
    weight_sums = _amount(counts, weights)
    return float(values @ weight_sums) / float(weight_sums.sum())


def linearised_mean(
    value: float,
    influence: Floats,
    counts: Floats | None = None,
    weights: Floats | None = None,
    clusters: Codes | None = None,
    *,
    size: float = 0.0,
) -> Mean:
    """A value whose influence of each row is known: its error to first order (Taylor).

    influence, counts, weights, clusters: shape (rows,): how far each row moves the value, around 0,
    and the rest as of `mean_of`; size: too. Rows of one cluster are added up first. The moments are
    taken of parts of the largest where fourth powers would overflow. Deville 1999, Survey
    Methodology 25:193.
    """
    rows = len(influence) if counts is None else round(float(counts.sum()))
    weighted = influence if weights is None else influence * weights
    largest = float(max(weighted.max(initial=0.0), -weighted.min(initial=0.0)))
    if not isfinite(largest) or largest <= ROUNDING * size:
        largest = 0.0
    total, effective = float(rows), float(rows)
    if weights is not None:
        weight_sums = _amount(counts, weights)
        total = float(weight_sums.sum())
        effective = total**2 / float(weight_sums @ weights)
    still = (value, 0.0, 1.0, 0.0)
    if largest == 0:
        return Mean(value, 0.0, float(max(1, rows - 1)), rows, still, still, inf, effective)
    # Fourth powers of parts of this size are floats: most often there is nothing to divide by.
    scale = 1.0 if 1e-60 < largest < 1e60 else largest
    parts, units, number, alike = (
        weighted if scale == 1 else weighted / scale,
        float(rows),
        None,
        inf,
    )
    second, _, fourth = moments = _moments(parts, counts)
    in_spread = second**2 / fourth
    apart = inf if weights is None else _in_spread_apart(influence, weights, counts, units)
    by_cluster = farthest = None
    if clusters is not None:
        codes, parts, amounts = _over_clusters(parts, counts, weights, clusters)
        by_cluster = ClusterSums(codes, parts)
        units, number, moments = float(len(parts)), len(parts), _moments(parts, None)
        alike = float(amounts.sum()) ** 2 / float(amounts @ amounts)
        farthest = _farthest(value, influence, weights, parts / amounts * scale)
    if moments[0] == 0:
        degrees_of_freedom = max(1.0, units - 1)
        return Mean(
            value,
            0.0,
            degrees_of_freedom,
            rows,
            still,
            still,
            in_spread,
            effective,
            number,
            alike,
            apart,
        )
    often = counts if clusters is None else None
    ends = -unseen_largest(-parts, often), 0.0, unseen_largest(parts, often)
    low, plain, high = (_with_one_more(moments, end, units, alike) for end in ends)
    unit = scale / total

    def scaled(moments: Moments) -> Moments:
        shift, error, degrees_of_freedom, skewness = moments
        return value + shift * unit, error * unit, degrees_of_freedom, skewness

    _, error, degrees_of_freedom, _ = scaled(plain)
    return Mean(
        value, error, degrees_of_freedom, rows, scaled(low), scaled(high),
        in_spread, effective, number, alike, apart, by_cluster=by_cluster, farthest=farthest,
    )  # fmt: skip


def _farthest(
    value: float, influence: Floats, weights: Floats | None, of_clusters: Floats
) -> tuple[float, float, float, float]:
    """Ends of the rows, and between them of the clusters; of_clusters: their mean influences."""
    of_rows = influence if weights is None else influence[weights > 0]
    # How often a row counts, and what it weighs, says nothing of how far rows of a cluster may lie.
    ends = -unseen_largest(-of_rows), of_clusters.min(), of_clusters.max(), unseen_largest(of_rows)
    first, second, third, fourth = (value + float(end) for end in ends)
    # A mean of equal numbers may be rounded to another one.
    return first, max(first, second), min(third, fourth), fourth


def _with_one_more(
    moments: tuple[float, float, float], end: float, units: float, alike: float
) -> Moments:
    """Shift, error, freedom and skewness of a total of units with one more at `end`; 0 for none.

    moments: sums of the second, third and fourth powers. alike: units of one size.
    """
    second, third, fourth = (
        moment + end**power for moment, power in zip(moments, (2, 3, 4), strict=True)
    )
    # How well the spread itself is known, from the fourth moment.
    unsure = fourth / second**2 - 1 / units
    degrees_of_freedom = min(max(1.0, min(units, alike) - 1), 2 / unsure if unsure > 0 else inf)
    error = sqrt(second * units / max(1.0, units - 1))
    return end, error, degrees_of_freedom, third / second**1.5


def _in_spread_apart(
    influence: Floats, weights: Floats, counts: Floats | None, rows: float
) -> float:
    """Rows in the spread if the weights had nothing to do with the values.

    The few rows that have both a large weight and a large value are most often not in the sample.
    """
    effective = rows
    for values in (influence / float(np.abs(influence).max()), weights / float(weights.max())):
        second, _, fourth = _moments(values, counts)
        if fourth > 0:
            effective *= second**2 / fourth / rows
    return effective


def _over_clusters(
    parts: Floats, counts: Floats | None, weights: Floats | None, clusters: Codes
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Of each cluster its code, the sum of the parts and that of the amounts: (clusters,)."""
    known, cluster = np.unique(clusters, return_inverse=True)
    codes = cluster.reshape(-1)
    totals = parts if counts is None else parts * counts
    sums = np.bincount(codes, totals).astype(np.float64, copy=False)
    if counts is None and weights is None:
        return known.astype(np.intp), sums, np.bincount(codes).astype(np.float64)
    return (
        known.astype(np.intp),
        sums,
        np.bincount(codes, _amount(counts, weights)).astype(np.float64, copy=False),
    )


def _moments(parts: Floats, counts: Floats | None) -> tuple[float, float, float]:
    """Sums of the second, third and fourth powers."""
    squares = parts * parts
    if counts is None:
        return float(squares.sum()), float(squares @ parts), float(squares @ squares)
    counted = squares * counts
    return float(counted.sum()), float(counted @ parts), float(counted @ squares)


def _amount(counts: Floats | None, weights: Floats | None) -> Floats:
    if counts is None:
        assert weights is not None
        return weights
    return counts if weights is None else counts * weights


def measured(
    metric: str,
    group: Group,
    mean: Mean,
    stated: Stated,
    *,
    within: tuple[float, float],
    undetermined_reason: str | None = None,
) -> Measurement:
    """A mean of bounded values as a measurement; `unbounded_means` has the others.

    metric, group: what is measured, and of whom. within: the least and greatest value it could
    have. undetermined_reason: where that is not for the number of its rows. Limits as of
    `means_of_few`; without variation Hoeffding's bound (1963, JASA 58:13), and the exact one of a
    share that is 0 or 1.
    """
    method = means_of_few.METHOD
    evidence: tuple[float, ...] = (*mean.evidence, *within)
    if mean.error <= 0 and within == (0, 1) and mean.value in within:
        method = means_of_few.AT_AN_END
    elif mean.error <= 0:
        # The units that are independent: rows, or clusters.
        method, evidence = "hoeffding", (mean.value, mean.degrees_of_freedom + 1, *within)
    if undetermined_reason is None and mean.rows < stated.smallest_group:
        undetermined_reason = too_few(mean.rows, stated.smallest_group)
    if mean.rows < 2:
        return Undetermined(metric, group, undetermined_reason or "no variation", mean.rows)
    return stated_value(
        metric, group, mean.value, method, evidence, mean.rows, undetermined_reason, stated
    )


def _widened(moments: Moments, times: float) -> Moments:
    """The same with so many times the standard error."""
    value, error, degrees_of_freedom, skewness = moments
    return value, error * times, degrees_of_freedom, skewness
