"""The common odds ratio of strata whose rows weigh unequally, or belong together.

What the strata tell of the ratio is what one table tells whose cells are the rows that each cell
of theirs is worth: the four parts of the variance of the logarithm, of which a table of whole rows
has 1 / a + 1 / b + 1 / c + 1 / d. Of few rows in a cell that logarithm leans, so that a rule is
judged by the conditional law of this table as well, whichever limit is wider: the noncentral
hypergeometric one (Cornfield 1956), where cells are no whole numbers at a + k of them. For a rare
event that is nearly the gamma tail of Fay & Feuer 1997 (Statistics in Medicine 16:791).

Normal deviates are read as those of t, since the variance was estimated (Korn & Graubard 1998,
Survey Methodology 24:193), of a freedom in which either side counts by its part of the variance
(to first order Cochran & Cox 1950, Experimental Designs, 4.14: Welch's forgets the side that says
little). Clusters say nothing of one that was not drawn, so that a rule is decided by cells
that are worth no more than with one more cluster at the end (Gaffke 2005, as for shares).

evidence: plain floats, (logarithm of the ratio, its standard error, degrees of freedom, then the
rows that the cells a, b, c, d are worth to a rule). confidence: of the two-sided interval, between
0 and 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri, stdtr, stdtrit

from audits.statistics.deciding_limits import Decider
from audits.statistics.melded_limits import crossing
from audits.statistics.odds_ratios import LARGE, slopes
from audits.statistics.proportions import Evidence, Limits

METHOD, DECIDING = "mantel-haenszel-linearised", "conditional-effective-table"
# Logarithms between which a limit is searched for, around the ratio that was seen.
FARTHEST = 40.0
# Deviations from the table's own cell beyond which nothing is left to count.
REACH = 14.0
# A cell that the ratio does not depend on is worth as many rows as one likes.
MOST_WORTH = 1e9
Tables = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one of the two groups.

    freedom: degrees of freedom of its variance. remaining: share of what its rows are worth that is
    left with one more cluster, in (0, 1]; 1 where rows are independent.
    """

    freedom: float
    remaining: float = 1.0


def evidence_of(
    ratio: float, error: float, tables: Tables, variances: Tables, sides: tuple[Side, Side]
) -> tuple[float, ...]:
    """The evidence of a ratio.

    ratio, error: the common odds ratio and the standard error of its logarithm. tables, variances:
    shape (strata, 2, 2), effective rows of each cell, group first, and the variance of that
    number. sides: of the group and of its reference.
    """
    own = slopes(tables) ** 2
    alike, unlike = (own * amounts for amounts in (tables, variances))
    parts = (unlike if unlike.sum() > alike.sum() else alike).sum(axis=0)
    parts *= error**2 / parts.sum()
    freedom = error**2 / sum(
        variance / max(1.0, side.freedom)
        for variance, side in zip(parts.sum(axis=1).tolist(), sides, strict=True)
    )
    cells = np.array([[sides[0].remaining], [sides[1].remaining]]) / np.maximum(
        parts, 1 / MOST_WORTH
    )
    return log(ratio), error, freedom, *map(float, cells.reshape(-1))


def printed(evidence: Evidence, confidence: float) -> Limits:
    """t limits on the logarithm."""
    logarithm, error, freedom = evidence[:3]
    half = -float(stdtrit(freedom, (1 - confidence) / 2)) * error
    return exp(max(-700.0, logarithm - half)), exp(min(700.0, logarithm + half))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same ratio from `factor` times the rows."""
    logarithm, error, freedom, *cells = evidence
    return logarithm, error / sqrt(factor), freedom * factor, *(cell * factor for cell in cells)


def decided(evidence: Evidence, confidence: float) -> Limits:
    """The wider of the t limits and those of the table on either side."""
    logarithm, _, freedom, *cells = evidence
    ends = printed((logarithm, _error(cells), freedom), confidence)
    if min(cells) >= LARGE:
        return ends
    level = (1 - confidence) / 2
    least, most = (_limit(evidence, level, up=up) for up in (False, True))
    return min(ends[0], least), max(ends[1], most)


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value at a bound: the larger of the two.

    above: the alternative is that the ratio lies above the bound, else below it.
    """
    if not 0 < bound < inf:
        return 0.0 if above == (bound <= 0) else 1.0
    logarithm, _, freedom, *cells = evidence
    far = (logarithm - log(bound)) / _error(cells)
    normal = float(stdtr(freedom, -far if above else far))
    if min(cells) >= LARGE:
        return normal
    return max(normal, _tail(evidence, log(bound), above))


def _error(cells: Evidence) -> float:
    return sqrt(sum(1 / cell for cell in cells))


def p_value(evidence: Evidence) -> float:
    """Two-sided, of the null that the ratio is 1."""
    return min(1.0, 2 * min(tail(evidence, 1.0, above) for above in (True, False)))


def _limit(evidence: Evidence, level: float, *, up: bool) -> float:
    ends = evidence[0] - FARTHEST, evidence[0] + FARTHEST
    logarithm = crossing(lambda value: _tail(evidence, value, not up), level, *ends, rising=not up)
    if not ends[0] < logarithm < ends[1]:
        return inf if up else 0.0
    return exp(logarithm)


def _tail(evidence: Evidence, logarithm: float, above: bool) -> float:
    """Probability of as many events of the group as were seen and of more, or fewer, read by t.

    logarithm: of the odds ratio of the null.
    """
    share = _beyond(evidence[3:], logarithm - evidence[0], above)
    deviate = float(ndtri(min(1 - 1e-16, max(1e-300, share))))
    return float(stdtr(evidence[2], deviate))


def _beyond(cells: Evidence, tilt: float, above: bool) -> float:
    """The share of the conditional law at the cells and beyond, at exp(tilt) times their ratio."""
    a, b, c, d = cells
    own = a * d / (b * c)
    # Steps from the cells as they are, to the left and the right; no cell may become -1.
    reach = REACH * sqrt(1 / (1 / a + 1 / b + 1 / c + 1 / d) + 1) * (1 + abs(tilt)) + 60
    least = -min(np.ceil(min(a, d)), np.floor(reach))
    most = min(np.ceil(min(b, c)), np.floor(reach))
    steps = np.arange(least, most + 1)
    weights = steps * (log(own) + tilt) - sum(
        gammaln(cell + sign * steps + 1) for cell, sign in ((a, 1), (b, -1), (c, -1), (d, 1))
    )
    # Of a step that leaves less than no row in a cell the part counts that was there.
    left = 1 + np.minimum(0.0, np.minimum(min(a, d) + steps, min(b, c) - steps))
    shares = np.exp(weights - weights.max()) * left
    return float(shares[steps >= 0 if above else steps <= 0].sum() / shares.sum())


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({METHOD: (printed, grown)})
DECIDERS: Mapping[str, Decider] = MappingProxyType({DECIDING: Decider(decided, tail)})
DECIDES: Mapping[str, str] = MappingProxyType({METHOD: DECIDING})
