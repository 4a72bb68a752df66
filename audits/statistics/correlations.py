"""Pearson's correlation of few pairs that need not be normal.

Fisher's z (1921, Metron 1:3) has the error 1 / sqrt(pairs - 3) where both variables are normal; a
share beside a share of counts is not, and its error may be twice that. The jackknife of z knows of
it (Duncan & Layard 1973, Biometrika 60:551) and is itself unsure of few pairs. The wider of the two
decides, and nothing where few pairs hold nearly all of the spread of one side: how many more of
their kind there are, and where they lie, cannot be told from them.

evidence: (correlation, pairs, the jackknife's error of z). confidence: of the two-sided interval,
in (0, 1).
"""

from collections.abc import Sequence
from math import atanh, sqrt, tanh

import numpy as np
from scipy.special import ndtri, stdtrit

from audits.data.arrays import Floats

Limits = tuple[float, float]
# Kept off the ends, where z is infinite.
EDGE = 1 - 1e-12
# Pairs that the spread of either side rests on: the pairs over their kurtosis. Simulated: two
# values of which one is in eight of a hundred are judged wrongly by 20 and 50 pairs else.
FEWEST_IN_SPREAD = 8.0


def correlation(first: Floats, second: Floats) -> float:
    """Pearson's r, kept off the ends where Fisher's z is infinite.

    first, second: shape (pairs,); both vary.
    """
    a, b = first - first.mean(), second - second.mean()
    r = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))
    return max(-EDGE, min(EDGE, r))


def in_spread(first: Floats, second: Floats) -> float:
    """Pairs that the spread rests on, of the side where they are fewer.

    first, second: shape (pairs,); both vary.
    """

    def of(values: Floats) -> float:
        squares = (values - values.mean()) ** 2
        return float(squares.sum() ** 2 / (squares**2).sum())

    return min(of(first), of(second))


def jackknife_error(first: Floats, second: Floats) -> float:
    """Standard error of Fisher's z, each pair left out once.

    first, second: shape (pairs,), three pairs or more. Infinite where nothing is left to vary.
    """
    pairs = len(first)
    a, b = first - first.mean(), second - second.mean()
    rest = pairs - 1
    # Sums of squares and products round the mean of the others.
    left = (a * a).sum() - a * a - a * a / rest
    right = (b * b).sum() - b * b - b * b / rest
    both = (a * b).sum() - a * b - a * b / rest
    varies = (left > 1e-12 * (a * a).sum()) & (right > 1e-12 * (b * b).sum())
    size = np.sqrt(np.where(varies, left * right, 1.0))
    values = np.arctanh(np.clip(both[varies] / size[varies], -EDGE, EDGE))
    if len(values) < 2:
        return float("inf")
    squared = ((values - values.mean()) ** 2).mean() * pairs
    return sqrt(float(squared) * rest / pairs)


def evidence_of(first: Floats, second: Floats) -> tuple[float, ...]:
    """(correlation, pairs, the jackknife's error of z): for the method "jackknife-z".

    first, second: shape (pairs,), three pairs or more.
    """
    return correlation(first, second), float(len(first)), jackknife_error(first, second)


def limits(evidence: Sequence[float], confidence: float) -> Limits:
    """By the wider of Fisher's normal and the jackknife's t quantile."""
    value, pairs, error = evidence
    tail = (1 - confidence) / 2
    half = max(
        -float(ndtri(tail)) / sqrt(max(1.0, pairs - 3)),
        -float(stdtrit(max(1.0, pairs - 1), tail)) * error,
    )
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def grown(evidence: Sequence[float], factor: float) -> tuple[float, ...]:
    """The same correlation with `factor` times the pairs."""
    value, pairs, error = evidence
    return value, pairs * factor, error / sqrt(factor)
