"""A number that is read in two ways, neither of them surely right: from the least to the greatest.

Where two samples stand for one unknown share (or difference of shares) and each is right under
assumptions of its own, the interval reaches over both of theirs. It covers wherever one of the two
does, so a rule passes only where both pass, and fails only where both fail (an intersection-union
test: Berger 1982, Technometrics 24:295).

evidence: that of the first reading, then that of the second, each as long as the other.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from audits.statistics.deciding_limits import Decider, weighted_sum
from audits.statistics.proportions import Evidence, Limits, newcombe, wilson


def spanning(draw: Callable[[Evidence, float], Limits]) -> Callable[[Evidence, float], Limits]:
    """The limits over both readings, each with the limits that `draw` gives it."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = zip(*(draw(one, confidence) for one in readings(evidence)), strict=True)
        return min(lower), max(upper)

    return limits


def readings(evidence: Evidence) -> tuple[Evidence, Evidence]:
    """Evidence of either reading of the rows: the first half of the numbers, and the second."""
    numbers = tuple(map(float, evidence))
    return numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]


def _decided(one: Decider) -> Decider:
    assert one.tail is not None
    tail = one.tail

    def tail_at(evidence: Evidence, bound: float, above: bool) -> float:
        return max(tail(each, bound, above) for each in readings(evidence))

    return Decider(spanning(one.draw), tail_at)


# By name: what is printed, and what decides a rule on it.
PRINTED: Mapping[str, Callable[[Evidence, float], Limits]] = MappingProxyType(
    {"wilson-range": spanning(wilson), "newcombe-range": spanning(newcombe)}
)
DECIDING: Mapping[str, Decider] = MappingProxyType(
    {
        "clopper-pearson-range": _decided(weighted_sum(2, (1.0,))),
        "melded-range": _decided(weighted_sum(2, (1.0, -1.0))),
    }
)
