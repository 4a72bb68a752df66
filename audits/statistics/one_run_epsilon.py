"""How much privacy one training run gives away at the least, by canaries that were put in or not.

Steinke, Nasr & Jagielski 2023, "Privacy auditing with one (1) training run" (NeurIPS): each of m
canaries is put into the training data by a coin of its own; an attacker guesses some of them. Under
(epsilon, delta)-differential privacy so many right guesses have at most the chance of `p_value`.
The attacker may choose among thresholds (`frontier`); each is then held to its share of the level.

evidence: as `evidence_of` makes it. confidence: of the two-sided interval, in (0, 1).
epsilon: of the privacy that is tried; delta: of the privacy that is claimed, in [0, 1).
"""

# scipy's packages are imported where they are used: every audit has this module, and half a second
# of processor time is too much for those without canaries.

from math import inf

import numpy as np
from numpy.typing import NDArray

from audits.statistics.proportions import Evidence, Limits

METHOD = "one-run-epsilon"
# Beyond it exp(-epsilon) is nothing to a binomial of any size here.
LARGEST = 60.0
# Deviations of a count, and so many besides, beyond which its chance is nothing to any level.
FARTHEST, FEW = 40.0, 100


def p_value(canaries: int, guesses: int, right: int, epsilon: float, delta: float) -> float:
    """Chance of so many right guesses, or more, under this privacy at most (theorem 5.2).

    canaries: all that could be in or out. guesses: those guessed, `right` of them rightly.
    """
    from scipy.stats import binom

    chance = 1 / (1 + np.exp(-epsilon))
    likely = float(binom.sf(right - 1, guesses, chance))
    return min(1.0, likely + _of_delta(canaries, guesses, right, chance, delta))


def _of_delta(canaries: int, guesses: int, right: int, chance: float, delta: float) -> float:
    """What delta adds: the worst average of the chances just below, over how far below."""
    if delta <= 0 or right < 1:
        return 0.0
    from scipy.stats import binom

    # Counts far from the mean have no chance, and what they are farther below by makes it less.
    mean = guesses * chance
    reach = FARTHEST * np.sqrt(mean * (1 - chance)) + FEW
    least = max(0, int(mean - reach))
    most = min(right - 1, int(mean + reach))
    counts = np.arange(most, least - 1, -1)
    if not len(counts):
        return 0.0
    chances = np.cumsum(binom.pmf(counts, guesses, chance)) / (right - counts)
    return float(2 * canaries * delta * chances.max())


def frontier(inserted: NDArray[np.float64], left_out: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The thresholds worth trying: corners of the convex hull of the curve, both ends included.

    inserted, left_out: scores of either canaries, shape (canaries,), larger for what looks put in.
    Returned are (guesses, right guesses) of calling all at or above a threshold.
    """
    scores = np.concatenate([inserted, left_out])
    is_in = np.arange(len(scores)) < len(inserted)
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    right, wrong = np.cumsum(is_in[order])[last], np.cumsum(~is_in[order])[last]
    hull: list[tuple[int, int]] = []
    for point in [(0, 0), *zip(wrong.tolist(), right.tolist(), strict=True)]:
        while len(hull) > 1 and _turns_up(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return [(wrong + right, right) for wrong, right in hull]


def _turns_up(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether the middle corner lies on or under the line between the others."""
    rise = (middle[0] - first[0]) * (last[1] - first[1])
    return rise >= (middle[1] - first[1]) * (last[0] - first[0])


def evidence_of(canaries: int, delta: float, corners: list[tuple[int, int]]) -> tuple[float, ...]:
    """What the limits read: canaries, delta, then guesses and right ones of each threshold.

    delta: of the privacy that is claimed. corners: of `frontier`.
    """
    return float(canaries), delta, *(float(number) for corner in corners for number in corner)


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """The epsilon that is at least spent, and no limit above: an attack bounds from below."""
    level = (1 - confidence) / 2
    if tail(evidence, 0.0, above=True) >= level:
        return 0.0, inf
    if tail(evidence, LARGEST, above=True) < level:
        return LARGEST, inf

    from scipy.optimize import brentq

    def beyond(epsilon: float) -> float:
        return tail(evidence, epsilon, above=True) - level

    return float(brentq(beyond, 0.0, LARGEST, xtol=1e-7)), inf


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that more than this epsilon is spent; nothing is known of less.

    bound: an epsilon. above: whether more than it is asked about. Bonferroni over the thresholds.
    """
    if not above:
        return 1.0
    from scipy.stats import binom

    canaries, delta, *counts = evidence
    guesses, right = np.array(counts[::2], dtype=int), np.array(counts[1::2], dtype=int)
    chance = 1 / (1 + np.exp(-bound))
    likely = binom.sf(right - 1, guesses, chance)
    best = 1.0
    # What delta adds costs a sum over all counts: only thresholds that could be best are added.
    for index in np.argsort(likely, kind="stable").tolist():
        if likely[index] >= best:
            break
        more = _of_delta(int(canaries), int(guesses[index]), int(right[index]), chance, delta)
        best = min(best, float(likely[index]) + more)
    return min(1.0, best * len(guesses))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares of so many times as many canaries. factor: how many times."""
    canaries, delta, *counts = evidence
    return (
        float(round(canaries * factor)), delta, *(float(round(count * factor)) for count in counts)
    )  # fmt: skip


METHODS = {METHOD: (limits_of, grown, tail)}
