"""Means of row values, with t intervals, as measurements.

A mean of numbers without limits cannot be bounded by what was seen: 2 rows of 100 that err by fifty
times as much as the others are all that counts, and thirty rows most often have none of them. So
such a mean is undetermined under FEWEST_ROWS, and where its spread rests on too few of its rows.
Both numbers are simulated (`benchmarks/simulate_errors.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, inf, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.clusters import FEWEST_CLUSTERS, too_few_clusters
from audits.measurement import Group, Measurement, Undetermined
from audits.rates import Stated, too_few
from audits.stating import stated_value

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
TOO_LARGE = "the numbers are too large: their squares are beyond what a float can hold"
# Rows of which one in fifty errs by much are all without such an error in 2 samples of 100.
FEWEST_ROWS = 200
# Rows, each as far from the mean as the others, that would have the spread that was seen.
FEWEST_IN_SPREAD = 20.0
# Of numbers of this size, what a sum of them is uncertain by: not a difference between rows.
ROUNDING = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Mean:
    """A value that is a mean, or moves like one, with its standard error.

    freedom: degrees of freedom. rows: how many rows it rests on; clusters: in how many clusters
    they are, or None. effective: rows that would be as many if all counted alike (Kish).
    skewness: of the value, over samples. in_spread: how many rows the spread rests on, the
    inverse of their kurtosis: n / 3 for normal values, 1 where one row is all.
    """

    value: float
    error: float
    freedom: float
    rows: int
    skewness: float = 0.0
    in_spread: float = inf
    effective: float = inf
    clusters: int | None = None

    @property
    def evidence(self) -> tuple[float, ...]:
        return self.value, self.error, self.freedom

    @property
    def skewed(self) -> tuple[float, ...]:
        """What the methods of `audits.skewed` read."""
        return self.value, self.error, self.freedom, self.skewness

    def lacking(self, smallest_group: int) -> str | None:
        """Why nothing can be said of it where the numbers have no limits, or None."""
        if self.rows < smallest_group:
            return too_few(self.rows, smallest_group)
        if self.clusters is not None and self.clusters < FEWEST_CLUSTERS:
            return too_few_clusters(self.clusters)
        if self.error <= 0:
            return "no variation"
        if self.effective < FEWEST_ROWS * (1 - 1e-9):
            kind = "rows" if self.effective > self.rows * (1 - 1e-9) else "effective rows"
            return (
                f"{self.effective:.0f} {kind} where {FEWEST_ROWS} are needed: with fewer, large "
                "errors that one row in fifty makes may be missing by chance"
            )
        if self.in_spread < FEWEST_IN_SPREAD:
            return (
                f"its spread rests on {self.in_spread:.1f} rows where {FEWEST_IN_SPREAD:.0f} are "
                "needed: a few errors are far larger than the others, and how many more there are "
                "cannot be told; more rows would tell, or the logarithm of label and prediction"
            )
        return None


def mean_of(
    values: Floats,
    counts: Floats | None = None,
    weights: Floats | None = None,
    clusters: Codes | None = None,
    *,
    size: float = 0.0,
) -> Mean:
    """Mean of the values and its linearised error; all shapes are (rows,).

    size: of the numbers that the values were made from; less than its rounding is no variation.
    """
    value = weighted_mean(values, counts, weights)
    return spread(value, values - value, counts, weights, clusters, size=size)


def weighted_mean(values: Floats, counts: Floats | None, weights: Floats | None) -> float:
    if counts is None and weights is None:
        return float(values.mean())
    amount = _amount(counts, weights)
    return float(values @ amount) / float(amount.sum())


def spread(
    value: float,
    influence: Floats,
    counts: Floats | None = None,
    weights: Floats | None = None,
    clusters: Codes | None = None,
    *,
    size: float = 0.0,
) -> Mean:
    """A value whose influence of each row is known: its error to first order (Taylor).

    Rows of one cluster are added up first. The moments are taken of parts of the largest, so that
    neither squares nor fourth powers overflow.
    """
    rows = len(influence) if counts is None else round(float(counts.sum()))
    part = influence if weights is None else influence * weights
    largest = float(np.abs(part).max(initial=0.0))
    if not isfinite(largest) or largest <= ROUNDING * size:
        largest = 0.0
    total, effective = float(rows), float(rows)
    if weights is not None:
        amount = _amount(counts, weights)
        total = float(amount.sum())
        effective = total**2 / float(amount @ weights)
    scaled = part / (largest or 1.0)
    second, third, fourth = _moments(scaled, counts)
    if largest == 0 or second == 0:
        return Mean(value, 0.0, float(max(1, rows - 1)), rows, effective=effective)
    in_spread, units, found = second**2 / fourth, rows, None
    if clusters is not None:
        codes = np.unique(clusters, return_inverse=True)[1].reshape(-1)
        sums = np.bincount(codes, scaled if counts is None else scaled * counts)
        units = found = len(sums)
        second, third, fourth = _moments(sums, None)
    if second == 0:
        return Mean(value, 0.0, float(max(1, units - 1)), rows, 0.0, in_spread, effective, found)
    unsure = fourth / second**2 - 1 / units
    freedom = min(max(1.0, units - 1), 2 / unsure if unsure > 0 else inf)
    error = largest * sqrt(second * units / max(1, units - 1)) / total
    return Mean(
        value, error, freedom, rows, third / second**1.5, in_spread, effective, found
    )  # fmt: skip


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
    within: tuple[float, float] | None = None,
    few: str | None = None,
) -> Measurement:
    """The mean as a measurement.

    within: the least and greatest value it could have. few: why it is undetermined, where
    that is not for the number of its rows.
    """
    if within is None:
        return unlimited(metric, group, mean.value, mean, "hall-t", stated)
    method, evidence = "bounded-student_t", (*mean.evidence, *within)
    if mean.error <= 0:
        # The units that are independent: rows, or clusters.
        method, evidence = "hoeffding", (mean.value, mean.freedom + 1, *within)
    if few is None and mean.rows < stated.smallest_group:
        few = too_few(mean.rows, stated.smallest_group)
    if mean.rows < 2:
        return Undetermined(metric, group, few or "no variation", mean.rows)
    return stated_value(metric, group, mean.value, method, evidence, mean.rows, few, stated)


def unlimited(
    metric: str, group: Group, value: float, mean: Mean, method: str, stated: Stated
) -> Measurement:
    """A number without limits that is made of a mean; method: one of `audits.skewed`."""
    few = mean.lacking(stated.smallest_group)
    if not isfinite(value):
        return Undetermined(metric, group, TOO_LARGE, mean.rows)
    if mean.rows < 2 or mean.error <= 0:
        return Undetermined(metric, group, few or "no variation", mean.rows)
    if mean.clusters is not None:
        method = f"{method} ({mean.clusters} clusters)"
    return stated_value(metric, group, value, method, mean.skewed, mean.rows, few, stated)


def difference(
    metric: str,
    group: Group,
    reference: Group,
    values: tuple[float, float],
    means: tuple[Mean, Mean],
    method: str,
    stated: Stated,
) -> Measurement:
    """Own minus the reference's.

    values: of the two, made of the means by the method (one of `audits.skewed`). A difference of
    means has Welch's degrees of freedom (Biometrika 34:28, 1947), any other joins the two
    intervals.
    """
    own, other = means
    sizes = own.rows, other.rows
    few = own.lacking(stated.smallest_group)
    if few is None:
        few = other.lacking(stated.smallest_group)
        few = None if few is None else f"the reference: {few}"
    gap = values[0] - values[1]
    if not isfinite(gap):
        return Undetermined(metric, group, TOO_LARGE, sizes, None, reference)
    if max(mean.error for mean in means) <= 0:
        return Undetermined(metric, group, few or "no variation", sizes, None, reference)
    if method == "hall-t":
        evidence = _welch(gap, means)
        method = "hall-t-difference (welch)"
    else:
        evidence = (*own.skewed, *other.skewed)
        method = f"{method}-difference"
    return stated_value(
        metric, group, gap, method, evidence, sizes, few, stated, reference=reference
    )


def _welch(gap: float, means: Sequence[Mean]) -> tuple[float, ...]:
    """Evidence of a difference of means: their cumulants added up, in parts of its own error."""
    error = hypot(*(mean.error for mean in means))
    parts = [mean.error / error for mean in means]
    known = sum(part**4 / mean.freedom for part, mean in zip(parts, means, strict=True))
    third = means[0].skewness * parts[0] ** 3 - means[1].skewness * parts[1] ** 3
    return gap, error, 1 / known, third
