"""A p-value as the value of a measurement, for rules that bound it from below.

A small one shows that the two samples differ; a large one shows nothing, since too few rows give
one too: absence of evidence is no evidence of absence (Altman & Bland 1995, BMJ 311:485). So a rule
on it can fail and never passes: the interval reaches from 0 up to 1, and down to the p-value itself
where that is at most half of what the confidence leaves.

evidence: (p-value,), after whatever correction was made. confidence: of the two-sided interval, in
(0, 1).
"""

from audits.statistics.proportions import Evidence, Limits

METHOD = "p-value"


def limits(evidence: Evidence, confidence: float) -> Limits:
    """0 to the p-value where it is beyond the confidence, else to 1."""
    (p_value,) = evidence
    return 0.0, p_value if p_value <= (1 - confidence) / 2 else 1.0


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """The p-value itself where it lies below the bound, 1 where it does not.

    bound: the least p-value that a rule allows. above: nothing is ever shown above.
    """
    (p_value,) = evidence
    return 1.0 if above or p_value >= bound else p_value


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same: what a p-value would be of more rows is not known. factor: how many times."""
    return tuple(evidence)


METHODS = {METHOD: (limits, grown, tail)}
