"""Intervals of ratios of shares, and of what is made of such ratios.

evidence: plain floats, in the order that each function names; width: how many of them are one
share's. confidence: of the two-sided interval, in (0, 1).
"""

from collections.abc import Callable
from math import exp, inf, log, sqrt

from audits.statistics.proportions import Evidence, Limits, linearised, value_of, z_quantile
from audits.statistics.roots import root

# Logarithms of ratios are told apart up to here.
FARTHEST = 300.0


def ratio_score(ratio: float, x1: float, n1: float, x2: float, n2: float) -> float:
    """Koopman's score at a ratio: about standard normal if it is the true one.

    x1 of n1 and x2 of n2: the successes and trials of the two shares. Koopman 1984, Biometrics
    40:513.
    """
    b = n1 * ratio + x1 + n2 + x2 * ratio
    discriminant = max(0.0, b * b - 4 * (n1 + n2) * ratio * (x1 + x2))
    q = min(1.0, 2 * (x1 + x2) / (b + sqrt(discriminant)))
    p = min(1.0, ratio * q)
    gap = x1 / n1 - ratio * x2 / n2
    variance = p * (1 - p) / n1 + ratio * ratio * q * (1 - q) / n2
    if variance <= 0:
        return 0.0 if gap == 0 else inf if gap > 0 else -inf
    return gap / sqrt(variance)


def koopman(evidence: Evidence, confidence: float) -> Limits:
    """(x1, n1, x2, n2): first share over second. Koopman 1984, Biometrics 40:513."""
    x1, n1, x2, n2 = evidence
    z = z_quantile(confidence)
    if x1 <= 0 and x2 <= 0:
        return 0.0, inf
    # With a zero count the search starts from the ratio half a success would give.
    start = log(max(x1, 0.5) / n1) - log(max(x2, 0.5) / n2)
    lower = 0.0 if x1 <= 0 else _exp(_where(start, z, -1.0, x1, n1, x2, n2))
    upper = inf if x2 <= 0 else _exp(_where(start, -z, 1.0, x1, n1, x2, n2))
    if x2 > 0:
        estimate = (x1 / n1) / (x2 / n2)
        lower, upper = min(lower, estimate), max(upper, estimate)
    return lower, upper


def _exp(logarithm: float) -> float:
    """The ratio of a logarithm; beyond the farthest it is 0, or unbounded."""
    if abs(logarithm) >= FARTHEST:
        return 0.0 if logarithm < 0 else inf
    return exp(logarithm)


def _where(
    start: float, target: float, step: float, x1: float, n1: float, x2: float, n2: float
) -> float:
    """Logarithm of the ratio whose score is `target`; the score falls as the ratio rises."""

    def excess(ratio: float) -> float:
        # Beyond these logarithms a ratio is no longer a number; the score stays where it is.
        difference = ratio_score(exp(max(-FARTHEST, min(FARTHEST, ratio))), x1, n1, x2, n2) - target
        return max(-1e6, min(1e6, difference))

    # Zero counts may put the answer on the other side of the start.
    if (excess(start) > 0) == (step < 0):
        step = -step
    near, far = start, start + step / 8
    while (excess(far) > 0) == (excess(near) > 0) and abs(far) < FARTHEST:
        near, far, step = far, far + step, step * 2
    return root(excess, min(near, far), max(near, far))


def linearised_ratio(evidence: Evidence, confidence: float) -> Limits:
    """First linearised share over the second. Donner & Zou 2012 (MOVER-R), SMMR 21:347."""
    p1, p2 = evidence[0], evidence[3]
    l1, u1 = linearised(evidence[:3], confidence)
    l2, u2 = linearised(evidence[3:], confidence)
    both = p1 * p2
    low = both + sqrt(max(0.0, both * both - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)))
    high = both + sqrt(max(0.0, both * both - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)))
    lower = l1 * (2 * p1 - l1) / low if low > 0 else 0.0
    upper = high / (l2 * (2 * p2 - l2)) if l2 > 0 else inf
    estimate = p1 / p2 if p2 > 0 else inf
    return max(0.0, min(lower, estimate)), max(upper, estimate)


def to_highest(
    ratio: Callable[[Evidence, float], Limits], width: int
) -> Callable[[Evidence, float], Limits]:
    """A share over the largest of all: evidence is its own, then every other group's.

    ratio: the interval of one share over another. share / max = the least of its ratios to each
    group, at most 1. Above, all ratios lie under
    their upper limits at once (Bonferroni), so the least lies under the least limit. Below, the
    least of the plain limits is enough: whichever group is the largest, its own limit holds.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        own = tuple(evidence[:width])
        others = [
            (*own, *evidence[start : start + width]) for start in range(width, len(evidence), width)
        ]
        adjusted = 1 - (1 - confidence) / len(others)
        lower = min(ratio(pair, confidence)[0] for pair in others)
        upper = min(ratio(pair, adjusted)[1] for pair in others)
        estimate = min(_ratio_of(pair, width) for pair in others)
        # Even the clear winner's interval stays open by half a person.
        return min(lower, estimate, 1 - 0.5 / max(1.0, own[1])), min(1.0, max(upper, estimate))

    return limits


def koopman_highest(evidence: Evidence, confidence: float) -> Limits:
    """`to_highest(koopman, 2)`, solved only for the groups whose limit can be the least.

    One score (Koopman 1984) at the least limit so far tells whether a group's own limit lies below
    it.
    """
    x, n, *rest = evidence
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    # The highest share first: its limits are most often the least ones.
    pairs.sort(key=lambda pair: pair[0] / pair[1], reverse=True)
    adjusted = 1 - (1 - confidence) / len(pairs)
    z, z_adjusted = z_quantile(confidence), z_quantile(adjusted)
    lower = upper = estimate = inf
    for x2, n2 in pairs:
        if lower > 0 and (lower == inf or ratio_score(lower, x, n, x2, n2) < z):
            lower = min(lower, koopman((x, n, x2, n2), confidence)[0])
        if upper == inf or ratio_score(upper, x, n, x2, n2) < -z_adjusted:
            upper = min(upper, koopman((x, n, x2, n2), adjusted)[1])
        if x2 > 0:
            estimate = min(estimate, (x / n) / (x2 / n2))
    # Even the clear winner's interval stays open by half a person.
    return min(lower, estimate, 1 - 0.5 / max(1.0, n)), min(1.0, max(upper, estimate))


def _ratio_of(pair: Evidence, width: int) -> float:
    p1, p2 = value_of(pair[:width]), value_of(pair[width:])
    return p1 / p2 if p2 > 0 else inf


def precision(ratio: Callable[[Evidence, float], Limits]) -> Callable[[Evidence, float], Limits]:
    """Precision at a prevalence: evidence of the ratio FPR / TPR, then the prevalence.

    It falls as that ratio rises, so the limits of the ratio are carried over.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        *rates, prevalence = evidence
        lower, upper = ratio(rates, confidence)
        return precision_of(upper, prevalence), precision_of(lower, prevalence)

    return limits


def precision_of(ratio: float, prevalence: float) -> float:
    """Precision at this prevalence, in (0, 1), where FPR / TPR is `ratio`: Bayes' rule."""
    return prevalence / (prevalence + (1 - prevalence) * ratio)
