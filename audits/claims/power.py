"""How many runs a claim needs: the smallest difference that so many show, and the other way round.

Power is of the test at the stated level, two-sided, for normal values (Cohen 1988) or answers to
the same items (Connor 1987, Biometrics 43:207).
"""

from math import ceil, inf, sqrt

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtri, stdtrit

POWER = 0.8
MOST_RUNS = 1_000_000


def power_of_t(effect: float, each: int, groups: int, level: float) -> float:
    """Power of a t test for an effect in standard deviations, in its own direction.

    each: pairs, or values of each of two `groups`. level: two-sided.
    """
    degrees_of_freedom = each - 1 if groups == 1 else 2 * each - 2
    centre = abs(effect) * sqrt(each / groups)
    if degrees_of_freedom < 1:
        return 0.0
    critical = float(stdtrit(degrees_of_freedom, 1 - level / 2))
    return 1 - float(nctdtr(degrees_of_freedom, min(centre, 35.0), critical))


def smallest_shown(each: int, groups: int, level: float) -> float:
    """The effect, in standard deviations, that so many values show with a power of .8."""
    if each < 2:
        return inf
    return float(brentq(lambda d: power_of_t(d, each, groups, level) - POWER, 1e-6, 1e3))


def runs_needed(effect: float, groups: int, level: float) -> int | None:
    """Pairs, or values of each of two groups, that show this effect with a power of .8.

    None where a million do not.
    """
    if abs(effect) * sqrt(MOST_RUNS / groups) < 3:
        return None
    low, high = 2, 4
    while power_of_t(effect, high, groups, level) < POWER:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of_t(effect, middle, groups, level) >= POWER else (
            middle, high)  # fmt: skip
    return low if power_of_t(effect, low, groups, level) >= POWER else high


def items_needed(difference: float, differing: float, level: float) -> int | None:
    """Items that show a difference of shares with a power of .8; None where more than a million.

    differing: share of the items that only one of the two answers right.
    """
    if difference == 0:
        return None
    deviation = sqrt(max(0.0, differing - difference * difference))
    z_level, z_power = float(ndtri(1 - level / 2)), float(ndtri(POWER))
    needed = ceil(((z_level * sqrt(differing) + z_power * deviation) / difference) ** 2)
    return needed if needed <= MOST_RUNS else None
