"""A difference of two means in standard deviations of both groups together, as WEAT's d is.

Caliskan, Bryson & Narayanan 2017 (Science 356:183). With the mean difference over the deviation
*within* groups as e, and shares p and q of the values, d is e / sqrt(1 + p q e²): it grows with e
and ends at 1 / sqrt(p q), 2 for equal groups. So the limits of e by the noncentral t
(`standardised_differences`) are those of d.

evidence: (share of the first group, then that of two samples in `standardised_differences`).
confidence: of the two-sided interval, in (0, 1).
"""

from math import copysign, sqrt

import numpy as np

from audits.data.arrays import Floats
from audits.statistics import standardised_differences
from audits.statistics.proportions import Evidence, Limits

METHOD = "noncentral-t-union"


def evidence_of(first: Floats, second: Floats) -> tuple[float, ...]:
    """Of two groups of values, with two or more in each and some variation.

    first, second: shape (values,) each.
    """
    sizes = len(first), len(second)
    variances = float(first.var(ddof=1)), float(second.var(ddof=1))
    difference = float(first.mean() - second.mean())
    effect = standardised_differences.of_two_groups(difference, sizes, variances)
    return sizes[0] / sum(sizes), *effect


def of_effect(effect: float, share: float) -> float:
    """d of an effect within groups. share: of the first group among all values."""
    return effect / sqrt(1 + share * (1 - share) * effect * effect)


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Both limits of d."""
    share, *within = evidence
    lower, upper = standardised_differences.limits(tuple(within), confidence)
    return of_effect(lower, share), of_effect(upper, share)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value at a d of the bound. above: against its lying above."""
    share, *within = evidence
    rest = 1 - share * (1 - share) * bound * bound
    if rest <= 0:  # no effect is so large
        return float(above == (bound > 0))
    effect = copysign(abs(bound) / sqrt(rest), bound)
    return standardised_differences.tail(tuple(within), effect, above)


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same difference of more values. factor: how many times as many."""
    share, *within = evidence
    return (share, *standardised_differences.grown(tuple(within), factor))


def varies(first: Floats, second: Floats) -> bool:
    """Whether values of either group differ by more than rounding.

    first, second: shape (values,) each.
    """
    size = float(np.abs(np.concatenate([first, second])).max(initial=0.0))
    return max(float(np.ptp(first)), float(np.ptp(second))) > 1e-9 * size


METHODS = {METHOD: (limits, grown, tail)}
