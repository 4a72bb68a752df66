"""A difference in standard deviations (an effect size), with limits by the noncentral t.

Hedges & Olkin 1985, Statistical Methods for Meta-Analysis, 5: the t statistic of normal values is
noncentral t around the true effect, and its limits are those at which it would be as unusual as the
confidence says (Steiger & Fouladi 1997). The value is corrected for the bias of few values (Hedges'
g). The limits are of the effect itself and need no correction: multiplied by it, those of three
normal values with a true effect of 3 lay below it in 30 % of 3,000 samples, and as they are in 2.

Of two samples that statistic rests on spreads that are alike: of four values of deviation 2 beside
twenty of .5 the effect lay outside its limits in 35 % of 4,000 samples, and in 5 by Welch's, whose
t of an effect of 1 is the pooled deviation over the difference's own error. Of three values beside
twelve of equal deviation it lay outside those in 6, so the wider of both counts.

evidence: (t statistic, degrees of freedom, t of an effect of 1), of two samples followed by the
same of Welch's statistic. confidence: of the two-sided interval, in (0, 1).
"""

from math import exp, lgamma, log, sqrt
from operator import mul, truediv

from scipy.special import nctdtr, nctdtrinc, ndtr

from audits.statistics.proportions import Evidence, Limits, z_quantile

METHOD = "noncentral-t"
# Beyond these the noncentral t is normal, and its series is slow or fails.
MOST_FREEDOM, MOST_T = 1000.0, 25.0


def of_two_groups(
    difference: float, sizes: tuple[int, int], variances: tuple[float, float]
) -> tuple[float, ...]:
    """Evidence of two samples with two values or more each, of which some vary.

    difference: of their means. sizes, variances: of either sample, n - 1 below.
    """
    freedoms = tuple(size - 1.0 for size in sizes)
    squares = sum(map(mul, freedoms, variances))
    errors = tuple(map(truediv, variances, sizes))
    pooled, error = sqrt(squares / sum(freedoms)), sqrt(sum(errors))
    # Of the difference's variance, and of the pooled one (Satterthwaite 1946, Biometrics Bulletin
    # 2:110).
    fewest = min(
        error**4 / sum(own * own / freedom for own, freedom in zip(errors, freedoms, strict=True)),
        squares**2
        / sum(own * own * freedom for own, freedom in zip(variances, freedoms, strict=True)),
    )
    unit = sqrt(sizes[0] * sizes[1] / sum(sizes))
    return (difference / pooled * unit, sum(freedoms), unit,
            difference / error, max(1.0, fewest), pooled / error)  # fmt: skip


def correction(degrees_of_freedom: float) -> float:
    """What an effect of few values is multiplied by. Hedges 1981, JES 6:107.

    degrees_of_freedom: of its t statistic, above 1.
    """
    half = degrees_of_freedom / 2
    return exp(lgamma(half) - lgamma(half - 0.5) - log(half) / 2)


def effect(evidence: Evidence) -> float:
    """The standardised difference itself (Hedges' g)."""
    statistic, degrees_of_freedom, unit = evidence[:3]
    return statistic / unit * correction(degrees_of_freedom)


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Both limits of the true effect, over all statistics that are given."""
    lower, upper = zip(*(_limits(one, confidence) for one in _statistics(evidence)), strict=True)
    return min(lower), max(upper)


def _limits(evidence: Evidence, confidence: float) -> Limits:
    statistic, degrees_of_freedom, unit = evidence
    level = (1 - confidence) / 2
    if degrees_of_freedom > MOST_FREEDOM or abs(statistic) > MOST_T:
        half = z_quantile(confidence) * _error(statistic, degrees_of_freedom)
        return (statistic - half) / unit, (statistic + half) / unit
    lower = float(nctdtrinc(degrees_of_freedom, 1 - level, statistic))
    return lower / unit, float(nctdtrinc(degrees_of_freedom, level, statistic)) / unit


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value at a true effect of the bound. above: against its lying above."""
    return max(_tail(one, bound, above) for one in _statistics(evidence))


def _tail(evidence: Evidence, bound: float, above: bool) -> float:
    statistic, degrees_of_freedom, unit = evidence
    centre = bound * unit
    if degrees_of_freedom > MOST_FREEDOM or abs(statistic) > MOST_T or abs(centre) > MOST_T:
        below = float(ndtr((statistic - centre) / _error(statistic, degrees_of_freedom)))
    else:
        below = float(nctdtr(degrees_of_freedom, centre, statistic))
    return 1 - below if above else below


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same effect of more values. factor: how many times as many."""
    turned = (sqrt(factor), factor, sqrt(factor))
    return tuple(value * turned[index % 3] for index, value in enumerate(evidence))


def _statistics(evidence: Evidence) -> tuple[Evidence, ...]:
    """One of pairs, two of two samples."""
    return tuple(evidence[start : start + 3] for start in range(0, len(evidence), 3))


def _error(statistic: float, degrees_of_freedom: float) -> float:
    return sqrt(1 + statistic * statistic / (2 * degrees_of_freedom))


METHODS = {METHOD: (limits, grown, tail)}
