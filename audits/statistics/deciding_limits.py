"""The limits that decide rules on shares, with their tails at a bound.

Exact ones (Clopper & Pearson 1934, Biometrika 26:404) and melded ones (Fay, Proschan & Brittain
2015, Biometrics 71:146).

Those of the largest or lowest of several stand in `deciding_extremes`, and which method is decided
by which of them in `deciding_methods`.

width: how many numbers of the evidence are one share's: 2 of counts (successes, trials), 3 of
weighted or clustered rows (share, effective trials, degrees of freedom).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf

from audits.statistics.melded_limits import (
    Share,
    crossing,
    read_limits,
    sum_limits,
    sum_tail,
)
from audits.statistics.proportions import Evidence, Limits, larger, value_of
from audits.statistics.ratios import precision_of

# The logarithms between which a ratio is searched for.
FARTHEST = 35.0

Tail = Callable[[Evidence, float, bool], float]
SizeTail = Callable[[Evidence, float], float]


@dataclass(frozen=True, slots=True)
class Decider:
    """Limits at a confidence, and the one-sided p-value at a bound that they invert.

    tail(evidence, bound, above): p-value of "the truth lies above the bound", or below it; None
    where it has no form of its own and the limits are searched for it.
    size_tail(evidence, bound): p-value of "the truth is larger in size than the bound"; None where
    the two tails tell as much.
    """

    draw: Callable[[Evidence, float], Limits]
    tail: Tail | None = None
    size_tail: SizeTail | None = None


def shares_of(evidence: Evidence, width: int) -> list[Share]:
    """The evidence of several shares, taken apart into that of each, `width` numbers long.

    evidence: that of the shares, one after the other.
    """
    numbers = tuple(map(float, evidence))
    return [numbers[start : start + width] for start in range(0, len(numbers), width)]


def weighted_sum(width: int, weights: tuple[float, ...] | None = None) -> Decider:
    """A weighted sum of shares, melded.

    weights: one of each share; left out, each one's weight stands before its evidence.
    """

    def parts(evidence: Evidence) -> tuple[tuple[float, ...], list[Share]]:
        if weights is not None:
            return weights, shares_of(evidence, width)
        weighted = shares_of(evidence, width + 1)
        return tuple(share[0] for share in weighted), [share[1:] for share in weighted]

    return Decider(
        lambda evidence, confidence: sum_limits(*parts(evidence), confidence),
        lambda evidence, bound, above: sum_tail(*parts(evidence), bound, above=above),
    )


def ratio(width: int) -> Decider:
    """The first share over the second: evidence is that of both, one after the other."""

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        own, other = shares_of(evidence, width)
        return ratio_tail(own, other, bound, above=above)

    def draw(evidence: Evidence, confidence: float) -> Limits:
        own, other = shares_of(evidence, width)
        level = (1 - confidence) / 2
        return ratio_limit(own, other, level, up=False), ratio_limit(own, other, level, up=True)

    return Decider(draw, tail)


def ratio_tail(own: Share, other: Share, bound: float, *, above: bool) -> float:
    """One-sided p-value of "own over other lies above the bound", or below it.

    A ratio is above a bound where own - bound * other is above 0, whose tail is melded.
    """
    return sum_tail((1.0, -bound), (own, other), 0.0, above=above)


def ratio_limit(own: Share, other: Share, level: float, *, up: bool) -> float:
    """The ratio at which `ratio_tail` is the level, in (0, 1): the upper limit (`up`) or lower."""
    if value_of(own) <= 0 and not up:
        return 0.0
    if value_of(other) <= 0 and up:
        return inf

    def tail(logarithm: float) -> float:
        return ratio_tail(own, other, exp(logarithm), above=not up)

    logarithm = crossing(tail, level, -FARTHEST, FARTHEST, rising=not up)
    return inf if logarithm >= FARTHEST else exp(logarithm)


def f1(width: int) -> Decider:
    """F1 = 2 q / (1 + q), q the share of true positives in all but true negatives."""
    share = weighted_sum(width, (1.0,))
    assert share.tail is not None
    tail = share.tail

    def draw(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = share.draw(evidence, confidence)
        return 2 * lower / (1 + lower), 2 * upper / (1 + upper)

    def f1_tail(evidence: Evidence, bound: float, above: bool) -> float:
        return tail(evidence, bound / (2 - bound) if bound < 1 else 1.0, above)

    return Decider(draw, f1_tail)


def precision(width: int) -> Decider:
    """Precision at a prevalence: evidence of FPR over TPR, then the prevalence."""
    rates_ratio = ratio(width)
    assert rates_ratio.tail is not None
    tail = rates_ratio.tail

    def draw(evidence: Evidence, confidence: float) -> Limits:
        *rates, prevalence = evidence
        lower, upper = rates_ratio.draw(rates, confidence)
        return precision_of(upper, prevalence), precision_of(lower, prevalence)

    def precision_tail(evidence: Evidence, bound: float, above: bool) -> float:
        *rates, prevalence = evidence
        if not 0 < bound < 1:
            return 1.0 if above == (bound >= 1) else 0.0
        odds = prevalence * (1 - bound) / ((1 - prevalence) * bound)
        return tail(rates, odds, not above)

    return Decider(draw, precision_tail)


def larger_difference(width: int) -> Decider:
    """The larger in size of two differences of shares.

    It is larger in size than a bound where either difference is, whichever of them is the larger:
    of two that are as far on either side the sign of the larger one is open, and its size is not
    (Šidák 1967, JASA 62:626, for the smaller of two p-values).
    """

    def difference(evidence: Evidence, confidence: float) -> Limits:
        return read_limits((1.0, -1.0), shares_of(evidence, width), confidence)

    def size_tail(evidence: Evidence, bound: float) -> float:
        shares = shares_of(evidence, width)
        # Each as a rule of two bounds is tested (Hodges & Lehmann 1954, JRSS B 16:261).
        tails = [
            sum(sum_tail((1.0, -1.0), pair, end, above=above) for end in (bound, -bound))
            for pair in (shares[:2], shares[2:])
            for above in (True, False)
        ]
        least = min(1.0, *tails)
        return least * (2 - least)

    return Decider(larger(difference), size_tail=size_tail)
