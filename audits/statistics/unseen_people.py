"""Numbers of what people answered, judged as if one more person at either end had been asked.

The people who were asked may all be careful and one in ten of all people careless: their spread
then says nothing of those. Taken from it alone, a share right of eight people was judged falsely in
41 of 100 samples. Limits of a bounded mean (Gaffke 2005, `bounded_means`) reckon with one more
person who is always wrong, or always right; of an agreement, with one who answers as chance has it,
or agrees with all. A rule is judged by the wider of these and the printed limits on either side.

evidence: plain floats, in the order that each method names. confidence: of the two-sided interval,
between 0 and 1.
"""

from collections.abc import Callable, Mapping
from math import sqrt
from types import MappingProxyType

from audits.statistics.bounded_means import mean_limits
from audits.statistics.crossed import z_limits
from audits.statistics.effective_shares import korn_graubard
from audits.statistics.proportions import Evidence, Limits, linearised

SHARE, AGREEMENT = "linearised-people", "crossed-z-people"


def share_limits(evidence: Evidence, confidence: float) -> Limits:
    """(share, effective answers, degrees of freedom, people of equal weight), as printed."""
    return linearised(evidence[:3], confidence)


def share_with_one_more(evidence: Evidence, confidence: float) -> Limits:
    """The same with one more person who is right in all, or in nothing."""
    share, effective, _, people = evidence
    error = sqrt(share * (1 - share) / effective)
    unseen = mean_limits((share, error, people - 1, 0.0, 1.0), confidence)
    return _wider(korn_graubard(evidence[:3], confidence), unseen)


def agreement_evidence(
    value: float, on_z: tuple[float, float], error: float, people: int, ends_of: int
) -> tuple[float, ...]:
    """Evidence of an agreement over people.

    value: the agreement. on_z: standard error of its Fisher's z, and the degrees of freedom behind
    it. error: standard error of the agreement itself. people: how many there are. ends_of: 1 where
    it is a mean over people, 2 over their pairs, since a person is in twice as many of the pairs.
    """
    least, greatest = (value + ends_of * (end - value) for end in (min(0.0, value), 1.0))
    return (value, *on_z, error, float(people), least, greatest)


def agreement_limits(evidence: Evidence, confidence: float) -> Limits:
    """(agreement, error of its z, degrees of freedom, its own error, people, what one person would
    add who is as chance has it, or who agrees with all), as printed."""
    return z_limits(evidence[:3], confidence)


def agreement_with_one_more(evidence: Evidence, confidence: float) -> Limits:
    """The same with one more such person."""
    value, _, _, error, people, least, greatest = evidence
    unseen = value, value
    if greatest > least:
        unseen = mean_limits((value, error, people - 1, least, greatest), confidence)
    lower, upper = _wider(z_limits(evidence[:3], confidence), unseen)
    return max(-1.0, lower), min(1.0, upper)


def _wider(first: Limits, second: Limits) -> Limits:
    return min(first[0], second[0]), max(first[1], second[1])


def _share_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    return (evidence[0], *(number * factor for number in evidence[1:]))


def _agreement_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    value, of_z, degrees_of_freedom, error, people, *ends = evidence
    root = sqrt(factor)
    return value, of_z / root, degrees_of_freedom * factor, error / root, people * factor, *ends


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        SHARE: (share_limits, _share_grown),
        AGREEMENT: (agreement_limits, _agreement_grown),
    }
)
