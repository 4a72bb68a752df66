"""The interval of a difference of two independent numbers, from the interval of each (MOVER).

Zou & Donner 2008, Construction of confidence limits about effect measures: a general approach,
Statistics in Medicine 27:1693.
"""

import math
from collections.abc import Sequence
from typing import Any


def difference_interval(
    before: float, before_interval: Sequence[Any], now: float, now_interval: Sequence[Any]
) -> list[float | None]:
    """Of `now - before`, from each one's interval.

    before_interval, now_interval: their lower and upper ends, None where a side is unbounded; so
    is the interval of the difference.
    """
    (low, high), (then_low, then_high) = now_interval, before_interval
    interval: list[float | None] = [None, None]
    if low is not None and then_high is not None:
        interval[0] = now - before - math.hypot(now - low, then_high - before)
    if high is not None and then_low is not None:
        interval[1] = now - before + math.hypot(high - now, before - then_low)
    return interval
