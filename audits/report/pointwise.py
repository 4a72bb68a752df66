"""Wilson intervals of shares whose counts a stored curve implies.

Pages are drawn by the API's process too, which has neither numpy nor SciPy, so that the intervals
of `audits.statistics.proportions` cannot be asked there; a test holds both against each other.
"""

from math import sqrt
from statistics import NormalDist


def z_quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.96 at .95."""
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def wilson(share: float, rows: int, z: float) -> tuple[float, float]:
    """Lower and upper limit of a share of `rows` rows (Wilson 1927, JASA 22:209).

    share: in [0, 1]. rows: at least 1. z: from `z_quantile`.
    """
    z2 = z * z
    centre = (share * rows + z2 / 2) / (rows + z2)
    half = z * sqrt(rows * share * (1 - share) + z2 / 4) / (rows + z2)
    return min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share)
