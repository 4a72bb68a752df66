"""Quantiles of what was measured again and again, with limits that no distribution is assumed for.

The limits of a quantile are two of the measured values: of n independent ones as many lie below it
as a binomial count says (Thompson 1936, Annals of Mathematical Statistics 7:122; David & Nagaraja
2003, Order Statistics, section 7.1). Where there are too few to reach a tail, that side is open.

evidence: the quantile's share, how many were measured, the least value that is possible (NO_LEAST
where there is none, as evidence is of finite numbers), then rank
(from 1) and value of those that stand near the quantile, from small to large. confidence: of the
two-sided interval, between 0 and 1. factor: how many times as many.
"""

import sys
from math import ceil, inf, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from audits.statistics.proportions import Evidence, Limits

METHOD = "order-statistic"
NO_LEAST = -sys.float_info.max
# Values kept on each side of the quantile, in standard errors of the count below it; a limit beyond
# them is the outermost one that was measured.
KEPT = 4.5


def quantile(
    values: ArrayLike, share: float, *, least: float, worth: float = 1.0
) -> tuple[float, tuple[float, ...]]:
    """The smallest measured value that at least this share does not exceed, and its evidence.

    values: shape (measured,), in any order, at least one. share: 0 to 1. least: the least value
    that is possible, or NO_LEAST. worth: independent values that each is worth, over 0 to 1
    (`serial_dependence`).
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    count = len(ordered)
    middle = min(max(ceil(share * count - 1e-9), 1), count)
    reach = ceil(KEPT * sqrt(count * share * (1 - share) / worth)) + 1
    ranks = range(max(1, middle - reach), min(count, middle + reach) + 1)
    ends = sorted({1, count, *ranks})
    pairs = (number for rank in ends for number in (float(rank), float(ordered[rank - 1])))
    evidence = (share, float(count), float(least), *pairs)
    return float(ordered[middle - 1]), evidence if worth == 1 else grown(evidence, worth)


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """The highest value that is surely not above the quantile, and the lowest surely not below.

    The lower limit is of rank r with P(fewer than r below) at most half of the error, the upper
    one of rank s with P(at least s below) at most that; `least` and infinity where there is none.
    """
    level = (1 - confidence) / 2
    share, count, least, ranked = _parts(evidence)
    lower, upper = least, inf
    for rank, value in ranked:
        if _fewer(rank, count, share) <= level:
            lower = max(least, value)
        if upper == inf and _at_least(rank, count, share) <= level:
            upper = value
    if lower >= upper:  # equal values on both sides: a clock that is too coarse to tell
        lower = max((value for _, value in ranked if value < upper), default=least)
    return -inf if lower == NO_LEAST else lower, upper if lower < upper else inf


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the quantile lies above the bound, or below it."""
    share, count, least, ranked = _parts(evidence)
    if above:
        if bound < least:
            return 0.0
        beyond = (rank for rank, value in ranked if value > bound)
        return min((_fewer(rank, count, share) for rank in beyond), default=1.0)
    under = (rank for rank, value in ranked if value < bound)
    return min((_at_least(rank, count, share) for rank in under), default=1.0)


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same values at the same shares of so many times as many."""
    share, count, least, *rest = evidence
    ranks = (value if index % 2 else value * factor for index, value in enumerate(rest))
    return (share, count * factor, least, *ranks)


def _parts(evidence: Evidence) -> tuple[float, float, float, list[tuple[float, float]]]:
    share, count, least, *rest = evidence
    return share, count, least, list(zip(rest[::2], rest[1::2], strict=True))


def _fewer(rank: float, count: float, share: float) -> float:
    """P(fewer than this many values lie below the quantile)."""
    return float(betainc(count - rank + 1, rank, 1 - share))


def _at_least(rank: float, count: float, share: float) -> float:
    """P(at least this many values lie below the quantile)."""
    return float(betainc(rank, count - rank + 1, share))


METHODS = {METHOD: (limits_of, grown, tail)}
