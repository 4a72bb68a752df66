"""What predicted numbers are off by: each figure as a mean, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.measurement import WhyNot
from audits.statistics.enough_rows import ABSOLUTE, SIGNED, SQUARED, Needs
from audits.statistics.means import ROUNDING, Codes, Mean, linearised_mean, mean_of, weighted_mean
from audits.statistics.unbounded_means import TOO_LARGE

# Above this size squares and products of squares leave what a float can hold.
LARGEST = 1e75
NO_SPREAD = WhyNot("the label does not vary")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that a method of `audits.statistics.skewed_means` makes of a mean.

    needs: what it is not judged without.
    """

    value: float
    mean: Mean
    method: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class Residuals:
    """The figures of one group by metric; in their place the reason where there is none."""

    rows: int
    figures: Mapping[str, Figure | WhyNot]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Labels beside predictions; every array has the shape (rows,).

    counts: how many people each row is. weights: how many of the population it stands for.
    clusters: which rows belong together.
    """

    label: Floats
    predicted: Floats
    counts: Floats | None = None
    weights: Floats | None = None
    clusters: Codes | None = None

    def taken(self, rows: NDArray[np.int32]) -> "Pairs":
        """These rows, without those that count for nothing: they are no evidence of spread.

        rows: shape (taken,), their positions.
        """
        for weights in (self.counts, self.weights):
            if weights is not None:
                rows = rows[weights[rows] > 0]
        return Pairs(
            self.label[rows],
            self.predicted[rows],
            None if self.counts is None else self.counts[rows],
            None if self.weights is None else self.weights[rows],
            None if self.clusters is None else self.clusters[rows],
        )

    @property
    def number(self) -> int:
        """How many people the rows are."""
        return len(self.label) if self.counts is None else round(float(self.counts.sum()))

    @property
    def size(self) -> float:
        """The largest label or prediction, without its sign."""
        parts = self.label, self.predicted
        return max(
            float(max(values.max(initial=0.0), -values.min(initial=0.0))) for values in parts
        )

    def mean(self, values: Floats, size: float) -> Mean:
        """Mean of one value per row with its error (`means.mean_of`).

        values: shape (rows,); size: of the numbers that they were made from.
        """
        return mean_of(values, self.counts, self.weights, self.clusters, size=size)


def residuals(pairs: Pairs) -> Residuals:
    """Absolute, squared and signed error, and R², each with what its interval needs."""
    rows, size = pairs.number, pairs.size
    if len(pairs.label) == 0:
        return Residuals(0, {})
    if size > LARGEST:
        reason = WhyNot(
            f"a number as large as {size:.0e} is among labels or predictions: its square is beyond "
            "what a float can hold"
        )
        return Residuals(rows, dict.fromkeys(METRICS, reason))
    error = pairs.predicted - pairs.label
    square = error * error
    away = np.abs(error)
    largest = float(away.max())
    squared = pairs.mean(square, size * largest)
    signed = pairs.mean(error, size)
    absolute = replace(pairs.mean(away, size), in_squares=squared.in_spread)
    return Residuals(
        rows,
        {
            "mean_absolute_error": Figure(absolute.value, absolute, "hall-t", ABSOLUTE),
            "root_mean_squared_error": Figure(sqrt(squared.value), squared, "root-hall-t", SQUARED),
            "mean_error": Figure(signed.value, signed, "hall-t", SIGNED),
            "r_squared": _r_squared(pairs, square, squared, size * largest),
        },
    )


METRICS = ("mean_absolute_error", "root_mean_squared_error", "mean_error", "r_squared")


def _r_squared(pairs: Pairs, square: Floats, squared: Mean, size: float) -> Figure | WhyNot:
    """1 - the share of the label's variance that is lost; what a sum of floats can be off by is
    no variance.
    """
    low, high = float(pairs.label.min()), float(pairs.label.max())
    if high - low <= ROUNDING * max(abs(low), abs(high)):
        return NO_SPREAD
    centre = weighted_mean(pairs.label, pairs.counts, pairs.weights)
    from_mean = (pairs.label - centre) ** 2
    variance = weighted_mean(from_mean, pairs.counts, pairs.weights)
    if variance <= 0:
        return NO_SPREAD
    with np.errstate(over="ignore", invalid="ignore"):
        lost = squared.value / variance
        influence = (square - lost * from_mean) / variance
    if not isfinite(lost):
        return WhyNot(TOO_LARGE)
    influence_spread = linearised_mean(
        lost, influence, pairs.counts, pairs.weights, pairs.clusters, size=size / variance
    )
    # What is squared leans more than what is left of it beside the label's own squares.
    own = linearised_mean(variance, from_mean - variance, pairs.counts, pairs.weights)
    influence_spread = replace(
        influence_spread,
        in_spread=min(influence_spread.in_spread, squared.in_spread, own.in_spread),
        apart=min(influence_spread.apart, squared.apart, own.apart),
    )
    return Figure(1 - lost, influence_spread, "one-less-hall-t", SQUARED)
