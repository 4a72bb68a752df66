"""The methods that decide rules on shares: exact and melded limits, and their tails at a bound.

A measurement prints the interval that is best to look at; a rule on it is judged by the method
that DECIDES names, on the same evidence, so that FAIL and PASS err no more often than they say
(`audits.statistics.melded_limits` says why the printed ones do). A method that is not named there
decides for itself.

width: how many numbers of the evidence are one share's: 2 of counts (successes, trials), 3 of
weighted or clustered rows (share, effective trials, degrees of freedom).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, inf
from types import MappingProxyType

from audits.statistics import bounded_means
from audits.statistics import odds_ratios as odds
from audits.statistics.association import folded_correlation
from audits.statistics.effective_shares import korn_graubard
from audits.statistics.melded_limits import (
    Share,
    crossing,
    ratio_tail_most,
    read_limits,
    sum_limits,
    sum_tail,
)
from audits.statistics.minimum_of_shares import Cells, parts
from audits.statistics.proportions import Evidence, Limits, clopper_pearson, larger, value_of
from audits.statistics.ratios import precision_of

# The logarithms between which a ratio is searched for.
FARTHEST = 35.0

Tail = Callable[[Evidence, float, bool], float]


@dataclass(frozen=True, slots=True)
class Decider:
    """Limits at a confidence, and the one-sided p-value at a bound that they invert.

    tail(evidence, bound, above): p-value of "the truth lies above the bound", or below it; None
    where it has no form of its own and the limits are searched for it.
    """

    draw: Callable[[Evidence, float], Limits]
    tail: Tail | None = None


def shares_of(evidence: Evidence, width: int) -> list[Share]:
    """The evidence of several shares, taken apart into that of each, `width` numbers long.

    evidence: that of the shares, one after the other.
    """
    held = tuple(map(float, evidence))
    return [held[at : at + width] for at in range(0, len(held), width)]


def weighted_sum(width: int, weights: tuple[float, ...] | None = None) -> Decider:
    """A weighted sum of shares, melded.

    weights: one of each share; left out, each one's weight stands before its evidence.
    """

    def parts(evidence: Evidence) -> tuple[tuple[float, ...], list[Share]]:
        if weights is not None:
            return weights, shares_of(evidence, width)
        held = shares_of(evidence, width + 1)
        return tuple(part[0] for part in held), [part[1:] for part in held]

    return Decider(
        lambda evidence, confidence: sum_limits(*parts(evidence), confidence),
        lambda evidence, bound, above: sum_tail(*parts(evidence), bound, above=above),
    )


def ratio(width: int) -> Decider:
    """The first share over the second."""

    def tail(evidence: Evidence, bound: float, above: bool) -> float:
        own, other = shares_of(evidence, width)
        return _ratio_tail(own, other, bound, above=above)

    def draw(evidence: Evidence, confidence: float) -> Limits:
        own, other = shares_of(evidence, width)
        level = (1 - confidence) / 2
        return _ratio_limit(own, other, level, up=False), _ratio_limit(own, other, level, up=True)

    return Decider(draw, tail)


def _ratio_tail(own: Share, other: Share, bound: float, *, above: bool) -> float:
    return sum_tail((1.0, -bound), (own, other), 0.0, above=above)


def _ratio_limit(own: Share, other: Share, level: float, *, up: bool) -> float:
    if value_of(own) <= 0 and not up:
        return 0.0
    if value_of(other) <= 0 and up:
        return inf

    def tail(at: float) -> float:
        return _ratio_tail(own, other, exp(at), above=not up)

    logarithm = crossing(tail, level, -FARTHEST, FARTHEST, rising=not up)
    return inf if logarithm >= FARTHEST else exp(logarithm)


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
        least = min(_ratio_tail(own, other, bound, above=False) for other in others)
        return min(1.0, len(others) * least)

    def draw(evidence: Evidence, confidence: float) -> Limits:
        own, *others = shares_of(evidence, width)
        level = (1 - confidence) / 2
        lower, upper = inf, 1.0
        estimate = min((_over(own, other) for other in others), default=1.0)
        # The highest share first: its limits are most often the least ones.
        for other in sorted(others, key=value_of, reverse=True):
            if lower == inf or _beyond(own, other, lower, level, above=True):
                lower = min(lower, _ratio_limit(own, other, level, up=False))
            if _ratio_tail(own, other, upper, above=False) < level / len(others):
                upper = _ratio_limit(own, other, level / len(others), up=True)
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
        largest = max(largest, _ratio_tail(own, other, bound, above=True))
    return largest


def _beyond(own: Share, other: Share, bound: float, level: float, *, above: bool) -> bool:
    """Whether the tail at the bound is above the level: the pair's limit lies beyond it."""
    if ratio_tail_most(own, other, bound, above=above) <= level:
        return False
    return _ratio_tail(own, other, bound, above=above) > level


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


def f1(width: int) -> Decider:
    """F1 = 2 q / (1 + q), q the share of true positives in all but true negatives."""
    held = weighted_sum(width, (1.0,))
    assert held.tail is not None
    tail = held.tail

    def draw(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = held.draw(evidence, confidence)
        return 2 * lower / (1 + lower), 2 * upper / (1 + upper)

    def at(evidence: Evidence, bound: float, above: bool) -> float:
        return tail(evidence, bound / (2 - bound) if bound < 1 else 1.0, above)

    return Decider(draw, at)


def precision(width: int) -> Decider:
    """Precision at a prevalence: evidence of FPR over TPR, then the prevalence."""
    held = ratio(width)
    assert held.tail is not None
    tail = held.tail

    def draw(evidence: Evidence, confidence: float) -> Limits:
        *rates, prevalence = evidence
        lower, upper = held.draw(rates, confidence)
        return precision_of(upper, prevalence), precision_of(lower, prevalence)

    def at(evidence: Evidence, bound: float, above: bool) -> float:
        *rates, prevalence = evidence
        if not 0 < bound < 1:
            return 1.0 if above == (bound >= 1) else 0.0
        odds = prevalence * (1 - bound) / ((1 - prevalence) * bound)
        return tail(rates, odds, not above)

    return Decider(draw, at)


def larger_difference(width: int) -> Decider:
    """The larger in size of two differences of shares."""

    def difference(evidence: Evidence, confidence: float) -> Limits:
        return read_limits((1.0, -1.0), shares_of(evidence, width), confidence)

    return Decider(larger(difference))


DECIDERS: Mapping[str, Decider] = MappingProxyType(
    {
        "clopper-pearson": weighted_sum(2, (1.0,)),
        "korn-graubard": Decider(korn_graubard),
        "melded-difference": weighted_sum(2, (1.0, -1.0)),
        "korn-graubard-difference": weighted_sum(3, (1.0, -1.0)),
        "melded-larger": larger_difference(2),
        "korn-graubard-larger": larger_difference(3),
        "melded-ratio": ratio(2),
        "korn-graubard-ratio": ratio(3),
        "melded-highest": highest(2),
        "korn-graubard-highest": highest(3),
        "clopper-pearson-f1": f1(2),
        "korn-graubard-f1": f1(3),
        "melded-sum": weighted_sum(2),
        "korn-graubard-sum": weighted_sum(3),
        "melded-precision": precision(2),
        "korn-graubard-precision": precision(3),
        "clopper-pearson-most": most_frequent(2),
        "korn-graubard-most": most_frequent(3),
        "clopper-pearson-lowest": lowest(),
        "clopper-pearson-worst-cell": worst_cell(),
        "conditional-exact": Decider(odds.exact),
        "folded-correlation": Decider(folded_correlation),
        "gaffke-mean": Decider(bounded_means.mean_limits),
    }
)

DECIDES: Mapping[str, str] = MappingProxyType(
    {
        "wilson": "clopper-pearson",
        "linearised": "korn-graubard",
        "newcombe": "melded-difference",
        "linearised-difference": "korn-graubard-difference",
        "newcombe-larger": "melded-larger",
        "linearised-larger": "korn-graubard-larger",
        "koopman": "melded-ratio",
        "linearised-ratio": "korn-graubard-ratio",
        "koopman-highest": "melded-highest",
        "linearised-highest": "korn-graubard-highest",
        "wilson-f1": "clopper-pearson-f1",
        "linearised-f1": "korn-graubard-f1",
        "mover": "melded-sum",
        "linearised-mover": "korn-graubard-sum",
        "koopman-precision": "melded-precision",
        "linearised-precision": "korn-graubard-precision",
        "wilson-most": "clopper-pearson-most",
        "linearised-most": "korn-graubard-most",
        "wilson-lowest": "clopper-pearson-lowest",
        "wilson-worst-cell": "clopper-pearson-worst-cell",
        "mid-p": "conditional-exact",
        "partial-correlation": "folded-correlation",
        "bounded-student_t": "gaffke-mean",
    }
)
