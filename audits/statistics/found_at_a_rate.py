"""Share of one side beyond a threshold that a sample of the other chose: a TPR at a stated FPR.

The threshold that a hundredth of the other side exceeds is not known: of n rows that choose it as
many lie beyond it as a binomial count of them says (Thompson 1936, Annals of Mathematical
Statistics 7:122). A share that is counted at one such threshold, with limits as if it had been
given, errs where few rows choose and many are counted. So each count that the n rows may have had
beyond the true threshold stands with its chance, and with the exact limits (Clopper & Pearson 1934,
Biometrika 26:404) of what is found there: the distributions are melded (Fay, Proschan & Brittain
2015, Biometrics 71:146). By ranks alone, so that no law of the scores is assumed.

evidence: the stated rate, how many rows choose, how many are counted, then from small to large
pairs of a rank and of how many of the counted lie above the choosing row of the next rank (rank 0:
above all of them). confidence: of the two-sided interval, in (0, 1).
"""

from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from audits.data.arrays import Floats
from audits.statistics.melded_limits import crossing
from audits.statistics.proportions import Evidence, Limits

METHOD = "found-at-a-rate"
# Ranks that are kept: in deviations of the count beyond the true threshold, and so many at most.
KEPT, MOST_RANKS = 7.0, 80


def evidence_of(counted: Floats, choosing: Floats, rate: float) -> tuple[float, ...]:
    """What the limits read.

    counted, choosing: scores of the two sides, of shapes (counted,) and (choosing,), none empty.
    rate: of the choosing side, in (0, 1), how many may lie above the threshold.
    """
    rows = len(choosing)
    first, last = _kept(float(rows), rate)
    ranks = np.unique(np.linspace(first, last, MOST_RANKS).round().astype(np.intp))
    above = beyond(counted, choosing, ranks)
    pairs = (float(number) for pair in zip(ranks, above, strict=True) for number in pair)
    return (rate, float(rows), float(len(counted)), *pairs)


def beyond(counted: Floats, choosing: Floats, ranks: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many of the counted lie above the choosing row of each next rank, shape (ranks,).

    counted, choosing: scores of the two sides, of shapes (counted,) and (choosing,). ranks: shape
    (ranks,), from 0 to the choosing rows less one, of which at most so many lie above a threshold.
    """
    thresholds = np.sort(choosing)[::-1][ranks]
    return np.asarray(len(counted) - np.searchsorted(np.sort(counted), thresholds, side="right"))


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """The rates at which the one-sided p-values are half of what the confidence leaves."""
    level = (1 - confidence) / 2
    lower = crossing(lambda bound: tail(evidence, bound, True), level, 0.0, 1.0, rising=True)
    upper = crossing(lambda bound: tail(evidence, bound, False), level, 0.0, 1.0, rising=False)
    return lower, max(lower, upper)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the share lies above the bound, or below it."""
    rate, choosing, counted, *pairs = map(float, evidence)
    ranks, hits = np.array(pairs[::2]), np.array(pairs[1::2])
    # Of how many choosing rows lie beyond the true threshold: at most each rank.
    at_most = betainc(choosing - ranks, ranks + 1, 1 - rate)
    if above:
        # Between two ranks no fewer are found than at the first of them; before the first, nobody.
        chances = np.diff(np.append(at_most, 1.0))
        p_values = np.where(
            hits > 0, betainc(np.maximum(hits, 1e-9), counted - hits + 1, bound), 1.0
        )
        return float(min(1.0, at_most[0] + chances @ p_values))
    chances = np.diff(np.concatenate(([0.0], at_most)))
    p_values = np.where(
        hits < counted, betainc(np.maximum(counted - hits, 1e-9), hits + 1, 1 - bound), 1.0
    )
    return float(min(1.0, 1 - at_most[-1] + chances @ p_values))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares of so many times the rows on both sides. factor: how many times."""
    rate, choosing, counted, *pairs = map(float, evidence)
    ranks, hits = factor * np.array(pairs[::2]), factor * np.array(pairs[1::2])
    first, last = _kept(factor * choosing, rate)
    # Between the ranks that are known what is found lies between, so that they stand as close.
    between = np.linspace(max(first, ranks[0]), min(last, ranks[-1]), MOST_RANKS)
    steps = zip(between, np.interp(between, ranks, hits), strict=True)
    return (rate, factor * choosing, factor * counted, *(float(n) for pair in steps for n in pair))


def _kept(choosing: float, rate: float) -> tuple[float, float]:
    """The lowest and the highest rank that matters, of so many choosing rows."""
    reach = KEPT * sqrt(choosing * rate * (1 - rate)) + KEPT
    return max(0, floor(choosing * rate - reach)), min(choosing - 1, ceil(choosing * rate + reach))


METHODS = {METHOD: (limits_of, grown, tail)}
