"""Poisson counts of many rates from one draw each, so that a worse light is the same noise.

numpy draws a count for a rate anew; here a rate and a standard normal number give the count at that
number's place in the law, its quantile.
"""

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]

# From this rate on the quantile is that of Cornish & Fisher 1937 (Revue de l'Institut international
# de statistique 5:307), which is one count off in less than two of a hundred draws; below it is
# summed.
NORMAL_FROM = 4.0
# No count of a smaller rate is as large with a chance that 32 bits tell from 0.
MOST_COUNTED = 30
# Numbers worked out at once: as many as the processor holds near.
AT_ONCE = 1 << 14


def counts(rates: Floats32, normal: Floats32, shares: Floats32) -> Floats32:
    """The count of each rate, shape of the three; a larger draw is never a smaller count.

    rates: 0 and more. normal: standard normal draws. shares: of the normal law below each draw.
    """
    result = np.empty(rates.size, dtype=np.float32)
    flat = rates.reshape(-1), normal.reshape(-1), shares.reshape(-1)
    for start in range(0, rates.size, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        rate, draw, share = (each[some] for each in flat)
        counted = _expanded(np.maximum(rate, np.float32(NORMAL_FROM)), draw)
        small_rates = np.flatnonzero(rate < NORMAL_FROM)
        if len(small_rates):
            counted[small_rates] = _summed(rate[small_rates], share[small_rates])
        result[some] = counted
    return result.reshape(rates.shape)


def _expanded(rate: Floats32, draw: Floats32) -> Floats32:
    root = np.sqrt(rate)
    square = draw * draw
    count = (draw - draw * square) / (np.float32(72) * root)
    count += (square - 1) / np.float32(6)
    count += root * draw
    count += rate
    count += np.float32(0.5)
    return np.maximum(np.floor(count, out=count), 0, out=count)


def _summed(rate: Floats32, share: Floats32) -> Floats32:
    chance = np.exp(-rate)
    below = chance.copy()
    count = np.zeros_like(rate)
    for one in range(1, MOST_COUNTED):
        beyond = share > below
        if not beyond.any():
            break
        count += beyond
        chance *= rate / np.float32(one)
        below += chance
    return count
