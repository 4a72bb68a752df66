"""Intervals of shares and of what is made of shares: differences, ratios, maxima.

Every function takes evidence as plain floats, in the order that it names, and a confidence in
(0, 1), and returns (lower, upper). A zero count or a full one never gives an interval of zero
width.
"""

from collections.abc import Callable, Sequence
from math import exp, sqrt

from scipy.special import betaincinv, ndtri, stdtrit

from audits.statistics.roots import root

Limits = tuple[float, float]
# Half the distance of 1 to the next number below it.
SMALLEST_TAIL = 2.0**-54
Evidence = Sequence[float]


def z_quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.96 at .95. Taken from the tail, exact near 1.

    A confidence that many comparisons have pushed so near to 1 that it can no longer be told
    from 1 is read as the last one that can.
    """
    return -float(ndtri(max((1 - confidence) / 2, SMALLEST_TAIL)))


def wilson(evidence: Evidence, confidence: float) -> Limits:
    """(successes, trials). Wilson 1927, JASA 22:209, without continuity correction."""
    successes, trials = evidence
    z2 = z_quantile(confidence) ** 2
    share = successes / trials
    centre = (successes + z2 / 2) / (trials + z2)
    half = sqrt(z2 * (trials * share * (1 - share) + z2 / 4)) / (trials + z2)
    lower = 0.0 if successes <= 0 else max(0.0, centre - half)
    upper = 1.0 if successes >= trials else min(1.0, centre + half)
    return min(lower, share), max(upper, share)


def clopper_pearson(evidence: Evidence, confidence: float) -> Limits:
    """(successes, trials). Clopper & Pearson 1934, Biometrika 26:404; counts may be effective."""
    successes, trials = evidence
    tail = (1 - confidence) / 2
    failures = trials - successes
    lower = 0.0 if successes <= 0 else float(betaincinv(successes, failures + 1, tail))
    upper = 1.0 if failures <= 0 else float(betaincinv(successes + 1, failures, 1 - tail))
    return lower, upper


def linearised(evidence: Evidence, confidence: float) -> Limits:
    """(share, effective trials, degrees of freedom) of weighted or clustered rows.

    Taylor linearisation gives the variance and so the effective trials; the interval is a t
    interval on the logit. At 0 and 1, where the variance vanishes, the exact bound on the
    effective trials (Korn & Graubard 1998, Survey Methodology 24:193).
    """
    share, effective, degrees_of_freedom = evidence
    if not 0 < share < 1:
        return clopper_pearson((share * effective, effective), confidence)
    t = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2))
    half = t / sqrt(effective * share * (1 - share))
    odds = share / (1 - share)
    lower = odds * exp(-min(half, 700.0))
    upper = odds * exp(min(half, 700.0))
    return min(lower / (1 + lower), share), max(upper / (1 + upper), share)


def difference(share: Callable[[Evidence, float], Limits]) -> Callable[[Evidence, float], Limits]:
    """First share minus second, from the limits of each; of Wilson's it is Newcombe's method 10.

    Newcombe 1998, Statistics in Medicine 17:873; Zou & Donner 2008 (MOVER) in general.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        width = len(evidence) // 2
        first, second = evidence[:width], evidence[width:]
        p1, p2 = value_of(first), value_of(second)
        l1, u1 = share(first, confidence)
        l2, u2 = share(second, confidence)
        gap = p1 - p2
        lower = gap - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
        return max(-1.0, lower), min(1.0, gap + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2))

    return limits


def value_of(evidence: Evidence) -> float:
    """The share in its evidence: (successes, trials) or (share, effective trials, freedom)."""
    return evidence[0] / evidence[1] if len(evidence) == 2 else evidence[0]


newcombe = difference(wilson)


def larger(
    gap: Callable[[Evidence, float], Limits],
) -> Callable[[Evidence, float], Limits]:
    """The larger in size, with its sign, of two independent differences.

    gap: the interval of one. Both lie in their intervals at once with the stated confidence (each
    at its square root: the two rest on different rows; Šidák 1967, JASA 62:626); the interval holds
    every value that the larger one then could have.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        half = len(evidence) // 2
        # 1 - sqrt(c), without loss where c is near 1.
        each = 1 - (1 - confidence) / (1 + sqrt(confidence))
        first, second = gap(evidence[:half], each), gap(evidence[half:], each)
        parts = [*_beyond(first, _least(second)), *_beyond(second, _least(first))]
        return min(parts), max(parts)

    return limits


def _least(limits: Limits) -> float:
    """The smallest size in an interval."""
    return max(0.0, limits[0], -limits[1])


def _beyond(limits: Limits, size: float) -> list[float]:
    """The ends of the part of an interval that is at least so large in size."""
    lower, upper = limits
    ends = [end for end in (lower, upper) if abs(end) >= size]
    if lower <= size <= upper:
        ends.append(size)
    if lower <= -size <= upper:
        ends.append(-size)
    return ends


def tango(evidence: Evidence, confidence: float) -> Limits:
    """(b, c, n): paired difference (b - c) / n. Tango 1998, Statistics in Medicine 17:891."""
    b, c, n = evidence
    z = z_quantile(confidence)
    difference = (b - c) / n

    def score(gap: float) -> float:
        linear = -b - c + (2 * n - b + c) * gap
        constant = -c * gap * (1 - gap)
        q = (sqrt(max(0.0, linear * linear - 8 * n * constant)) - linear) / (4 * n)
        variance = n * (2 * q + gap * (1 - gap))
        distance = b - c - n * gap
        if variance <= 0:
            return 0.0 if distance == 0 else (1e6 if distance > 0 else -1e6)
        return max(-1e6, min(1e6, distance / sqrt(variance)))

    lower = -1.0 if difference <= -1 else root(lambda gap: score(gap) - z, -1.0, difference)
    upper = 1.0 if difference >= 1 else root(lambda gap: score(gap) + z, difference, 1.0)
    return min(lower, difference), max(upper, difference)


def mover(
    share: Callable[[Evidence, float], Limits], width: int
) -> Callable[[Evidence, float], Limits]:
    """A weighted sum of independent shares: evidence is each one's weight and its own evidence.

    share: the interval of one. width: how many numbers its evidence has. Zou & Donner 2008,
    Statistics in Medicine 27:1693.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        value = below = above = 0.0
        for start in range(0, len(evidence), width + 1):
            weight, own = evidence[start], evidence[start + 1 : start + 1 + width]
            share_value = value_of(own)
            lower, upper = share(own, confidence)
            value += weight * share_value
            below += (weight * (share_value - lower)) ** 2
            above += (weight * (upper - share_value)) ** 2
        return value - sqrt(below), value + sqrt(above)

    return limits


def f1(share: Callable[[Evidence, float], Limits]) -> Callable[[Evidence, float], Limits]:
    """F1 = 2 q / (1 + q), q the share of true positives in all but true negatives.

    share: the interval of q, carried over, for F1 rises with it. van Rijsbergen 1979, Information
    Retrieval, 7.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = share(evidence, confidence)
        return 2 * lower / (1 + lower), 2 * upper / (1 + upper)

    return limits
