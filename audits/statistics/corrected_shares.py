"""The share that a classifier of known error would have counted, had it made none.

Rogan & Gladen 1978, American Journal of Epidemiology 107:71: of what a classifier finds in a share
f of the rows, with the sensitivity Se and the specificity Sp of a labelled sample, the true share
is (f + Sp - 1) / (Se + Sp - 1). Its limits are melded from those of the shares it is made of (Fay,
Proschan & Brittain 2015, Biometrics 71:146; exact limits of each share, with effective counts under
clusters): whether it lies above a bound b is whether f + (1 - b) Sp - b Se lies above 1 - b, summed
over what Se and Sp can be. A labelled sample drawn from the rows themselves makes f and the errors
move together; taken as independent, the limits are then wider than they need be.

Rows without an answer are classified by nothing: they stay in the denominator, so that the whole is
r times as much, with r the share that has an answer.

evidence: of r, f, Se and Sp in this order each (value, effective trials, degrees of freedom).
confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import hypot
from types import MappingProxyType

import numpy as np

from audits.data.arrays import Floats
from audits.statistics.deciding_limits import Tail
from audits.statistics.melded_limits import DEVIATES, Distribution, crossing, pulled
from audits.statistics.proportions import Evidence, Limits

EACH = 3
SHARES = 4
# Nodes over which what Se, Sp and r can be is summed: more move no limit in its fourth digit.
_NODES, _MASS = np.polynomial.hermite_e.hermegauss(15)
_MASS = _MASS / _MASS.sum()


def corrected(evidence: Evidence) -> float | None:
    """The corrected share of all rows, between 0 and r; None where the classifier tells nothing."""
    answered, flagged, sensitivity, specificity = (evidence[n * EACH] for n in range(SHARES))
    youden = sensitivity + specificity - 1
    if youden <= 0:
        return None
    return answered * min(1.0, max(0.0, (flagged + specificity - 1) / youden))


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the corrected share lies above (below) the bound.

    above: the alternative is that it lies above.
    """
    return _tail(tuple(evidence), float(bound), above)


@lru_cache(maxsize=4096)
def _tail(evidence: tuple[float, ...], bound: float, above: bool) -> float:
    if (above and bound < 0) or (not above and bound > 1):
        return 0.0
    answered, flagged, sensitivity, specificity = (
        evidence[n * EACH : (n + 1) * EACH] for n in range(SHARES)
    )
    # All of them are taken to pull the share towards the bound: Se the other way than the rest.
    up = not above
    r = _at_nodes(pulled(answered, up))[:, None, None]
    se = _at_nodes(pulled(sensitivity, not up))[None, :, None]
    sp = _at_nodes(pulled(specificity, up))[None, None, :]
    of_f = pulled(flagged, up)
    youden = se + sp - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        asked = np.where(r > 0, bound / np.where(r > 0, r, 1.0), np.inf if above else 0.0)
        edge = np.broadcast_to(asked * youden + 1 - sp, np.broadcast_shapes(r.shape, youden.shape))
    reach = np.asarray(of_f.below(edge) if above else of_f.above(edge))
    # The share lies between 0 and r; where Se + Sp is at most 1, nothing is known of it.
    certain = (asked >= 1) if above else (asked <= 0)
    never = np.zeros_like(certain) if above else (asked > 1)
    reach = np.where(never, 0.0, np.where(certain | (youden <= 0), 1.0, reach))
    mass = _MASS[:, None, None] * _MASS[None, :, None] * _MASS[None, None, :]
    return float((reach * mass).sum())


def _at_nodes(distribution: Distribution) -> Floats:
    """Its quantiles at the nodes, shape (15,)."""
    return np.asarray(np.interp(_NODES, DEVIATES, distribution.points))


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Melded limits of the corrected share, between 0 and 1."""
    level = (1 - confidence) / 2
    lower = crossing(lambda bound: tail(evidence, bound, True), level, 0.0, 1.0, rising=True)
    upper = crossing(lambda bound: tail(evidence, bound, False), level, 0.0, 1.0, rising=False)
    return lower, upper


def difference_limits(evidence: Evidence, confidence: float) -> Limits:
    """Of a group's corrected share minus its reference's; evidence: one behind the other.

    MOVER (Zou & Donner 2008, Statistics in Medicine 27:1693). The two count as independent: where
    both answered the same requests they rise and fall together, and the limits are wide.
    """
    own, reference = evidence[: SHARES * EACH], evidence[SHARES * EACH :]
    value, other = corrected(own), corrected(reference)
    if value is None or other is None:
        return -1.0, 1.0
    (low, high), (other_low, other_high) = (limits(side, confidence) for side in (own, reference))
    gap = value - other
    return (
        gap - hypot(value - low, other_high - other),
        gap + hypot(high - value, other - other_low),
    )


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares of so many times as much data, the labelled sample with it.

    factor: how many times.
    """
    return tuple(value * factor if index % EACH else value for index, value in enumerate(evidence))


Draw = Callable[[Evidence, float], Limits]
Grow = Callable[[Evidence, float], tuple[float, ...]]
METHODS: Mapping[str, tuple[Draw, Grow, Tail | None]] = MappingProxyType(
    {
        "rogan-gladen": (limits, grown, tail),
        "rogan-gladen-difference": (difference_limits, grown, None),
    }
)
