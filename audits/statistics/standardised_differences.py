"""A difference in standard deviations (an effect size), with limits by the noncentral t.

Hedges & Olkin 1985, Statistical Methods for Meta-Analysis, 5: the t statistic of normal values is
noncentral t around the true effect, and its limits are those at which it would be as unusual as the
confidence says (Steiger & Fouladi 1997). The value is corrected for the bias of few values (Hedges'
g). The limits are of the effect itself and need no correction: multiplied by it, those of three
normal values with a true effect of 3 lay below it in 30 % of 3,000 samples, and as they are in 2.

evidence: (t statistic, degrees of freedom, t of an effect of 1). confidence: of the two-sided
interval, in (0, 1).
"""

from math import exp, lgamma, log, sqrt

from scipy.special import nctdtr, nctdtrinc, ndtr

from audits.statistics.proportions import Evidence, Limits, z_quantile

METHOD = "noncentral-t"
# Beyond these the noncentral t is normal, and its series is slow or fails.
MOST_FREEDOM, MOST_T = 1000.0, 25.0


def correction(degrees_of_freedom: float) -> float:
    """What an effect of few values is multiplied by. Hedges 1981, JES 6:107.

    degrees_of_freedom: of its t statistic, above 1.
    """
    half = degrees_of_freedom / 2
    return exp(lgamma(half) - lgamma(half - 0.5) - log(half) / 2)


def effect(evidence: Evidence) -> float:
    """The standardised difference itself (Hedges' g)."""
    statistic, degrees_of_freedom, unit = evidence
    return statistic / unit * correction(degrees_of_freedom)


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Both limits of the true effect."""
    statistic, degrees_of_freedom, unit = evidence
    level = (1 - confidence) / 2
    if degrees_of_freedom > MOST_FREEDOM or abs(statistic) > MOST_T:
        half = z_quantile(confidence) * _error(statistic, degrees_of_freedom)
        return (statistic - half) / unit, (statistic + half) / unit
    lower = float(nctdtrinc(degrees_of_freedom, 1 - level, statistic))
    return lower / unit, float(nctdtrinc(degrees_of_freedom, level, statistic)) / unit


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value at a true effect of the bound. above: against its lying above."""
    statistic, degrees_of_freedom, unit = evidence
    centre = bound * unit
    if degrees_of_freedom > MOST_FREEDOM or abs(statistic) > MOST_T or abs(centre) > MOST_T:
        below = float(ndtr((statistic - centre) / _error(statistic, degrees_of_freedom)))
    else:
        below = float(nctdtr(degrees_of_freedom, centre, statistic))
    return 1 - below if above else below


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same effect of more values. factor: how many times as many."""
    statistic, degrees_of_freedom, unit = evidence
    return statistic * sqrt(factor), degrees_of_freedom * factor, unit * sqrt(factor)


def _error(statistic: float, degrees_of_freedom: float) -> float:
    return sqrt(1 + statistic * statistic / (2 * degrees_of_freedom))


METHODS = {METHOD: (limits, grown, tail)}
