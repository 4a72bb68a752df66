"""Where an estimate stands against a rule's bounds: inside, outside, and what would decide."""

from math import exp, log

from audits import intervals
from audits.document import RuleSpec
from audits.intervals import limits, scaled
from audits.measurement import Estimate, Interval

LARGEST_FACTOR = 1e6


def whole_inside(rule: RuleSpec, interval: Interval) -> bool:
    """Whether every value of the interval keeps the bounds; `above` and `below` are strict."""
    lower, upper = rule.limits
    if rule.above is not None and not interval.lower > rule.above:
        return False
    if rule.below is not None and not interval.upper < rule.below:
        return False
    return (lower is None or interval.lower >= lower) and (upper is None or interval.upper <= upper)


def one_sided_p(rule: RuleSpec, found: Estimate) -> float:
    """The smaller one-sided p-value at the bounds: how surprising if the truth kept them.

    It inverts the printed interval: p is the level at which the interval's limit meets the
    bound. Both bounds at one point make it a two-sided test, so the value doubles.
    """
    lower, upper = rule.limits
    values = []
    if lower is not None:
        values.append(intervals.one_sided_p(found.method, found.evidence, lower, above=False))
    if upper is not None:
        values.append(intervals.one_sided_p(found.method, found.evidence, upper, above=True))
    smallest = min(values)
    return min(1.0, 2 * smallest) if lower == upper else smallest


def needed_factor(rule: RuleSpec, found: Estimate, level: float) -> float | None:
    """How many times as much data would decide, if the rates stayed; None where none would.

    level: the one-sided level a failure needs after correction.
    """

    def decided(factor: float) -> bool:
        evidence = scaled(found.method, found.evidence, factor)
        if whole_inside(rule, limits(found.method, evidence, found.confidence)):
            return True
        interval = limits(found.method, evidence, 1 - 2 * level)
        lower, upper = rule.limits
        return (lower is not None and interval.upper < lower) or (
            upper is not None and interval.lower > upper
        )

    if not decided(LARGEST_FACTOR):
        return None
    low, high = 0.0, log(LARGEST_FACTOR)
    for _ in range(50):
        middle = (low + high) / 2
        if decided(exp(middle)):
            high = middle
        else:
            low = middle
        if high - low < 1e-3:
            break
    return exp(high)
