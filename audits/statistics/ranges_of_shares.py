"""A number that is read in several ways, none of them surely right: from least to greatest.

Where several counts stand for one unknown share (or difference of shares) and each is right under
assumptions of its own, the interval reaches over all of theirs. It covers wherever one of them
does, so a rule passes only where all pass, and fails only where all fail (an intersection-union
test: Berger 1982, Technometrics 24:295).

evidence: that of the first reading, then that of the next: counted and rows of a share, or both of
two shares.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from audits.statistics.deciding_limits import Decider, weighted_sum
from audits.statistics.proportions import Evidence, Limits, newcombe, wilson

SHARE, DIFFERENCE = 2, 4  # numbers a reading


def spanning(
    draw: Callable[[Evidence, float], Limits], numbers: int
) -> Callable[[Evidence, float], Limits]:
    """The limits over all readings, each with the limits that `draw` gives it.

    numbers: how long the evidence of one reading is.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        each = (draw(one, confidence) for one in readings(evidence, numbers))
        lower, upper = zip(*each, strict=True)
        return min(lower), max(upper)

    return limits


def readings(evidence: Evidence, numbers: int) -> tuple[Evidence, ...]:
    """Evidence of each reading of the rows.

    numbers: how long that of one is.
    """
    values = tuple(map(float, evidence))
    return tuple(values[start : start + numbers] for start in range(0, len(values), numbers))


def _decided(one: Decider, numbers: int) -> Decider:
    assert one.tail is not None
    tail = one.tail

    def tail_at(evidence: Evidence, bound: float, above: bool) -> float:
        return max(tail(each, bound, above) for each in readings(evidence, numbers))

    return Decider(spanning(one.draw, numbers), tail_at)


# By name: what is printed, and what decides a rule on it.
PRINTED: Mapping[str, Callable[[Evidence, float], Limits]] = MappingProxyType(
    {
        "wilson-range": spanning(wilson, SHARE),
        "newcombe-range": spanning(newcombe, DIFFERENCE),
    }
)
DECIDING: Mapping[str, Decider] = MappingProxyType(
    {
        "clopper-pearson-range": _decided(weighted_sum(2, (1.0,)), SHARE),
        "melded-range": _decided(weighted_sum(2, (1.0, -1.0)), DIFFERENCE),
    }
)
