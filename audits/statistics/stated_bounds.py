"""What a stated model leaves open: a value between two ends that no data draw nearer.

Its interval is the model's, whatever the confidence: a rule is decided where the whole of it keeps
or breaks the bound. Worst-case bounds as of Manski 1990 (American Economic Review 80:319).

evidence: the value, and the least and the greatest that the model allows. confidence: of the
two-sided interval, between 0 and 1. factor: how many times as much data.
"""

from audits.statistics.proportions import Evidence, Limits

METHOD = "stated-bounds"


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """The two ends of the model."""
    return evidence[1], evidence[2]


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same: more of the data do not make the model better."""
    return tuple(evidence)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """0 where the whole range lies beyond the bound, else 1.

    above: whether beyond means above it, else below.
    """
    return 0.0 if (evidence[1] > bound if above else evidence[2] < bound) else 1.0


METHODS = {METHOD: (limits_of, grown, tail)}
