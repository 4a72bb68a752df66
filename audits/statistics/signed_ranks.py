"""The typical one of several differences: the Hodges-Lehmann estimate, and Wilcoxon's test.

Limits are order statistics of the averages of all pairs (Walsh averages), the ones that the exact
signed-rank test does not reject; they hold where differences are symmetric around their median.
Wilcoxon 1945 (Biometrics Bulletin 1:80); Hodges & Lehmann 1963 (Annals of Mathematical Statistics
34:598). A difference of exactly the bound counts against what is to be shown.

evidence: the differences, one of each pair. confidence: of the two-sided interval, in (0, 1).
"""

from functools import lru_cache
from math import erfc, inf, sqrt

import numpy as np

from audits.data.arrays import Floats
from audits.statistics.proportions import Evidence, Limits, z_quantile

METHOD = "signed-rank"
# Up to so many differences the distribution is counted out, beyond it is normal to four digits.
MOST_COUNTED = 80
# More are not drawn: a bound that so many would not decide is not near.
MOST_GROWN = 1500
# What rounding leaves of two sums that are equal on paper, as a share of the largest difference.
ROUNDING = 1e-11


def walsh_averages(differences: Floats) -> Floats:
    """The averages of all pairs and of each with itself, in order.

    differences: shape (n,). What is returned has the shape (pairs,), n (n + 1) / 2 of them.
    """
    first, second = np.triu_indices(len(differences))
    return np.sort((differences[first] + differences[second]) / 2)


def hodges_lehmann(differences: Floats) -> float:
    """The median of the Walsh averages. differences: shape (n,), at least one."""
    return float(np.median(walsh_averages(differences)))


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Infinite where so few differences are never rejected at this confidence."""
    averages = walsh_averages(np.asarray(evidence))
    rank = _critical(len(evidence), (1 - confidence) / 2)
    if rank < 0:
        return -inf, inf
    return float(averages[rank]), float(averages[-1 - rank])


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """Exact one-sided p-value that the differences lie around the bound.

    above: against their lying above it, else below.
    """
    differences = np.asarray(evidence, dtype=np.float64)
    slack = ROUNDING * float(np.abs(differences).max(initial=abs(bound)))
    shifted = walsh_averages(differences) - bound
    beyond = int((shifted > slack if above else shifted < -slack).sum())
    return _at_least(len(differences), beyond)


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """As many differences of the same spread; factor: how many times so many."""
    differences = np.sort(np.asarray(evidence, dtype=np.float64))
    number = max(1, min(MOST_GROWN, round(len(differences) * factor)))
    places = (np.arange(number) + 0.5) / number
    own = (np.arange(len(differences)) + 0.5) / len(differences)
    return tuple(float(value) for value in np.interp(places, own, differences))


@lru_cache(maxsize=256)
def _cumulated(number: int) -> tuple[float, ...]:
    """P(T <= t) of the rank sum of so many pairs, t from 0."""
    ways = np.ones(1)
    for rank in range(1, number + 1):
        longer = np.zeros(len(ways) + rank)
        longer[: len(ways)] += ways / 2
        longer[rank:] += ways / 2
        ways = longer
    return tuple(np.minimum(1.0, np.cumsum(ways)).tolist())


def _at_least(number: int, sum_of_ranks: int) -> float:
    """P(T >= t), which is P(T <= n (n + 1) / 2 - t)."""
    below = number * (number + 1) // 2 - sum_of_ranks
    if number <= MOST_COUNTED:
        return _cumulated(number)[below]
    mean = number * (number + 1) / 4
    error = sqrt(number * (number + 1) * (2 * number + 1) / 24)
    return erfc((mean - below - 0.5) / error / sqrt(2)) / 2


def _critical(number: int, level: float) -> int:
    """The place, from 0, of the average that is the lower limit; -1 where there is none.

    It is the largest k with P(T <= k) <= level.
    """
    if number <= MOST_COUNTED:
        return int(np.searchsorted(_cumulated(number), level * (1 + 1e-12), side="right")) - 1
    mean = number * (number + 1) / 4
    error = sqrt(number * (number + 1) * (2 * number + 1) / 24)
    return max(-1, int(np.floor(mean - 0.5 - z_quantile(1 - 2 * level) * error)))


METHODS = {METHOD: (limits, grown, tail)}
