"""Limits that hold at every level: exact ones of a share, melded ones of what is made of shares.

Wilson's, Newcombe's and Koopman's intervals are good to look at: on average they hold the truth as
often as they say. Their single tails are not good to judge by: where few events are expected, and
at the small levels that a correction for many tests asks for, they miss up to twenty times as often
as stated. Rules are therefore decided by limits whose tails hold.

One share: Clopper & Pearson's limits. Read at every level they are two distributions, the lower and
the upper confidence distribution (of counts: Beta(x, n - x + 1) and Beta(x + 1, n - x)). A weighted
sum of independent shares is melded from them: its lower limit is a quantile of the same sum of the
distributions that pull it down. Fay, Proschan & Brittain 2015, Biometrics 71:146. At equality the
test of two shares is Fisher's exact test, and no case is known in which melded limits hold the
truth less often than stated. A difference is the sum with weights 1 and -1; a ratio r is the one
with 1 and -r, held against 0.

Weighted and clustered shares (value, effective trials, degrees of freedom) enter with effective
counts, fewer at each level by what a t quantile is wider than a normal one (Korn & Graubard 1998,
Survey Methodology 24:193), or with a unit more that was not seen, where that reaches further
(`one_unseen_unit`).

weights, shares: of each share its factor in the sum, and its evidence. confidence: of the
two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np
from scipy.special import betainc, betaincc, betaincinv, ndtr, ndtri

from audits.data.arrays import Floats
from audits.statistics.one_unseen_unit import lower_limits, wider
from audits.statistics.proportions import Limits
from audits.statistics.roots import root

Share = tuple[float, ...]
# Distributions are read at these normal deviates; sums over them give Fisher's p to 1e-6.
DEVIATES = np.linspace(-8.2, 8.2, 83)
_MASS = np.exp(-(DEVIATES**2) / 2)
MASS = _MASS / _MASS.sum()
# Where the deviates -1 and 1 stand: between them a distribution is as wide as we call it.
MIDDLE = 41 + np.array([-5, 5])
# Places among them that are tried as the edge between two distributions.
PLACES = np.array([16, 21, 26, 31, 36, 41, 46, 51, 56, 61, 66])
SMALLEST_TAIL = 1e-300


@dataclass(frozen=True, eq=False)
class Distribution:
    """A confidence distribution.

    points: shape (83,), its quantiles at DEVIATES.
    below, above: P(value <= v) and P(value >= v), of arrays of any shape, each exact in its tail.
    """

    points: Floats
    below: Callable[[Floats], Floats]
    above: Callable[[Floats], Floats]

    @property
    def width(self) -> float:
        """How far apart the quantiles in its middle lie: which of two is the wider one."""
        return float(np.ptp(self.points[MIDDLE]))

    def times(self, factor: float) -> "Distribution":
        """The distribution of `factor` times the value; 0 makes it a point."""
        if factor == 0:
            return _point(0.0)
        below, above = (self.below, self.above) if factor > 0 else (self.above, self.below)
        points = self.points[:: 1 if factor > 0 else -1] * factor
        return Distribution(points, lambda v: below(v / factor), lambda v: above(v / factor))


def _point(value: float) -> Distribution:
    """All of it at one value: a share of none, or of all."""
    return Distribution(
        np.full(len(DEVIATES), value),
        lambda v: np.where(v >= value, 1.0, 0.0),
        lambda v: np.where(v <= value, 1.0, 0.0),
    )


def _beta(a: float, b: float) -> Distribution:
    return Distribution(
        np.asarray(betaincinv(a, b, ndtr(DEVIATES))),
        lambda v: np.asarray(betainc(a, b, np.clip(v, 0.0, 1.0))),
        lambda v: np.asarray(betaincc(a, b, np.clip(v, 0.0, 1.0))),
    )


def _read(points: Floats) -> Distribution:
    """From its quantiles alone; between them its deviate is drawn straight."""
    rising = np.concatenate(([True], np.diff(points) > 0))
    rising_points, z_quantiles = points[rising], DEVIATES[rising]

    def z_quantile(v: Floats) -> Floats:
        return np.asarray(np.interp(v, rising_points, z_quantiles, left=-inf, right=inf))

    return Distribution(points, lambda v: ndtr(z_quantile(v)), lambda v: ndtr(-z_quantile(v)))


@lru_cache(maxsize=4096)
def pulled(share: Share, up: bool) -> Distribution:
    """What pulls a share down (up): at each level the quantile is the lower (upper) limit.

    share: (successes, trials), or (value, effective trials, degrees of freedom).
    """
    if up:
        missed = (share[1] - share[0], share[1]) if len(share) == 2 else (1 - share[0], *share[1:])
        turned = pulled(missed, False)
        below, above = turned.above, turned.below
        return Distribution(1 - turned.points[::-1], lambda v: below(1 - v), lambda v: above(1 - v))
    if share[0] <= 0:
        return _point(0.0)
    if len(share) == 2:
        successes, trials = share
        return _beta(successes, trials - successes + 1)
    value, effective, degrees_of_freedom = share
    trials_at = effective_at(DEVIATES, effective, degrees_of_freedom)
    quantiles = betaincinv(value * trials_at, (1 - value) * trials_at + 1, ndtr(DEVIATES))
    unseen = lower_limits(value, effective, degrees_of_freedom, DEVIATES)
    return _read(np.maximum.accumulate(np.minimum(quantiles, unseen)))


def effective_at(z_quantiles: Floats, effective: float, degrees_of_freedom: float) -> Floats:
    """Effective trials at each one-sided level, shape (levels,).

    z_quantiles: shape (levels,), the normal quantiles of the levels. effective: trials;
    degrees_of_freedom: those with which their number is known.
    """
    return np.asarray(effective / wider(z_quantiles, degrees_of_freedom))


@dataclass(frozen=True, eq=False)
class Sum:
    """A sum of independent distributions: of the last of them and of all others together.

    wide, narrow: these two; none is narrow where there is but one distribution.
    """

    wide: Distribution
    narrow: Distribution | None = None

    @classmethod
    def of(cls, parts: Sequence[Distribution]) -> "Sum":
        """The others are added up here, once: every tail that is asked for is then one sum."""
        if len(parts) == 1:
            return cls(parts[0])
        others, last = _added(parts[:-1]), parts[-1]
        return cls(last, others) if others.width < last.width else cls(others, last)

    def tail(self, bounds: Floats, *, above: bool) -> Floats:
        """P(sum >= at) with `above`, else P(sum <= at): over the points of the narrower of the two.

        bounds: shape (values,); returned is one probability each, shape (values,).
        """
        read = self.wide.above if above else self.wide.below
        if self.narrow is None:
            return read(bounds)
        return np.asarray(read(bounds[..., None] - self.narrow.points) @ MASS)


def _added(parts: Sequence[Distribution]) -> Distribution:
    """The sum of independent ones as a distribution."""
    if len(parts) == 1:
        return parts[0]
    # All parts at one deviate together reach further than their sum does at that deviate.
    reach = np.sum([term.points for term in parts], axis=0)
    both = Sum.of(parts)
    below, above = (both.tail(reach, above=above) for above in (False, True))
    with np.errstate(divide="ignore"):
        z_quantiles = np.where(below < 0.5, ndtri(below), -ndtri(above))
    z_quantiles = np.maximum.accumulate(np.clip(z_quantiles, -40.0, 40.0))
    return _read(np.maximum.accumulate(np.interp(DEVIATES, z_quantiles, reach)))


def _terms(weights: Sequence[float], shares: Sequence[Share], *, up: bool) -> list[Distribution]:
    """The distributions that pull the weighted sum up, or down."""
    return [
        pulled(share, up if weight > 0 else not up).times(weight)
        for weight, share in zip(weights, shares, strict=True)
    ]


def sum_tail(
    weights: Sequence[float], shares: Sequence[Share], bound: float, *, above: bool
) -> float:
    """One-sided p-value that a weighted sum of independent shares lies above (below) the `bound`.

    above: the alternative is that it lies above.
    """
    added = Sum.of(_terms(weights, shares, up=not above))
    return float(added.tail(np.array([bound]), above=not above)[0])


def sum_limits(weights: Sequence[float], shares: Sequence[Share], confidence: float) -> Limits:
    """Melded limits of a weighted sum of independent shares."""
    ends = []
    for up in (False, True):
        parts = _terms(weights, shares, up=up)
        low = float(sum(term.points[0] for term in parts))
        high = float(sum(term.points[-1] for term in parts))

        added = Sum.of(parts)

        def tail(bound: float, added: Sum = added, up: bool = up) -> float:
            return float(added.tail(np.array([bound]), above=up)[0])

        ends.append(crossing(tail, (1 - confidence) / 2, low, high, rising=not up))
    return ends[0], ends[1]


def read_limits(weights: Sequence[float], shares: Sequence[Share], confidence: float) -> Limits:
    """As `sum_limits`, to three parts in a hundred of the tail, from quantiles found only once.

    For methods that ask for the limits of one sum at many levels.
    """
    z = float(ndtri((1 - confidence) / 2))
    lower, upper = (_summed(tuple(weights), tuple(shares), up) for up in (False, True))
    return float(np.interp(z, DEVIATES, lower)), float(np.interp(-z, DEVIATES, upper))


@lru_cache(maxsize=1024)
def _summed(weights: Share, shares: tuple[Share, ...], up: bool) -> Floats:
    return _added(_terms(weights, shares, up=up)).points


def crossing(
    tail: Callable[[float], float], level: float, low: float, high: float, *, rising: bool
) -> float:
    """Where a `tail` reaches the level; the end at which it is least, where it never does.

    level: a probability. low, high: between which values it is searched for. rising: whether the
    tail grows with the value. On the normal scale a tail is nearly a line in the bound, so few
    steps are needed.
    """
    goal = float(ndtri(level))

    def excess(bound: float) -> float:
        return float(ndtri(min(max(tail(bound), SMALLEST_TAIL), 1 - 1e-16))) - goal

    if excess(low) * excess(high) >= 0:
        return low if rising else high
    return root(excess, low, high)


def ratio_tail_most(own: Share, other: Share, ratio: float, *, above: bool) -> float:
    """No less than the tail of "own / other lies above (below) the ratio", and cheap.

    Where the ratio of two values is at most r, the first is at most v or the second at least v / r.
    """
    near, facing = pulled(own, not above), pulled(other, above)
    points = near.points[PLACES]
    edge = points / ratio if ratio > 0 else np.full(len(points), inf)
    own_side, other_side = near.below, facing.above
    if not above:
        own_side, other_side = near.above, facing.below
    return float(min(1.0, (own_side(points) + other_side(edge)).min()))
