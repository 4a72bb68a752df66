"""Do several 2 x 2 tables share one odds ratio? Breslow & Day 1980 with Tarone's correction."""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

# The strata differ in their odds ratio beyond this: a common ratio would mislead.
DIFFERENT = 0.01


def homogeneity_p(tables: ArrayLike, ratio: float) -> float | None:
    """p-value that the strata share this odds ratio; None where fewer than two can say.

    tables: shape (strata, 2, 2), [[a, b], [c, d]]. ratio: the Mantel-Haenszel estimate.
    Breslow & Day 1980, Statistical Methods in Cancer Research I, 4.4; Tarone 1985, Biometrika
    72:91.
    """
    strata = np.asarray(tables, dtype=np.float64)
    usable = (strata.sum(axis=1) > 0).all(axis=1) & (strata.sum(axis=2) > 0).all(axis=1)
    strata = strata[usable]
    if len(strata) < 2 or ratio <= 0:
        return None
    excess, total_variance, statistic = 0.0, 0.0, 0.0
    for (a, b), (c, d) in strata:
        first, second, positive = a + b, c + d, a + c
        expected = _expected(first, second, positive, ratio)
        cells = (expected, first - expected, positive - expected, second - positive + expected)
        if min(cells) <= 0:
            return None
        variance = 1 / sum(1 / cell for cell in cells)
        statistic += (a - expected) ** 2 / variance
        excess += a - expected
        total_variance += variance
    statistic -= excess**2 / total_variance
    return float(chdtrc(len(strata) - 1, max(0.0, statistic)))


def _expected(first: float, second: float, positive: float, ratio: float) -> float:
    """The cell `a` of a table with these margins and this odds ratio."""
    if abs(ratio - 1) < 1e-12:
        return first * positive / (first + second)
    square = 1 - ratio
    linear = second - positive + ratio * (first + positive)
    constant = -ratio * first * positive
    inside = sqrt(max(0.0, linear * linear - 4 * square * constant))
    roots = ((-linear + inside) / (2 * square), (-linear - inside) / (2 * square))
    low, high = max(0.0, positive - second), min(first, positive)
    return next((root for root in roots if low <= root <= high), (low + high) / 2)
