"""The mean of values that were measured one after the other, and may be like those before them.

Power drifts with heat and clocks: of a hundred stretches in an autoregression of .9 the interval
for independent ones holds the mean in 44 % of samples. Where the order says something
(`serial_dependence`; beside it neighbours' ranks, Bartels 1982, JASA 77:40, and `slow_drifts`), the
variance of the mean is as large as the autocorrelations (Geyer 1992), the means of blocks or the
first cosines say, whichever is largest, and half as large again: the series that are judged are
those in which it came out small. It is known with the freedom of the independent values that they
are worth. What drifts more slowly than the series lasts, under a noise that hides it, none can see.
"""

from dataclasses import replace
from math import sqrt

import numpy as np

from audits.data.arrays import Floats
from audits.statistics.means import Mean, mean_of
from audits.statistics.serial_dependence import LEVEL, between_blocks, inflation, order_tells
from audits.statistics.slow_drifts import at_low_frequencies, p_of_drift

# Of a hundred values; fewer blocks than four show nothing.
BLOCKS, FEWEST_BLOCKS = (5, 10, 25), 4
# How many errors of independent ones the correlation of neighbours' ranks may be: one in 34.
ALIKE = 1.9
# Simulated: with less the intervals of autoregressions that are still judged miss.
MARGIN = 1.5


def mean_in_a_row(values: Floats) -> tuple[Mean, float]:
    """The mean, and how many independent values those are worth: all where order says nothing.

    values: shape (values,), in their order.
    """
    mean, count = mean_of(values), float(len(values))
    if mean.error <= 0 or not _tells(values):
        return mean, count
    times = MARGIN * max(
        inflation(values),
        between_blocks(values, BLOCKS, FEWEST_BLOCKS),
        at_low_frequencies(values),
    )
    wider, worth = mean.with_variance(times), count / times
    return (
        replace(
            wider,
            degrees_of_freedom=_at_most(wider.degrees_of_freedom, worth),
            low=(*wider.low[:2], _at_most(wider.low[2], worth), wider.low[3]),
            high=(*wider.high[:2], _at_most(wider.high[2], worth), wider.high[3]),
        ),
        worth,
    )


def _at_most(degrees_of_freedom: float, worth: float) -> float:
    return min(degrees_of_freedom, max(1.0, worth - 1))


def _tells(values: Floats) -> bool:
    return order_tells(values) or _neighbours_are_alike(values) or p_of_drift(values) <= LEVEL


def _neighbours_are_alike(values: Floats) -> bool:
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") - (len(values) - 1) / 2
    likeness = float(ranks[1:] @ ranks[:-1]) / float(ranks @ ranks)
    # Of any order it is -1 / n on average.
    return (likeness + 1 / len(values)) * sqrt(len(values)) > ALIKE
