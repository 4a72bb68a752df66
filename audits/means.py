"""Means of row values, with t intervals, as measurements."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.intervals import limits
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.rates import Stated, too_few

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A value that is a mean, or moves like one, with its standard error.

    freedom: degrees of freedom. rows: how many rows it rests on.
    """

    value: float
    error: float
    freedom: float
    rows: int

    @property
    def evidence(self) -> tuple[float, ...]:
        return self.value, self.error, self.freedom


def mean_of(values: Floats, counts: Floats | None = None, weights: Floats | None = None) -> Mean:
    """Mean of the values and its linearised error; all shapes are (rows,)."""
    value, influence = weighted_mean(values, counts, weights), values
    return spread(value, influence - value, counts, weights)


def weighted_mean(values: Floats, counts: Floats | None, weights: Floats | None) -> float:
    if counts is None and weights is None:
        return float(values.mean())
    amount = _amount(counts, weights)
    return float(values @ amount) / float(amount.sum())


def spread(
    value: float, influence: Floats, counts: Floats | None = None, weights: Floats | None = None
) -> Mean:
    """A value whose influence of each row is known: its error to first order."""
    if counts is None and weights is None:
        rows = len(influence)
        squares = float(influence @ influence)
        error = sqrt(squares / max(1, rows - 1) / rows)
        return Mean(value, error, float(max(1, rows - 1)), rows)
    amount = _amount(counts, weights)
    number = np.ones(len(influence)) if counts is None else counts
    rows = round(float(number.sum()))
    share = amount if weights is None else amount * weights
    squares = float(share @ (influence * influence)) * rows / max(1, rows - 1)
    return Mean(value, sqrt(squares) / float(amount.sum()), float(max(1, rows - 1)), rows)


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
    method, evidence = "student_t", mean.evidence
    if within is not None:
        method, evidence = "bounded-student_t", (*mean.evidence, *within)
        if mean.error <= 0:
            # The units that are independent: rows, or clusters.
            method, evidence = "hoeffding", (mean.value, mean.freedom + 1, *within)
    return _determined(metric, group, mean, mean.value, method, evidence, stated, few)


def measured_root(metric: str, group: Group, square: Mean, stated: Stated) -> Measurement:
    """The square root of a mean of squares."""
    value = sqrt(square.value)
    return _determined(metric, group, square, value, "root-student_t", square.evidence, stated)


def _determined(
    metric: str,
    group: Group,
    mean: Mean,
    value: float,
    method: str,
    evidence: tuple[float, ...],
    stated: Stated,
    few: str | None = None,
) -> Measurement:
    if few is None and mean.rows < stated.smallest_group:
        few = too_few(mean.rows, stated.smallest_group)
    if mean.rows < 2 or (mean.error <= 0 and method != "hoeffding"):
        return Undetermined(metric, group, few or "no variation", mean.rows)
    interval = limits(method, evidence, stated.confidence)
    if few is not None:
        return Undetermined(metric, group, few, mean.rows, (value, interval))
    return Estimate(metric, group, value, interval, stated.confidence, mean.rows, method, evidence)


def difference(
    metric: str, group: Group, reference: Group, own: Mean, other: Mean, stated: Stated
) -> Measurement:
    """Own minus the reference's, with Welch's degrees of freedom (Biometrika 34:28, 1947)."""
    sizes = own.rows, other.rows
    few = next((rows for rows in sizes if rows < stated.smallest_group), None)
    reason = None if few is None else too_few(few, stated.smallest_group)
    if few is not None and few == other.rows and own.rows >= stated.smallest_group:
        reason = f"the reference has {reason}"
    parts = own.error**2, other.error**2
    if min(sizes) < 2 or sum(parts) <= 0:
        return Undetermined(metric, group, reason or "no variation", sizes, None, reference)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / own.freedom + parts[1] ** 2 / other.freedom)
    value = own.value - other.value
    evidence = (value, sqrt(sum(parts)), freedom)
    interval = limits("student_t", evidence, stated.confidence)
    if reason is not None:
        return Undetermined(metric, group, reason, sizes, (value, interval), reference)
    return Estimate(
        metric,
        group,
        value,
        interval,
        stated.confidence,
        sizes,
        "student_t (welch)",
        evidence,
        reference=reference,
    )


def changed(mean: Mean, value: float, slope: Callable[[float], float]) -> Mean:
    """A smooth function of a mean: its value, and the error to first order."""
    return Mean(value, mean.error * abs(slope(mean.value)), mean.freedom, mean.rows)
