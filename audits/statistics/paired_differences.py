"""The gain of one over another in one group, minus the same gain in a second group.

Both are paired differences of shares, on rows of their own: Tango's limits of each (1998,
Statistics in Medicine 17:891), joined by MOVER (Zou & Donner 2008, Statistics in Medicine 27:1693).

evidence: (b, c, n) of the group, then of its reference: rows right by the first alone, by the
second alone, and all. confidence: of the two-sided interval, between 0 and 1. factor: how many
times the rows.
"""

from collections.abc import Callable, Mapping
from math import hypot
from types import MappingProxyType

from audits.statistics.proportions import Evidence, Limits, tango


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Between -2 and 2: each of the gains lies between -1 and 1."""
    own, reference = evidence[:3], evidence[3:]
    gain, other = _gain(own), _gain(reference)
    (lower, upper), (other_lower, other_upper) = (
        tango(side, confidence) for side in (own, reference)
    )
    gap = gain - other
    return (
        gap - hypot(gain - lower, other_upper - other),
        gap + hypot(upper - gain, other - other_lower),
    )


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same gains of so many times as many rows."""
    return tuple(number * factor for number in evidence)


def _gain(evidence: Evidence) -> float:
    more, fewer, rows = evidence
    return (more - fewer) / rows


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({"tango-difference": (limits, grown)})
