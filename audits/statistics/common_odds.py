"""The odds ratio that strata have in common, with limits that few events decide.

Mantel and Haenszel's ratio with Robins, Breslow and Greenland's error is printed, normal on the
logarithm. Of a small group with a few events beside a large one the logarithm leans, the more the
stricter the level. So a rule is judged by the exact conditional law as well, whichever limit is
wider: given its margins the events of each stratum are noncentral hypergeometric, and their sum
tells of the ratio (Gart 1970, Biometrika 57:471; Mehta, Patel & Gray 1985, JASA 80:969).

evidence: plain floats, (logarithm of the ratio, its standard error), then the cells (a, b, c, d) of
each stratum, of which a d / (b c) is its ratio; without cells, as of very many rows, the normal
limits decide alone. Rows that weigh or are clustered: `unlike_strata`. confidence: of the
two-sided interval, in (0, 1).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil, exp, inf, log, sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtr

from audits.data.arrays import Floats
from audits.statistics.deciding_limits import Decider
from audits.statistics.melded_limits import crossing
from audits.statistics.odds_ratios import LARGE
from audits.statistics.proportions import Evidence, Limits, z_quantile

METHOD, DECIDING = "mantel-haenszel", "conditional-exact-strata"
# Logarithms between which a limit is searched for, around the ratio that was seen.
FARTHEST = 40.0
# Deviations of a stratum's events that are kept, and what is left out beyond them.
KEPT, NOTHING = 18.0, 1e-60
# More strata than these say enough together for the normal limits.
MOST_STRATA = 500


def evidence_of(ratio: float, error: float, tables: NDArray[np.number]) -> tuple[float, ...]:
    """The evidence of a ratio and of the whole tables that it is made of.

    ratio, error: the common odds ratio and the standard error of its logarithm. tables: shape
    (strata, 2, 2). Where every cell of their sum is LARGE, or the strata are very many, the normal
    limits are the same and the tables are not kept.
    """
    seen = (log(ratio), error)
    if len(tables) > MOST_STRATA or _is_large(tables):
        return seen
    return (*seen, *(float(cell) for cell in tables.reshape(-1)))


def _is_large(tables: NDArray[np.number]) -> bool:
    """Whether the normal limits say the same. tables: shape (strata, 2, 2)."""
    return bool(tables.sum(axis=0).min() >= LARGE)


def printed(evidence: Evidence, confidence: float) -> Limits:
    """Normal limits on the logarithm."""
    half = z_quantile(confidence) * evidence[1]
    return exp(max(-700.0, evidence[0] - half)), exp(min(700.0, evidence[0] + half))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same ratio in tables of `factor` times the rows; large ones are not laid out."""
    seen = (evidence[0], evidence[1] / sqrt(factor))
    tables = np.array(evidence[2:]).reshape(-1, 2, 2) * factor
    if len(tables) and not _is_large(tables):
        return (*seen, *(float(cell) for cell in tables.reshape(-1)))
    return seen


def decided(evidence: Evidence, confidence: float) -> Limits:
    """The wider of the normal and the exact limits on either side."""
    lower, upper = printed(evidence, confidence)
    if len(evidence) == 2:
        return lower, upper
    level = (1 - confidence) / 2
    least, most = (_exact_limit(evidence, level, up=up) for up in (False, True))
    return min(lower, least), max(upper, most)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value at a bound: the larger of the two.

    above: the alternative is that the ratio lies above the bound, else below it.
    """
    if not 0 < bound < inf:
        return 0.0 if above == (bound <= 0) else 1.0
    far = (evidence[0] - log(bound)) / evidence[1] if evidence[1] > 0 else inf
    normal = float(ndtr(-far if above else far))
    return normal if len(evidence) == 2 else max(normal, _exact_tail(evidence, log(bound), above))


def _exact_limit(evidence: Evidence, level: float, *, up: bool) -> float:
    sums, _, seen = _law(tuple(map(float, evidence)))
    if seen == (sums[-1] if up else sums[0]):
        return inf if up else 0.0
    ends = evidence[0] - FARTHEST, evidence[0] + FARTHEST
    logarithm = crossing(
        lambda value: _exact_tail(evidence, value, not up), level, *ends, rising=not up
    )
    return exp(logarithm)


def _exact_tail(evidence: Evidence, logarithm: float, above: bool) -> float:
    """Probability of as many events as were seen and of more, or fewer, at this ratio."""
    tilt = logarithm - evidence[0]
    sums, weights, seen = _law(tuple(map(float, evidence)))
    tilted = weights + tilt * (sums - seen)
    shares = np.exp(tilted - tilted.max())
    return float(shares[sums >= seen if above else sums <= seen].sum() / shares.sum())


@lru_cache(maxsize=64)
def _law(evidence: tuple[float, ...]) -> tuple[Floats, Floats, float]:
    """Sums of events that can be, the logarithms of their weights at the ratio, and what was seen.

    The weights of strata are convolved once: at another ratio each is tilted by its sum.
    """
    tables = np.rint(np.array(evidence[2:])).reshape(-1, 4)
    weights: Floats = np.ones(1)
    least = 0.0
    for a, b, c, d in tables.tolist():
        first, own = _stratum(a + b, a + c, a + b + c + d, evidence[0])
        weights = np.asarray(np.convolve(weights, own), dtype=np.float64)
        least += first
        likely = np.flatnonzero(weights > NOTHING * weights.max())
        weights = weights[likely[0] : likely[-1] + 1] / weights.max()
        least += float(likely[0])
    sums = least + np.arange(len(weights), dtype=np.float64)
    return sums, np.asarray(np.log(weights)), float(tables[:, 0].sum())


def _stratum(row: float, column: float, total: float, logarithm: float) -> tuple[float, Floats]:
    """The fewest events of the group that count, and the weights of these and of all more.

    row, column, total: rows of the group, events, and rows. logarithm: of the odds ratio.
    """
    least, most = max(0.0, row + column - total), min(row, column)
    likeliest, reach = _middle(row, column, total, exp(logarithm))
    events = np.arange(max(least, likeliest - reach), min(most, likeliest + reach) + 1)
    weights = events * logarithm - (
        gammaln(events + 1)
        + gammaln(row - events + 1)
        + gammaln(column - events + 1)
        + gammaln(total - row - column + events + 1)
    )
    shares = np.exp(weights - weights.max())
    shares /= shares.sum()
    mean = float(events @ shares)
    reach = KEPT * sqrt(float((events - mean) ** 2 @ shares)) + 60
    near = (np.abs(events - mean) <= reach) & (shares > 0)
    return float(events[near][0]), shares[near]


def _middle(row: float, column: float, total: float, ratio: float) -> tuple[float, float]:
    """The likeliest number of events, and how far around it any may matter: far more are not made.

    The root of x (total - row - column + x) = ratio (row - x) (column - x), at which neighbouring
    numbers are as likely, and the deviation of a normal law there (Cornfield 1956, Proc. Third
    Berkeley Symposium 4:135), which is about that of the events.
    """
    linear = total - row - column + ratio * (row + column)
    product = ratio * row * column
    x = 2 * product / (linear + sqrt(linear**2 + 4 * (1 - ratio) * product)) if product else 0.0
    cells = (x, row - x, column - x, total - row - column + x)
    precision = sum(1 / max(cell, 0.5) for cell in cells)
    return float(round(x)), float(ceil(2 * KEPT / sqrt(precision) + 200))


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({METHOD: (printed, grown)})
DECIDERS: Mapping[str, Decider] = MappingProxyType({DECIDING: Decider(decided, tail)})
DECIDES: Mapping[str, str] = MappingProxyType({METHOD: DECIDING})
