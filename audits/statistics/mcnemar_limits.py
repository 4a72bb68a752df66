"""The difference of two shares of the same rows, whose limits never contradict McNemar's test.

Tango's score limits (1998, Statistics in Medicine 17:891) may leave 0 out where the exact test of
the rows that differ does not. So each limit is the further of Tango's and of that test's own: given
how many rows differ, the share of those that count only in the first is binomial (Clopper & Pearson
1934), and 0 is a half.

evidence: (rows in the first only, in the second only, rows). confidence: of the two-sided interval,
in (0, 1).
"""

from scipy.special import betaincinv

from audits.statistics.proportions import Evidence, Limits, tango

METHOD = "mcnemar"


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Between -1 and 1."""
    lower, upper = tango(evidence, confidence)
    first, second, rows = evidence
    differing = first + second
    if differing > 0:
        level = (1 - confidence) / 2
        least = float(betaincinv(first, second + 1, level)) if first > 0 else 0.0
        most = float(betaincinv(first + 1, second, 1 - level)) if second > 0 else 1.0
        lower = min(lower, (2 * least - 1) * differing / rows)
        upper = max(upper, (2 * most - 1) * differing / rows)
    return lower, upper


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """So many times each. factor: how many."""
    return tuple(value * factor for value in evidence)


METHODS = {METHOD: (limits, grown)}
