"""Means of numbers without limits in clusters, with one more cluster as far out as any row lies.

Sixty clusters that all err alike do not say that there is none that errs by three deviations more:
where three in a hundred do, 16 samples in 100 have none of them, and those look like samples in
which nothing is wrong. Nothing in the sums of clusters tells of it, but the rows tell how far rows
lie. So one more cluster stands beside those that were seen, all of whose rows are as far out as the
farthest one (Gaffke 2005, as `one_unseen_unit`, between those ends); what reaches further of that
and of the method without it (`skewed_means`) is the limit.

evidence: that of `skewed_means`, then the standard error, how many clusters of one size tell as
much, and the value of the least row, the least cluster, the greatest cluster and the greatest row;
twice where two are compared. confidence: of the two-sided interval, in (0, 1).
"""

from collections.abc import Callable, Mapping
from math import inf, sqrt
from types import MappingProxyType

import numpy as np
from scipy.special import ndtri

from audits.statistics import skewed_means
from audits.statistics.one_unseen_unit import lower_limits
from audits.statistics.proportions import Evidence, Limits
from audits.statistics.skewed_means import Draw, apart, hall, one_less, root

WIDTH = skewed_means.WIDTH + 6


def mean(evidence: Evidence, confidence: float) -> Limits:
    """Limits of a mean."""
    value = evidence[0]
    error, alike, *ends = evidence[skewed_means.WIDTH : WIDTH]
    least_row, least_cluster, greatest_cluster, greatest_row = ends
    lower, upper = hall(evidence[: skewed_means.WIDTH], confidence)
    seen = error, alike, confidence
    # The unseen one is a row's distance away at most, those that were seen a cluster's.
    down = _down(value - least_row, greatest_cluster - value, *seen)
    up = _down(greatest_row - value, value - least_cluster, *seen)
    return min(lower, value - down), max(upper, value + up)


def _down(reach: float, rest: float, error: float, alike: float, confidence: float) -> float:
    """How far below a mean its lower limit lies.

    reach: how far the unseen cluster lies below it; rest: how far above it any that was seen.
    """
    width = reach + rest
    if width <= 0:
        return 0.0
    share = reach / width
    effective = share * (1 - share) * (width / error) ** 2 if error > 0 else inf
    z = np.array([ndtri((1 - confidence) / 2)])
    return reach - width * float(lower_limits(share, effective, max(1.0, alike - 1), z)[0])


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of `factor` times the clusters, and still one more that was not seen."""
    numbers: list[float] = []
    for start in range(0, len(evidence), WIDTH):
        end = start + skewed_means.WIDTH
        error, alike, *ends = evidence[end : start + WIDTH]
        seen = skewed_means.grown(evidence[start:end], factor)
        numbers += [*seen, error / sqrt(factor), alike * factor, *ends]
    return tuple(numbers)


Pair = tuple[Draw, Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        "hall-t-clusters": (mean, grown),
        "root-hall-t-clusters": (root(mean), grown),
        "one-less-hall-t-clusters": (one_less(mean), grown),
        "hall-t-clusters-difference": (apart(mean, float, WIDTH), grown),
        "root-hall-t-clusters-difference": (apart(root(mean), sqrt, WIDTH), grown),
        "one-less-hall-t-clusters-difference": (
            apart(one_less(mean), lambda x: 1 - x, WIDTH),
            grown,
        ),
    }
)
