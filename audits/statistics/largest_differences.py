"""The largest difference between the shares of two samples, for samples of a fixed size and for one
that is looked at again and again while it grows.

What is compared is the share of rows at or below any value (Kolmogorov's distance), or of any one
of `sorts` sorts of rows. The limits hold for whatever the two populations are, not only for equal
ones, since a rule asks how far apart they are and not whether they are equal.

At a fixed size: Massart 1990 (The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality,
Annals of Probability 18:1269) for each sample, half of the level for either; Hoeffding's inequality
has the same form for the share of one sort. Growing: Howard & Ramdas 2022 (Sequential estimation of
quantiles with applications to A/B testing and best-arm identification, Bernoulli 28:1704), theorem
2, whose band holds at every size at once, so that whoever looks daily errs no more often over the
whole stream than the level says.

evidence: of the fixed form (distance, rows, other rows, sorts); of the growing one (distance, rows
of the reference, rows so far, sorts, rows from which on it is looked at).
confidence: of the two-sided interval, in (0, 1). level: chance of an error, in (0, 1).
"""

from functools import lru_cache
from math import exp, log, log1p, sqrt

import numpy as np

from audits.statistics.proportions import Evidence, Limits

FIXED, GROWING = "largest-difference", "anytime-difference"
# The constant of theorem 2 that its authors use, and the finest search over their eta.
WIDTH, FINEST = 0.85, 400
# No p-value of a stream is smaller.
SMALLEST = 6e-16


def fixed_band(rows: float, sorts: float, level: float) -> float:
    """How far one sample's shares lie from its population's, at most, except with this chance.

    rows: of the sample. sorts: how many sorts of rows are compared, 1 for all values of a number.
    """
    return sqrt(log(2 * sorts / level) / (2 * rows))


def growing_band(rows: float, sorts: float, least: float, level: float) -> float:
    """The same at every number of rows from `least` on at once: theorem 2 of Howard & Ramdas."""
    since = max(1.0, rows / least)
    return WIDTH * sqrt((log1p(log(since)) + _constant(level / sorts)) / rows)


@lru_cache(maxsize=4096)
def _constant(level: float) -> float:
    """The C of theorem 2 at which the chance that the band is ever left is at most the level."""
    from scipy.optimize import brentq

    return float(brentq(lambda constant: _leaving(constant) - log(level), 2.0, 200.0, xtol=1e-9))


def _leaving(constant: float) -> float:
    """Logarithm of the chance that theorem 2 bounds, at the best eta that was tried."""
    eta = np.linspace(1, 2 * WIDTH**2, FINEST + 2)[1:-1]
    gamma = np.sqrt(2 / eta) * (WIDTH - np.sqrt(2 * (eta - 1) / constant))
    usable = gamma > 1 + 1e-9
    if not usable.any():
        return log(4.0)
    squared, eta = gamma[usable] ** 2, eta[usable]
    chances = log(4) - squared * constant + np.log1p(1 / ((squared - 1) * np.log(eta)))
    return min(log(4.0), float(chances.min()))


def fixed_limits(evidence: Evidence, confidence: float) -> Limits:
    """Of the fixed form; kept inside 0 to 1."""
    distance, rows, others, sorts = evidence
    half = (1 - confidence) / 2
    width = fixed_band(rows, sorts, half) + fixed_band(others, sorts, half)
    return max(0.0, distance - width), min(1.0, distance + width)


def fixed_tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the true distance lies above the bound, or below it.

    bound: a distance. above: whether more than it is asked about.
    """
    distance, rows, others, sorts = evidence
    gap = max(0.0, distance - bound if above else bound - distance)
    scaled = gap / (1 / sqrt(rows) + 1 / sqrt(others))
    return min(1.0, 2 * sorts * exp(-2 * scaled**2))


def growing_limits(evidence: Evidence, confidence: float) -> Limits:
    """Of the growing form: they hold at every look at once."""
    distance, rows, growing, sorts, least = evidence
    half = (1 - confidence) / 2
    width = fixed_band(rows, sorts, half) + growing_band(growing, sorts, least, half)
    return max(0.0, distance - width), min(1.0, distance + width)


def fixed_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same distance between so many times as many rows. factor: how many times."""
    distance, rows, others, sorts = evidence
    return distance, rows * factor, others * factor, sorts


def growing_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same, of a stream; from which row on it is looked at stays. factor: how many times."""
    distance, rows, growing, sorts, least = evidence
    return distance, rows * factor, growing * factor, sorts, least


def growing_tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the stream lies above the bound, or below it, at any look at all.

    bound: a distance. above: whether more than it is asked about.
    """
    distance, rows, growing, sorts, least = evidence
    gap = max(0.0, distance - bound if above else bound - distance)

    def short_by(level: float) -> float:
        spent = exp(level)
        return fixed_band(rows, sorts, spent) + growing_band(growing, sorts, least, spent) - gap

    low, high = log(SMALLEST), log(0.5)
    if short_by(low) <= 0:
        return SMALLEST
    if short_by(high) >= 0:
        return 1.0

    from scipy.optimize import brentq

    return exp(float(brentq(short_by, low, high, xtol=1e-9)))


METHODS = {
    FIXED: (fixed_limits, fixed_grown, fixed_tail),
    GROWING: (growing_limits, growing_grown, growing_tail),
}
