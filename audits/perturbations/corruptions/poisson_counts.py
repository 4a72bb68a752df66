"""Poisson counts of many rates from one draw each, so that a worse light is the same noise.

numpy draws a count for a rate anew; here a rate and a standard normal number give the count at that
number's place in the law, its quantile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]

# From this rate on the quantile is that of Cornish & Fisher 1937 (Revue de l'Institut international
# de statistique 5:307), which is one count off in less than two of a hundred draws; below it is
# summed.
NORMAL_FROM = 4.0
# No count of a smaller rate is as large with a chance that 32 bits tell from 0.
MOST_COUNTED = 30
# Before these counts, numbers that are counted to their end are left behind: most of them.
FEWER_AT = (4, 7)
# Numbers worked out at once: as many as the processor holds near.
AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Draws:
    """Standard normal numbers, shape (numbers,), and what every rate reads of them.

    shares: of the normal law below each. middles, slopes: what Cornish and Fisher's expansion adds
    to a rate beside its root times the draw, and divided by its root.
    """

    normal: Floats32
    shares: Floats32
    middles: Floats32
    slopes: Floats32

    @classmethod
    def of(cls, normal: Floats32) -> "Draws":
        from scipy.special import ndtr

        draw = normal.reshape(-1)
        square = draw * draw
        middles = (square + np.float32(2)) / np.float32(6)  # half a count for rounding in it
        slopes = (draw - draw * square) / np.float32(72)
        return cls(draw, ndtr(draw), middles, slopes)


def counts(rates: Floats32, draws: Draws) -> Floats32:
    """The count of each rate at its draw; a larger draw is never a smaller count.

    rates: 0 and more, as many as draws, of any shape.
    """
    result = np.empty(rates.size, dtype=np.float32)
    flat = rates.reshape(-1)
    for start in range(0, rates.size, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        rate, share = flat[some], draws.shares[some]
        small_rates = np.flatnonzero(rate < NORMAL_FROM)
        if len(small_rates) == len(rate):
            result[some] = _summed(rate, share)
            continue
        counted = result[some]
        _expanded(np.maximum(rate, np.float32(NORMAL_FROM)), draws, some, counted)
        if len(small_rates):
            counted[small_rates] = _summed(rate[small_rates], share[small_rates])
    return result.reshape(rates.shape)


def _expanded(rate: Floats32, draws: Draws, some: slice, into: Floats32) -> None:
    root = np.sqrt(rate)
    np.divide(draws.slopes[some], root, out=into)
    into += draws.middles[some]
    root *= draws.normal[some]
    into += root
    into += rate
    np.maximum(np.floor(into, out=into), 0, out=into)


def _summed(rate: Floats32, share: Floats32) -> Floats32:
    chance = np.exp(-rate)
    below = chance.copy()
    count = np.zeros_like(rate)
    counted, left = count, np.arange(len(rate))
    for one in range(1, MOST_COUNTED):
        beyond = share > below
        if one in FEWER_AT:
            counted[left] = count
            more = np.flatnonzero(beyond)
            left, beyond = left[more], beyond[more]
            rate, share, chance, below, count = (
                each[more] for each in (rate, share, chance, below, count)
            )
        if not beyond.any():
            break
        count += beyond
        chance *= rate * np.float32(1 / one)
        below += chance
    counted[left] = count
    return counted
