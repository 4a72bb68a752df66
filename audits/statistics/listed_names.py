"""A difference between two lists of names, told where no other parting of the names shows as much.

Two lists differ always, if only by what each name does by itself (Clark 1973, Journal of Verbal
Learning and Verbal Behavior 12:335). So a difference counts where it is beyond the error of cases
and names together, and where the names, exchanged between the two lists, seldom give as large a one
(`audits.statistics.exchanged_units`): exact where a model treats both alike, however far apart
single names lie. It is about the names that were asked; of others that might be decided quite
otherwise `audits.statistics.unseen_names` tells.

evidence: (difference, its standard error, degrees of freedom, cases, 1 where the cases may be
judged by t, else 0; p by exchange that it is not above 0, and that it is not below). confidence: of
the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Mapping
from math import sqrt
from types import MappingProxyType

from scipy.special import ndtr, ndtri, stdtrit

from audits.statistics.proportions import Evidence, Limits
from audits.statistics.signed_means import mean_limits

METHOD = "student_t-listed"


def printed(evidence: Evidence, confidence: float) -> Limits:
    """The t interval over cases and names (Student 1908); of no error at all the bounded one."""
    value, error, degrees_of_freedom = evidence[:3]
    if error <= 0:
        return _bounded(evidence, confidence)
    half = -float(stdtrit(max(1.0, degrees_of_freedom), (1 - confidence) / 2)) * error
    return max(-1.0, value - half), min(1.0, value + half)


def exchanged(evidence: Evidence, confidence: float) -> Limits:
    """The limits that decide: beyond 0 only where exchanged names seldom give as much."""
    lower, upper = printed(evidence, confidence)
    is_tame, above, below = evidence[4:]
    if not is_tame:
        low, high = _bounded(evidence, confidence)
        lower, upper = min(lower, low), max(upper, high)
    level = (1 - confidence) / 2
    return (min(lower, 0.0) if above > level else lower,
            max(upper, 0.0) if below > level else upper)  # fmt: skip


def _bounded(evidence: Evidence, confidence: float) -> Limits:
    """Of differences of cases, from -1 to 1, with one more case than was asked about."""
    value, error, _, cases = evidence[:4]
    return mean_limits((value, error, cases - 1, -1.0, 1.0), confidence)


def _grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    value, error, degrees_of_freedom, cases, is_tame, *tails = evidence
    root = sqrt(factor)
    more = (float(ndtr(ndtri(tail) * root)) if 0 < tail < 1 else tail for tail in tails)
    return (value, error / root, degrees_of_freedom * factor, cases * factor, is_tame, *more)


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({METHOD: (printed, _grown)})
