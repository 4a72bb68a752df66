"""Exact-like limits of shares whose rows count unequally or belong together.

Evidence is that of the linearised methods, (share, effective trials, degrees of freedom), so that
a printed linearised interval and the limits that decide rest on the same numbers. The t interval
on the logit is short where hardly any row is a success (or a failure); these limits are those of
Clopper and Pearson on the effective counts, and hold there too.
"""

from math import inf, sqrt

from scipy.special import stdtrit

from audits.matrix_scores import Draw, Grow, cost, paired_gain, places, weighted_sum
from audits.proportions import (
    Evidence,
    Limits,
    clopper_pearson,
    deviate,
    difference,
    f1,
    larger,
)
from audits.ratios import precision, to_highest


def korn_graubard(evidence: Evidence, confidence: float) -> Limits:
    """(share, effective trials, degrees of freedom): Clopper-Pearson on the effective counts.

    The effective trials are lessened by (normal / t quantile)^2, because the variance that gave
    them was itself estimated. Korn & Graubard 1998, Survey Methodology 24:193.
    """
    share, effective, freedom = evidence
    t = -float(stdtrit(freedom, (1 - confidence) / 2))
    worth = effective * min(1.0, (deviate(confidence) / t) ** 2) if t > 0 else effective
    if worth <= 0:
        return 0.0, 1.0
    lower, upper = clopper_pearson((share * worth, worth), confidence)
    return min(lower, share), max(upper, share)


def ratio(share: Draw) -> Draw:
    """First share over second from the limits of each: evidence of one, then of the other.

    MOVER-R. Donner & Zou 2012, Statistical Methods in Medical Research 21:347.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        width = len(evidence) // 2
        p1, p2 = evidence[0], evidence[width]
        l1, u1 = share(evidence[:width], confidence)
        l2, u2 = share(evidence[width:], confidence)
        both = p1 * p2
        low = both + sqrt(max(0.0, both * both - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)))
        high = both + sqrt(max(0.0, both * both - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)))
        lower = l1 * (2 * p1 - l1) / low if low > 0 else 0.0
        upper = high / (l2 * (2 * p2 - l2)) if l2 > 0 else inf
        found = p1 / p2 if p2 > 0 else inf
        return max(0.0, min(lower, found)), max(upper, found)

    return limits


_amounts = places(1, 2, every=3)
METHODS: dict[str, tuple[Draw, Grow]] = {
    "korn-graubard": (korn_graubard, _amounts),
    "korn-graubard-difference": (difference(korn_graubard), _amounts),
    "korn-graubard-larger": (larger(difference(korn_graubard)), _amounts),
    "korn-graubard-ratio": (ratio(korn_graubard), _amounts),
    "korn-graubard-highest": (to_highest(ratio(korn_graubard), 3), _amounts),
    "korn-graubard-f1": (f1(korn_graubard), _amounts),
    "korn-graubard-mover": (weighted_sum(korn_graubard, 3), places(2, 3, every=4)),
    "korn-graubard-precision": (
        precision(ratio(korn_graubard)),
        places(1, 2, 4, 5, every=7),
    ),
    "korn-graubard-cost": (
        cost(weighted_sum(korn_graubard, 3, exclusive=True), 3),
        places(2, 3, every=4, first=1),
    ),
    "korn-graubard-paired": (paired_gain(korn_graubard, 3), _amounts),
}
