"""Intervals of values between 0 and 1 that know of what the sample did not show.

Sharp scores err rarely and then by much: thirty rows without such an error do not say that there
is none, and a variance taken from them says it all the same. Gaffke 2005 (Three test statistics
for a nonparametric one-sided hypothesis on the mean of a nonnegative variable, Mathematical
Methods of Statistics 14:451) adds to each sample one row at the end of the range and weighs all
rows at random (Dirichlet); the quantile of the weighted mean is the limit. For zeros and ones that
is exactly Clopper and Pearson's limit; Phan, Thomas & Learned-Miller 2021 (Towards practical mean
bounds for small samples, ICML) compare it with others. Here the weighted mean has the beta
distribution of its own mean and variance, which needs no draws and is still exact for zeros and
ones.

The same decides a mean over rows or clusters whose t interval is printed: of few values that are
skewed, or of which one in ten is another, t misses in up to 70 of 100 samples of four.

evidence: plain floats, in the order that `limits` names. confidence: of the two-sided interval,
between 0 and 1.
"""

from collections.abc import Callable, Mapping
from math import exp, hypot, sqrt
from types import MappingProxyType

from scipy.special import betaincinv, ndtri, stdtrit

from audits.statistics.proportions import Evidence, Limits


def with_one_more(value: float, variance: float, units: float, end: float) -> tuple[float, float]:
    """Mean and variance of the weighted mean once a row at `end` stands beside what was seen.

    value: the mean that was seen. variance: of that mean; units: how many independent rows it rests
    on, which may be effective.
    """
    mean = (value * units + end) / (units + 1)
    squared = units**2 * variance + (value - end) ** 2 * units / (units + 1)
    return mean, squared / ((units + 1) * (units + 2))


def evidence_of(
    value: float,
    low: tuple[float, float],
    high: tuple[float, float],
    degrees_of_freedom: float = 0.0,
) -> tuple[float, ...]:
    """The evidence of the method "gaffke".

    value: the estimate. low, high: mean and variance behind each limit, as `with_one_more` returns
    them. degrees_of_freedom: clusters - 1, or 0 where rows are independent.
    """
    return (value, *low, *high, degrees_of_freedom)


def bounded(
    value: float, variance: float, units: float, degrees_of_freedom: float = 0.0
) -> tuple[float, ...]:
    """Evidence of a value that can lie anywhere from 0 to 1, with a row added at either end.

    value, variance, units: as of `with_one_more`; degrees_of_freedom: as of `evidence_of`.
    """
    low, high = (with_one_more(value, variance, units, end) for end in (0.0, 1.0))
    return evidence_of(value, low, high, degrees_of_freedom)


def moved_out(
    evidence: tuple[float, ...], variance: float, down: float, up: float, units: float
) -> tuple[float, ...]:
    """Evidence of `bounded` once a row of its own weight may move the value so far down, or up.

    variance, units: as `bounded` was given them. Neither mean nor variance is more favourable than
    before, so where the row weighs as much as any other nothing changes.
    """
    value, low, low_variance, high, high_variance, degrees_of_freedom = evidence
    seen = variance * units**2 / ((units + 1) * (units + 2))
    least, most = (seen + move**2 * units / (units + 2) for move in (down, up))
    return evidence_of(
        value,
        (min(low, value - down), max(low_variance, least)),
        (max(high, value + up), max(high_variance, most)),
        degrees_of_freedom,
    )


def limits(evidence: Evidence, confidence: float) -> Limits:
    """(value, mean and variance behind the lower end, those behind the upper, freedom)."""
    value, low, low_variance, high, high_variance, degrees_of_freedom = evidence
    tail = (1 - confidence) / 2
    wider = 1.0
    if degrees_of_freedom > 0:
        # Few clusters: the variance itself is uncertain (Korn & Graubard 1998).
        wider = float(stdtrit(degrees_of_freedom, tail) / ndtri(tail)) ** 2
    lower = _quantile(low, low_variance * wider, tail)
    upper = 1 - _quantile(1 - high, high_variance * wider, tail)
    return min(lower, value), max(upper, value)


def _quantile(mean: float, variance: float, tail: float) -> float:
    """Of the beta distribution of this mean and variance; a point where it has none."""
    if not 0 < mean < 1 or variance <= 0:
        return min(max(mean, 0.0), 1.0)
    # A variance beyond that of a coin says: anything.
    size = mean * (1 - mean) / variance - 1
    return float(betaincinv(mean * size, (1 - mean) * size, tail)) if size > 0 else 0.0


def mean_limits(evidence: Evidence, confidence: float) -> Limits:
    """(mean, its standard error, units - 1, least, greatest possible value)."""
    value, error, degrees_of_freedom, least, greatest = evidence
    width = greatest - least
    inside = min(1.0, max(0.0, (value - least) / width))
    lower, upper = limits(bounded(inside, (error / width) ** 2, degrees_of_freedom + 1), confidence)
    return least + width * lower, least + width * upper


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of the same rows `factor` times over, and still one more that was not seen."""
    value, low, low_variance, high, high_variance, degrees_of_freedom = evidence

    def side(mean: float, variance: float) -> tuple[float, float]:
        # What the one row moves the mean by is also what it adds to the deviation.
        shift = mean - value
        seen = max(0.0, variance - shift**2)
        return value + shift / factor, seen / factor + (shift / factor) ** 2

    return evidence_of(
        value, side(low, low_variance), side(high, high_variance), degrees_of_freedom * factor
    )


# Beyond these logarithms a ratio is as good as 0, or infinite; floats end at 709.
FARTHEST = 700.0
# Numbers of one value's evidence.
WIDTH = 6


def difference_limits(evidence: Evidence, confidence: float) -> Limits:
    """(evidence of one value, evidence of another): the first less the second, independent.

    From the limits of each (MOVER): Zou & Donner 2008, Statistics in Medicine 27:1693.
    """
    own, base = evidence[:WIDTH], evidence[WIDTH:]
    (low, high), (base_low, base_high) = (limits(each, confidence) for each in (own, base))
    gap = own[0] - base[0]
    return (
        gap - hypot(own[0] - low, base_high - base[0]),
        gap + hypot(high - own[0], base[0] - base_low),
    )


def grown_difference(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of both with `factor` times the rows."""
    return (*grown(evidence[:WIDTH], factor), *grown(evidence[WIDTH:], factor))


def ratio_limits(evidence: Evidence, confidence: float) -> Limits:
    """(evidence of where a logarithm lies between two ends, 0 to 1; those ends; its standard error;
    units - 1): the ratio.

    The ends may be estimates too. A t interval of the logarithm knows how they vary, the bounded
    one of a unit that was not seen: the wider limit on each side.
    """
    *own, least, greatest, error, degrees_of_freedom = evidence
    width = greatest - least
    half = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) * error
    logarithm = least + width * own[0]
    lower, upper = (least + width * limit for limit in limits(tuple(own), confidence))
    lower, upper = min(lower, logarithm - half), max(upper, logarithm + half)
    return exp(max(-FARTHEST, lower)), exp(min(FARTHEST, upper))


def grown_ratio(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of the same ratio with `factor` times the rows."""
    *ends, error, degrees_of_freedom = evidence[WIDTH:]
    own = grown(evidence[:WIDTH], factor)
    return (*own, *ends, error / sqrt(factor), degrees_of_freedom * factor)


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        "gaffke": (limits, grown),
        "gaffke-difference": (difference_limits, grown_difference),
        "gaffke-ratio": (ratio_limits, grown_ratio),
    }
)
