"""Where an estimate stands against a rule's bounds: inside, outside, and what would decide."""

from dataclasses import dataclass
from math import exp, inf, log

from audits.measurement import Estimate, Interval
from audits.specification.policy_document import RuleSpec
from audits.statistics import intervals
from audits.statistics.intervals import limits, scaled
from audits.statistics.roots import edge

LARGEST_FACTOR = 1e6
# How far the logarithm of the factor is told: half a percent of rows.
NARROW = 5e-3
# Why what fails is outside its bounds, where the interval spans both.
EITHER_SIDE = (
    "one of the gaps that it is the larger of surely does, and which is the larger is open"
)


def whole_inside(rule: RuleSpec, interval: Interval) -> bool:
    """Whether every value of the interval keeps the bounds; `above` and `below` are strict."""
    lower, upper = rule.limits
    if rule.above is not None and not interval.lower > rule.above:
        return False
    if rule.below is not None and not interval.upper < rule.below:
        return False
    return (lower is None or interval.lower >= lower) and (upper is None or interval.upper <= upper)


def whole_outside(rule: RuleSpec, interval: Interval) -> bool:
    """Whether every value of the interval breaks a bound; at a strict one equality does."""
    lower, upper = rule.limits
    if rule.above is not None and interval.upper <= rule.above:
        return True
    if rule.below is not None and interval.lower >= rule.below:
        return True
    return (lower is not None and interval.upper < lower) or (
        upper is not None and interval.lower > upper
    )


def spans(rule: RuleSpec, interval: Interval) -> bool:
    """Whether the interval reaches beyond both bounds, so that it says not which is broken."""
    lower, upper = rule.limits
    if lower is None or upper is None:
        return False
    return interval.lower < lower and interval.upper > upper


@dataclass(frozen=True, slots=True)
class Deciding:
    """An estimate by the method that judges it: its interval is the one a verdict stands on."""

    method: str
    evidence: tuple[float, ...]
    confidence: float

    @property
    def interval(self) -> Interval:
        """The interval that the deciding method draws at the estimate's own confidence."""
        return limits(self.method, self.evidence, self.confidence)

    def simultaneous(self, comparisons: int) -> Interval:
        """The interval that holds for all of so many comparisons at once (Bonferroni)."""
        return limits(self.method, self.evidence, 1 - (1 - self.confidence) / comparisons)

    def beyond(self, bound: float, level: float, *, above: bool) -> bool:
        """Whether the limit at this one-sided level lies above the bound, or below it."""
        return intervals.beyond(self.method, self.evidence, bound, level, above=above)

    def with_data(self, factor: float) -> "Deciding":
        """The same rates and spread, resting on `factor` times as much data."""
        evidence = scaled(self.method, self.evidence, factor)
        return Deciding(self.method, evidence, self.confidence)


def deciding(estimate: Estimate) -> Deciding:
    """How an estimate is judged: on its own evidence, by the method that decides for its own."""
    return Deciding(intervals.deciding(estimate.method), estimate.evidence, estimate.confidence)


def one_sided_p(rule: RuleSpec, decided: Deciding) -> float:
    """The p-value at the bounds: how surprising, at most, if the truth kept them.

    With one bound it inverts the deciding interval: p is the level at which the interval's limit
    meets the bound. With two the estimate may lie beyond either, though the truth keeps both: the
    tail beyond the nearer bound and the one that the farther bound leaves there are added (Hodges &
    Lehmann 1954, JRSS B 16:261). Far apart the second is nothing; at one point the value doubles.
    A number whose sign may be open while its size is not is tested by its size, where the bounds
    are each other's opposites.
    What was not sampled is compared: as surprising as can be where all of it breaks a bound, else
    not at all.
    """
    if intervals.is_exact(decided.method):
        broken = whole_outside(rule, decided.interval)
        return intervals.SMALLEST_TAIL if broken else 1.0
    by_size = _size_p(rule, decided)
    if by_size is not None:
        return by_size
    lower, upper = rule.limits
    sides = [
        (bound, above) for bound, above in ((lower, False), (upper, True)) if bound is not None
    ]
    tails = [_tail(decided, bound, above=above) for bound, above in sides]
    smallest = min(tails)
    if lower is None or upper is None:
        return smallest
    above = sides[tails.index(smallest)][1]
    return min(1.0, smallest + _tail(decided, lower if above else upper, above=above))


def _size_p(rule: RuleSpec, decided: Deciding) -> float | None:
    lower, upper = rule.limits
    if lower is None or upper is None or lower != -upper:
        return None
    return intervals.size_p(decided.method, decided.evidence, upper)


def _tail(decided: Deciding, bound: float, *, above: bool) -> float:
    return intervals.one_sided_p(decided.method, decided.evidence, bound, above=above)


def needed_factor(rule: RuleSpec, estimate: Deciding, level: float) -> float | None:
    """How many times as much data would decide, if the rates stayed; None where none would.

    level: the one-sided level a failure needs after correction.
    """

    lower, upper = rule.limits
    half = (1 - estimate.confidence) / 2

    def decided(factor: float) -> bool:
        more = estimate.with_data(factor)
        inside = (lower is None or more.beyond(lower, half, above=True)) and (
            upper is None or more.beyond(upper, half, above=False)
        )
        by_size = _size_p(rule, more)
        if by_size is not None:
            return inside or by_size <= level
        outside = (lower is not None and more.beyond(lower, level, above=False)) or (
            upper is not None and more.beyond(upper, level, above=True)
        )
        if outside and lower is not None and upper is not None:
            outside = one_sided_p(rule, more) <= level
        return inside or outside

    if not decided(LARGEST_FACTOR):
        return None

    def short_by(logarithm: float) -> float:
        return -inf if decided(exp(logarithm)) else inf

    return exp(edge(short_by, 0.0, log(LARGEST_FACTOR), narrow=NARROW)[1])
