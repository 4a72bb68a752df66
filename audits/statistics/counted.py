"""What was counted and not estimated: a number of bytes or of parameters stands without doubt.

Its interval is the number itself, and a rule on it is decided by comparing.

evidence: the number. confidence: of the two-sided interval, between 0 and 1. factor: how many times
as much data.
"""

from audits.measurement import COUNTED
from audits.statistics.proportions import Evidence, Limits


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """The number, twice, whatever the confidence."""
    return evidence[0], evidence[0]


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same: nothing was sampled, so there is no more of it."""
    return tuple(evidence)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """0 where the number lies beyond the bound, else 1.

    above: whether beyond means above it, else below.
    """
    return 0.0 if (evidence[0] > bound if above else evidence[0] < bound) else 1.0


METHODS = {COUNTED: (limits_of, grown, tail)}
