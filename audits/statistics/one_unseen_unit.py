"""Limits of a share whose rows belong together, or weigh unequally, once a unit is added unseen.

A variance taken from clusters knows only of those that were drawn. Twelve branches that are right
in 95 of 100 rows do not say that there is none that is right in 30: of branches of which one in ten
is so, more than a quarter of the samples of twelve hold none. So one more unit stands at the end of
the range beside those that were seen (Gaffke 2005, as in `bounded_means`), as wide as its t
quantile says. For rows that weigh alike and are zeros and ones that is Clopper and Pearson's limit.

value, effective, degrees_of_freedom: the evidence of the linearised methods; units are one more
than the degrees of freedom.
"""

import numpy as np
from scipy.special import betaincinv, ndtr, stdtrit

from audits.data.arrays import Floats

# Below this deviate the ratio of a t to a normal quantile is taken as there.
LEAST_DEVIATE = 0.5


def wider(z_quantiles: Floats, degrees_of_freedom: float) -> Floats:
    """How many times as wide a t quantile is as the normal one, squared; shape (levels,).

    z_quantiles: shape (levels,), the normal quantiles of the one-sided levels.
    """
    z = np.maximum(np.abs(z_quantiles), LEAST_DEVIATE)
    t = -np.asarray(stdtrit(degrees_of_freedom, ndtr(-z)))
    return np.asarray((t / z) ** 2)


def lower_limits(
    value: float, effective: float, degrees_of_freedom: float, z_quantiles: Floats
) -> Floats:
    """The lower limit at each one-sided level, shape (levels,); the upper is that of the rest.

    z_quantiles: shape (levels,), the normal quantiles of the levels, below 0 for small ones.
    """
    if value <= 0 or effective <= 0:
        return np.zeros(len(z_quantiles))
    # How far the unseen one is off is no estimate: the t quantile is of what was seen alone.
    seen = value * (1 - value) / effective * wider(z_quantiles, degrees_of_freedom)
    units = degrees_of_freedom + 1
    # As `bounded_means.with_one_more` at the end 0, at each level with its own variance.
    mean = value * units / (units + 1)
    variance = (units**2 * seen + value**2 * units / (units + 1)) / ((units + 1) * (units + 2))
    size = mean * (1 - mean) / variance - 1
    # A variance beyond that of a coin says: anything.
    known = size > 0
    limits = np.zeros(len(z_quantiles))
    limits[known] = betaincinv(
        mean * size[known], (1 - mean) * size[known], ndtr(z_quantiles[known])
    )
    return limits
