"""Where a function crosses zero: the search behind every limit that has no formula.

`scipy.optimize.brentq` finds the same roots (the tests hold them against it), but to import it
costs half a second and 23 MiB in every process that measures, and it refuses what limits bring
along: ends without a change of sign, flat stretches, infinite values.
"""

from collections.abc import Callable
from math import inf

CLOSE = 1e-13


def root(score: Callable[[float], float], low: float, high: float) -> float:
    """Where a monotone function with a change of sign in [low, high] is 0 (Illinois method).

    Dowell & Jarratt 1971, BIT 11:168. To 1e-13 of the value, or of the score.
    """
    at_low, at_high = score(low), score(high)
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    middle, stayed = low, 0
    for _ in range(200):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if not low < middle < high:
            middle = (low + high) / 2
        value = score(middle)
        if value == 0 or high - low <= CLOSE * max(1.0, abs(middle)):
            break
        # The end that stays a second time counts half.
        if (value > 0) == (at_high > 0):
            high, at_high = middle, value
            at_low /= 2 if stayed < 0 else 1
            stayed = -1
        else:
            low, at_low = middle, value
            at_high /= 2 if stayed > 0 else 1
            stayed = 1
        if abs(value) < CLOSE:
            break
    return middle


def edge(
    score: Callable[[float], float],
    low: float,
    high: float,
    *,
    narrow: float,
    at_low: float = inf,
) -> tuple[float, float]:
    """The last point at which a falling function is at least 0, and the first at which it is not.

    score: at least 0 at `low`, less than 0 at `high` (neither is asked for); may be flat or
    infinite, and of a condition is inf where it is not met yet and -inf where it is: then each
    step halves. narrow: how far apart the two points may be. at_low: the score at `low`, where it
    is known. Otherwise false position, of which every fourth step halves; both ends close in, so
    that a flat stretch at 0 counts to its end.
    """
    at_high, step, stayed = -inf, 0, 0
    while high - low > narrow:
        step += 1
        middle = (low + high) / 2
        if step % 4 and 0 < at_low < inf and at_high > -inf:
            middle = (low * at_high - high * at_low) / (at_high - at_low)
            middle = min(max(middle, low + 0.4 * narrow), high - 0.4 * narrow)
        if not low < middle < high:  # they are neighbours among the numbers that there are
            break
        value = score(middle)
        if value >= 0:
            low, at_low = middle, value
            at_high /= 2 if stayed > 0 else 1  # the end that stays a second time counts half
            stayed = 1
        else:
            high, at_high = middle, value
            at_low /= 2 if stayed < 0 else 1
            stayed = -1
    return low, high
