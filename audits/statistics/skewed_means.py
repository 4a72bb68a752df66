"""t intervals of means that are skewed: of absolute and squared errors, and what is made of them.

A mean of squares leans: the sample that misses the largest rows has both too small a mean and too
small an error. Hall 1992 (On the removal of skewness by transformation, Journal of the Royal
Statistical Society B 54:221) bends the t statistic by a cubic so that its skewness is gone. The
quantile has the freedom that the spread itself is known with, from its fourth moment
(Satterthwaite 1946, Biometrics Bulletin 2:110). An interval is never narrower than the plain t
interval on either side: the correction is an estimate too.

What was not seen counts: each limit is that of the sample with one more extreme row, which is
Gaffke's idea (`bounded_means`) where the range has no end: as far out as the sample's own tail says
(`unseen_extremes`). With few rows or a heavy tail that is much, with many and a light one nothing.

evidence: the nine numbers under WIDTH, twice where two means are compared. confidence: of the
two-sided interval, in (0, 1).
"""

from collections.abc import Callable, Mapping
from math import cbrt, sqrt
from types import MappingProxyType

from scipy.special import stdtrit

from audits.statistics.proportions import Evidence, Limits

# The estimate, then for the lower and the upper limit: estimate, standard error, degrees of
# freedom and skewness of the sample with one more row.
WIDTH = 9
Draw = Callable[[Evidence, float], Limits]
# Below it the cubic is a parabola as far as floats can tell.
STRAIGHT = 1e-6


def hall(evidence: Evidence, confidence: float) -> Limits:
    """Limits of a mean whose t statistic is bent until its skewness is gone (Hall 1992)."""
    value, low, low_error, low_freedom, low_skewness, *high = evidence[:WIDTH]
    tail = (1 - confidence) / 2
    t = -float(stdtrit(low_freedom, tail))
    lower = low - low_error * max(t, _unbent(t, low_skewness))
    t = -float(stdtrit(high[2], tail))
    upper = high[0] + high[1] * max(t, -_unbent(-t, high[3]))
    return min(lower, value), max(upper, value)


def _unbent(t: float, skewness: float) -> float:
    """The t statistic whose transformed value is this."""
    if abs(skewness) < STRAIGHT:
        return t - skewness * (1 / 6 + t * t / 3)
    return 3 / skewness * (cbrt(1 + skewness * (t - skewness / 6)) - 1)


def root(mean: Draw) -> Draw:
    """Limits of the square root of a mean that is not below 0. mean: draws those of the mean."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = mean(evidence, confidence)
        return sqrt(max(0.0, lower)), sqrt(max(0.0, upper))

    return limits


def one_less(mean: Draw) -> Draw:
    """Limits of 1 - x, where x cannot be below 0. mean: draws those of x."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = mean(evidence, confidence)
        return 1 - upper, 1 - max(0.0, lower)

    return limits


def apart(each: Draw, value: Callable[[float], float], width: int = WIDTH) -> Draw:
    """The first less the second, independent of it. Zou & Donner 2008 (MOVER), Stat. Med. 27:1693.

    each: the interval of one. value: what the estimate in the evidence is made into. width: how
    many numbers the evidence of one has.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        own, other = evidence[:width], evidence[width:]
        first, second = value(own[0]), value(other[0])
        l1, u1 = each(own, confidence)
        l2, u2 = each(other, confidence)
        gap = first - second
        lower = sqrt((first - l1) ** 2 + (u2 - second) ** 2)
        return gap - lower, gap + sqrt((u1 - first) ** 2 + (second - l2) ** 2)

    return limits


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of the same rows `factor` times over, and still one more of the extreme."""
    evidence_grown: list[float] = []
    for start in range(0, len(evidence), WIDTH):
        value = evidence[start]
        evidence_grown.append(value)
        for side in (evidence[start + 1 : start + 5], evidence[start + 5 : start + WIDTH]):
            estimate, error, degrees_of_freedom, skewness = side
            evidence_grown += [
                value + (estimate - value) / factor,
                error / sqrt(factor),
                degrees_of_freedom * factor,
                skewness / sqrt(factor),
            ]
    return tuple(evidence_grown)


Pair = tuple[Draw, Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        "hall-t": (hall, grown),
        "root-hall-t": (root(hall), grown),
        "one-less-hall-t": (one_less(hall), grown),
        "hall-t-difference": (hall, grown),
        "root-hall-t-difference": (apart(root(hall), sqrt), grown),
        "one-less-hall-t-difference": (apart(one_less(hall), lambda x: 1 - x), grown),
    }
)
