"""A difference of two sides of names, judged as if one more name of each had stood in the cases.

Nine names that are decided alike do not say that there is none that is never favoured: where one in
ten of all names is such, their spread is judged falsely in 13 of 100 studies. Each side's share is
limited as a bounded mean over names (Gaffke 2005, `bounded_means`), with one more name that is
always favoured, or never; both are joined with the error that cases have in common, as MOVER does
(Zou & Donner 2008, Statistics in Medicine 27:1693). A rule is judged by the wider of these and of
the limits that know only of the names that were asked about.

evidence: (difference, its standard error, degrees of freedom; share, its variance over names, and
how many names of the group, then of the reference; error over cases, cases; 1 where the cases may
be judged by t, else 0). confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Mapping
from math import hypot, sqrt
from types import MappingProxyType

from scipy.special import stdtrit

from audits.statistics.bounded_means import bounded, limits
from audits.statistics.proportions import Evidence, Limits
from audits.statistics.signed_means import mean_limits

METHOD = "student_t-names"


def printed(evidence: Evidence, confidence: float) -> Limits:
    """The t interval over cases and names (Student 1908)."""
    value, error, degrees_of_freedom = evidence[:3]
    half = _half(error, degrees_of_freedom, confidence)
    return max(-1.0, value - half), min(1.0, value + half)


def with_one_more(evidence: Evidence, confidence: float) -> Limits:
    """The limits that decide."""
    value = evidence[0]
    over_cases, cases, is_tame = evidence[9:]
    seen = printed(evidence, confidence)
    if not is_tame:
        bounded_mean = mean_limits((*evidence[:3], -1.0, 1.0), confidence)
        seen = min(seen[0], bounded_mean[0]), max(seen[1], bounded_mean[1])
    (low, high), (base_low, base_high) = (
        _of_side(evidence[start : start + 3], confidence) for start in (3, 6)
    )
    own, base = evidence[3], evidence[6]
    half = _half(over_cases, cases - 1, confidence)
    lower = value - hypot(own - low, base_high - base, half)
    upper = value + hypot(high - own, base - base_low, half)
    return max(-1.0, min(seen[0], lower)), min(1.0, max(seen[1], upper))


def _of_side(side: Evidence, confidence: float) -> Limits:
    share, variance, names = side
    inside = min(1.0, max(0.0, share))
    return limits(bounded(inside, variance, names), confidence)


def _half(error: float, degrees_of_freedom: float, confidence: float) -> float:
    return -float(stdtrit(max(1.0, degrees_of_freedom), (1 - confidence) / 2)) * error


def _grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    value, error, degrees_of_freedom, *sides, over_cases, cases, is_tame = evidence
    turned = (1.0, 1 / factor, factor)
    names = (number * turned[index % 3] for index, number in enumerate(sides))
    root = sqrt(factor)
    return (value, error / root, degrees_of_freedom * factor, *names, over_cases / root,
            cases * factor, is_tame)  # fmt: skip


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({METHOD: (printed, _grown)})
