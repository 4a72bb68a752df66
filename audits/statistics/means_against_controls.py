"""Limits of a mean of bounded values that were all read against one sample of controls.

Two things vary: the values, and the controls that all of them share. A t interval with the error of
both knows nothing of values that were not seen: of thirty canaries, one in twenty of which a model
recites, it holds the truth in 81 to 91 % of samples. Gaffke's limits with the error of both know
nothing of where it comes from: of thirty that are all ranked first they say next to nothing. So the
values are limited apart (`means_of_few`; Gaffke 2005 where a rule is decided, `bounded_means`), the
controls add a t interval, and both are joined by MOVER (Zou & Donner 2008, Statistics in Medicine
27:1693).

evidence: plain floats, (mean, its error over values, values - 1, least, greatest possible value,
error over controls, controls - 1). confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Mapping
from math import hypot, sqrt
from types import MappingProxyType

from scipy.special import stdtrit

from audits.statistics import bounded_means, means_of_few
from audits.statistics.deciding_limits import Decider
from audits.statistics.proportions import Evidence, Limits

METHOD, DECIDING = "mid-gaffke-controls", "gaffke-controls"


def printed(evidence: Evidence, confidence: float) -> Limits:
    """The wider of t and Gaffke's limits by mid-P over values, and the controls."""
    return _joined(evidence, confidence, means_of_few.limits)


def decides(evidence: Evidence, confidence: float) -> Limits:
    """Gaffke's limits and t's over values, the wider of the two, and the controls."""
    return _joined(evidence, confidence, _with_one_more)


def _with_one_more(evidence: Evidence, confidence: float) -> Limits:
    low, high = means_of_few.student(evidence, confidence)
    lower, upper = bounded_means.mean_limits(evidence, confidence)
    return min(low, lower), max(high, upper)


def _joined(
    evidence: Evidence, confidence: float, over_values: Callable[[Evidence, float], Limits]
) -> Limits:
    value, least, greatest = evidence[0], *evidence[3:5]
    lower, upper = over_values(evidence[:5], confidence)
    error, degrees_of_freedom = evidence[5:]
    half = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) * error
    return (
        max(least, value - hypot(value - lower, half)),
        min(greatest, value + hypot(upper - value, half)),
    )


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same mean of `factor` times as many values, against as many more controls."""
    value, error, freedom, least, greatest, of_controls, their_freedom = evidence
    return (value, error / sqrt(factor), freedom * factor, least, greatest,
            of_controls / sqrt(factor), their_freedom * factor)  # fmt: skip


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({METHOD: (printed, grown)})
DECIDERS: Mapping[str, Decider] = MappingProxyType({DECIDING: Decider(decides)})
DECIDES: Mapping[str, str] = MappingProxyType({METHOD: DECIDING})
