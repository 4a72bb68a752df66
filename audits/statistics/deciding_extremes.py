"""What decides rules on the largest or the lowest of several shares: claims about all of them.

width: how many numbers of the evidence are one share's, as in `deciding_limits`.
"""

from collections.abc import Callable
from math import inf

from audits.statistics.deciding_limits import Decider, ratio_limit, ratio_tail, shares_of
from audits.statistics.melded_limits import (
    Share,
    ratio_tail_most,
    sum_limits,
    sum_tail,
)
from audits.statistics.minimum_of_shares import Cells, parts
from audits.statistics.proportions import Evidence, Limits, clopper_pearson, value_of


def highest(width: int) -> Decider:
    """A share over the largest of all, its own among them: `ratios.to_highest` says why.

    evidence: its own, then every other group's. That it lies above a bound must hold beside every
    other share (intersection-union: Berger 1982, Technometrics 24:295); that it lies below one is a
    claim out of many (Bonferroni: Dunn 1961, JASA 56:52).
    """

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        own, *others = shares_of(evidence, width)
        if above:
            return 1.0 if bound >= 1 else _largest_tail(own, others, bound)
        if bound > 1:
            return 0.0
        least = min(ratio_tail(own, other, bound, above=False) for other in others)
        return min(1.0, len(others) * least)

    def draw(evidence: Evidence, confidence: float) -> Limits:
        own, *others = shares_of(evidence, width)
        level = (1 - confidence) / 2
        lower, upper = inf, 1.0
        estimate = min((_over(own, other) for other in others), default=1.0)
        # The highest share first: its limits are most often the least ones.
        for other in sorted(others, key=value_of, reverse=True):
            if lower == inf or _beyond(own, other, lower, level, above=True):
                lower = min(lower, ratio_limit(own, other, level, up=False))
            if ratio_tail(own, other, upper, above=False) < level / len(others):
                upper = ratio_limit(own, other, level / len(others), up=True)
        # Even the clear winner's interval stays open by half a person.
        open_by = 0.5 / max(1.0, own[1])
        return min(lower, estimate, 1 - open_by), min(1.0, max(upper, estimate))

    return Decider(draw, tail)


def _largest_tail(own: Share, others: list[Share], bound: float) -> float:
    """The largest tail of "own / other lies above the bound", solved only where it can be."""
    most = {other: ratio_tail_most(own, other, bound, above=True) for other in others}
    largest = 0.0
    for other in sorted(most, key=lambda one: most[one], reverse=True):
        if most[other] <= largest:
            break
        largest = max(largest, ratio_tail(own, other, bound, above=True))
    return largest


def _beyond(own: Share, other: Share, bound: float, level: float, *, above: bool) -> bool:
    """Whether the tail at the bound is above the level: the pair's limit lies beyond it."""
    if ratio_tail_most(own, other, bound, above=above) <= level:
        return False
    return ratio_tail(own, other, bound, above=above) > level


def _over(own: Share, other: Share) -> float:
    return value_of(own) / value_of(other) if value_of(other) > 0 else inf


def most_frequent(width: int) -> Decider:
    """The largest of several shares of the same rows, then how many may be the largest in truth.

    That one of them lies above a bound is a claim out of so many (Bonferroni: Dunn 1961, JASA
    56:52); that all lie below it is no claim more than that the largest does.
    """

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        single = sum_tail((1.0,), [_first(evidence)], bound, above=above)
        return min(1.0, single * evidence[width]) if above else single

    def draw(evidence: Evidence, confidence: float) -> Limits:
        each = 1 - (1 - confidence) / evidence[width]
        lower, _ = sum_limits((1.0,), [_first(evidence)], each)
        return lower, sum_limits((1.0,), [_first(evidence)], confidence)[1]

    def _first(evidence: Evidence) -> Share:
        return tuple(map(float, evidence[:width]))

    return Decider(draw, tail)


def most_frequent_by(
    single: Callable[[Evidence, float], Limits], width: int
) -> Callable[[Evidence, float], Limits]:
    """What is printed of the largest of several shares: `single`, of one.

    Of two that may be the largest only the lower limit can err where they are alike, so that both
    tails are its; of more it would err for each of them, and is the one that decides.
    """
    deciding = most_frequent(width).draw

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = single(evidence[:width], confidence)
        if evidence[width] <= 2:
            return lower, upper
        return min(lower, deciding(evidence, confidence)[0]), upper

    return limits


def lowest() -> Decider:
    """The lowest of several shares: evidence as `audits.statistics.minimum_of_shares` reads it."""

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        pairs, looked_at = parts(evidence)
        tails = [sum_tail((1.0,), [pair], bound, above=above) for pair in pairs]
        return min(1.0, looked_at * (max(tails) if above else min(tails)))

    def draw(evidence: Evidence, confidence: float) -> Limits:
        pairs, looked_at = parts(evidence)
        each = 1 - (1 - confidence) / looked_at
        all_limits = [clopper_pearson(pair, each) for pair in pairs]
        return min(low for low, _ in all_limits), min(high for _, high in all_limits)

    return Decider(draw, tail)


def worst_cell() -> Decider:
    """The lowest of the shares of all cells, ranked or not.

    That one of them lies below a bound is a claim out of so many (Bonferroni over those that are
    ranked: how many rows a cell has does not depend on the answers). That all lie above it is
    tested in each (an intersection-union test: it errs no more often than its one test of the
    lowest cell; Berger 1982, Technometrics 24:295), in a cell with few rows too. One without rows
    says nothing.
    """

    def above_in(pair: tuple[float, float], bound: float) -> float:
        return sum_tail((1.0,), [pair], bound, above=True) if pair[1] else 1.0

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        cells = Cells.of(evidence)
        if above:
            return max(above_in(pair, bound) for pair in cells.every)
        least = min(sum_tail((1.0,), [pair], bound, above=False) for pair in cells.ranked)
        return min(1.0, cells.looked_at * least)

    def draw(evidence: Evidence, confidence: float) -> Limits:
        cells = Cells.of(evidence)
        each = 1 - (1 - confidence) / cells.looked_at
        lower = min(
            clopper_pearson(pair, confidence)[0] if pair[1] else 0.0 for pair in cells.every
        )
        return lower, min(clopper_pearson(pair, each)[1] for pair in cells.ranked)

    return Decider(draw, tail)
