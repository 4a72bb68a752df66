"""Limits of numbers of a confusion matrix that hold where hardly any error was seen.

Each was enumerated exactly, cell by cell of the multinomial (benchmarks/simulate_matrix.py): no
one-sided error above its level, at .025 and at .00125, which is what a rule over twenty groups
comes down to.

share, total: limits of one share, or of a sum of shares, that the limits here are made from.
width: how many numbers of the evidence are one share's (2 of counts, 3 of weighted rows).
"""

from collections.abc import Callable, Sequence
from math import sqrt

from scipy.special import betaincinv

from audits.statistics.proportions import Evidence, Limits, clopper_pearson, mover, value_of

Draw = Callable[[Evidence, float], Limits]
Grow = Callable[[Evidence, float], tuple[float, ...]]


def exclusive_sum(share: Draw, width: int) -> Draw:
    """A sum of shares of one set of rows, none of which counts in two, with weights of at least 0.

    Evidence is each one's weight, then its own. Such shares are negatively correlated, so limits
    that take them as independent are on the safe side, and the sum is at most the largest weight.
    MOVER of the shares' exact limits (Zou & Donner 2008, Statistics in Medicine 27:1693) alone is
    too short below, where each share rests on one or two events: two lower limits of a single event
    each, joined as if they were normal, exceed that of two events together. So the lower limit is
    the farther of MOVER's and that of a beta whose mean and variance are those of the sum (Fay &
    Feuer 1997, Statistics in Medicine 16:791, for a sum of Poisson counts). Equal weights give
    Clopper and Pearson's limit back.
    """
    joined = mover(share, width)

    def limits(evidence: Evidence, confidence: float) -> Limits:
        parts = [
            (evidence[start], evidence[start + 1 : start + 1 + width])
            for start in range(0, len(evidence), width + 1)
        ]
        if len(parts) == 1:
            weight, own = parts[0]
            lower, upper = share(own, confidence)
            return weight * lower, weight * upper
        most = max(weight for weight, _ in parts)
        lower, upper = joined(evidence, confidence)
        lower = min(lower, most * _beta_lower(parts, most, confidence))
        return max(0.0, lower), min(most, upper)

    return limits


def _beta_lower(parts: Sequence[tuple[float, Evidence]], most: float, confidence: float) -> float:
    """Lower limit of the sum over its greatest value, by a beta of the same mean and variance."""
    mean = variance = 0.0
    for weight, own in parts:
        share, trials = value_of(own), own[1]
        mean += weight / most * share
        variance += (weight / most) ** 2 * share * (1 - share) / trials
    if mean <= 0 or variance <= 0:
        return 0.0
    size = mean * (1 - mean) / variance
    hits = mean * size
    return float(betaincinv(hits, size - hits + 1, (1 - confidence) / 2))


def cost(total: Draw, width: int) -> Draw:
    """A mean cost: the least cost of a row, then each dearer event's excess over it and share."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        least, *events = evidence
        lower, upper = total(events, confidence)
        most = max(events[:: width + 1])
        return least + max(0.0, lower), least + min(most, upper)

    return limits


def paired_gain(share: Draw, width: int) -> Draw:
    """How much more often right than the best of some fixed answers, on the same rows.

    Evidence of each fixed answer that may be the best: the share D of rows on which the two
    differ in being right, then the share q of those on which the model is right; the gain over
    it is D (2 q - 1). Its limits are exact at 0, where the model's part of the differing rows is
    the sign test's: the lower limit lies above 0 if and only if that test rejects. Elsewhere the
    uncertainty of D joins as in MOVER, with the end of D's interval that is farther from the
    value. The gain over the best is the least of the gains: the lower limit is the least lower
    limit, the upper one the least of the Bonferroni upper limits, because which answer is the
    most frequent was read off the same rows.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        block = 2 * width
        pairs = [evidence[start : start + block] for start in range(0, len(evidence), block)]
        adjusted = 1 - (1 - confidence) / len(pairs)
        lower = min(_gain(share, pair, confidence)[0] for pair in pairs)
        upper = min(_gain(share, pair, adjusted)[1] for pair in pairs)
        return max(-1.0, lower), min(1.0, upper)

    return limits


def _gain(share: Draw, pair: Evidence, confidence: float) -> Limits:
    width = len(pair) // 2
    differ, better = pair[:width], pair[width:]
    how_often = value_of(differ)
    least, most = share(differ, confidence)
    if better[1] <= 0:  # no row on which they differ
        return -most, most
    lead = 2 * value_of(better) - 1
    low, high = (2 * limit - 1 for limit in share(better, confidence))
    gain = how_often * lead
    below = how_often - least if low > 0 else most - how_often
    above = how_often - least if high < 0 else most - how_often
    return (
        gain - sqrt((how_often * (lead - low)) ** 2 + (low * below) ** 2),
        gain + sqrt((how_often * (high - lead)) ** 2 + (high * above) ** 2),
    )


def _counts(evidence: Evidence, factor: float) -> tuple[float, ...]:
    return tuple(value * factor for value in evidence)


def places(*positions: int, every: int, first: int = 0) -> Grow:
    """Only these places of each `every` values, counted from `first`, are amounts of data."""

    def grow(evidence: Evidence, factor: float) -> tuple[float, ...]:
        return tuple(
            value * factor if index >= first and (index - first) % every in positions else value
            for index, value in enumerate(evidence)
        )

    return grow


METHODS: dict[str, tuple[Draw, Grow]] = {
    "exact-cost": (
        cost(exclusive_sum(clopper_pearson, 2), 2),
        places(1, 2, every=3, first=1),
    ),
    "exact-paired": (paired_gain(clopper_pearson, 2), _counts),
}
