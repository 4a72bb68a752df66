"""A share less a figure that somebody printed, which is taken as it stands.

The printed limits are Wilson's (1927), the deciding ones Clopper and Pearson's (1934), each less
the figure. evidence: (successes, trials, figure). confidence: of the two-sided interval, in (0, 1).
"""

from audits.statistics.deciding_limits import Decider, weighted_sum
from audits.statistics.proportions import Evidence, Limits, wilson

METHOD, DECIDING = "wilson-less-figure", "clopper-pearson-less-figure"
_EXACT = weighted_sum(2, (1.0,))


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Between minus the figure and one less the figure."""
    *share, figure = evidence
    lower, upper = wilson(tuple(share), confidence)
    return lower - figure, upper - figure


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """So many times the trials, and the same figure. factor: how many times."""
    successes, trials, figure = evidence
    return successes * factor, trials * factor, figure


def exact_limits(evidence: Evidence, confidence: float) -> Limits:
    """The same of the exact limits."""
    *share, figure = evidence
    lower, upper = _EXACT.draw(tuple(share), confidence)
    return lower - figure, upper - figure


def exact_tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided exact p-value at a bound of the difference. above: against its lying above."""
    *share, figure = evidence
    assert _EXACT.tail is not None
    return _EXACT.tail(tuple(share), bound + figure, above)


METHODS = {METHOD: (limits, grown)}
DECIDERS = {DECIDING: Decider(exact_limits, exact_tail)}
DECIDES = {METHOD: DECIDING}
