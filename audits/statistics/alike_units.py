"""What a mean may be where every unit that was looked at had the same value.

Were the mean so far off, some units would have other values; the chance that none of them is among
those drawn is the share of the alike to the power of how many were. For zeros that is Clopper and
Pearson's limit (1934, Biometrika 26:404), "the rule of three" (Hanley & Lippman-Hand 1983, JAMA
249:1743), and elsewhere as exact: nothing narrower holds without knowing more of the values.

evidence: the value of every unit, how many independent units there are, the least and the greatest
value that one can have. confidence: of the two-sided interval, between 0 and 1.
"""

from audits.statistics.proportions import Evidence, Limits

METHOD = "all-alike"


def limits(evidence: Evidence, confidence: float) -> Limits:
    """One end stands at the value where nothing lies beyond it."""
    value, units, least, greatest = evidence
    unseen: float = 1 - ((1 - confidence) / 2) ** (1 / units)
    return value + (least - value) * unseen, value + (greatest - value) * unseen


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """Exact one-sided p-value that the mean is at the bound; above: against its lying above it."""
    value, units, least, greatest = evidence
    end = least if above else greatest
    if (value <= bound) if above else (value >= bound):
        return 1.0
    if value == end:  # no mean lies beyond what a value can be
        return 0.0
    # Of a mean that far off so many units at most are alike.
    alike = max(0.0, (bound - end) / (value - end))
    return float(alike**units)
