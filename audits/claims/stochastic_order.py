"""Almost stochastic order: how far one system's scores are from being better throughout.

del Barrio, Cuesta-Albertos & Matrán 2018 (The Mathematics of the Uncertain, 33); Dror, Shlomov &
Reichart 2019 (ACL). The violation ratio is the share of the squared distance between the two
quantile functions on which the claimed system is the worse one: 0 is better throughout, 1 worse
throughout, 0.5 neither. What is told is its upper limit at the stated confidence (eps-min): below
0.5 the claimed system is almost stochastically larger, and the lower the more so.
"""

from math import sqrt

import numpy as np
from scipy.special import ndtri

from audits.data.arrays import Floats

# Quantiles at which the two are compared (the definition has an integral over all).
STEP = 0.005
# Larger samples take long and need no such test.
MOST_SCORES = 2_000


def violation_ratio(claimed: Floats, baseline: Floats) -> float:
    """0 to 1; 0.5 where the two have the same quantiles.

    claimed, baseline: shapes (own values,) and (other values,), more is better.
    """
    places = np.arange(0.0, 1.0, STEP)
    gaps = _quantiles(claimed, places) - _quantiles(baseline, places)
    squares = gaps * gaps
    whole = float(squares.sum())
    return 0.5 if whole == 0 else float(squares[gaps < 0].sum()) / whole


def upper_limit(
    claimed: Floats, baseline: Floats, confidence: float, draws: int, rng: np.random.Generator
) -> float:
    """The one-sided upper limit of the violation ratio (eps-min), by bootstrap, 0 to 1.

    draws: bootstrap samples of both.
    """
    own, other = np.sort(claimed), np.sort(baseline)
    ratio = violation_ratio(own, other)
    scale = sqrt(len(own) * len(other) / (len(own) + len(other)))
    drawn = np.array(
        [
            violation_ratio(rng.choice(own, len(own)), rng.choice(other, len(other)))
            for _ in range(draws)
        ]
    )
    deviation = float((scale * (drawn - ratio)).std())
    return float(np.clip(ratio + deviation * float(ndtri(confidence)) / scale, 0.0, 1.0))


def _quantiles(values: Floats, places: Floats) -> Floats:
    """The empirical quantile function: the smallest value with at least that share at or below."""
    ordered = np.sort(values)
    positions = np.clip(np.ceil(places * len(ordered)).astype(np.intp) - 1, 0, len(ordered) - 1)
    return np.asarray(ordered[positions])
