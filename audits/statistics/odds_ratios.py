"""Odds ratios: conditional exact (mid-P) for one table, Mantel-Haenszel over strata.

evidence: the four cells (a, b, c, d) of a table, of which a d / (b c) is the odds ratio.
confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Sequence
from math import exp, inf, log, sqrt

import numpy as np
from scipy.special import chdtrc, gammaln, ndtr, ndtri

from audits.statistics.roots import root

LARGE = 2000


def mid_p(evidence: Sequence[float], confidence: float) -> tuple[float, float]:
    """(a, b, c, d), odds ratio a d / (b c): the mid-P interval of the conditional exact test.

    Given the margins, `a` is noncentral hypergeometric; the limits are the ratios at which half
    its probability plus all beyond it is the tail. Lancaster 1961, JASA 56:223. With every cell
    LARGE or more the normal limits on the logarithm (Woolf 1955, Annals of Human Genetics
    19:251) are the same to three digits.
    """
    return _conditional(evidence, confidence, own=0.5)


def exact(evidence: Sequence[float], confidence: float) -> tuple[float, float]:
    """(a, b, c, d): the limits that the conditional exact test itself inverts.

    Cornfield 1956, Proceedings of the Third Berkeley Symposium 4:135.
    """
    return _conditional(evidence, confidence, own=1.0)


def exact_tail(evidence: Sequence[float], bound: float, above: bool) -> float:
    """(a, b, c, d): p-value of the conditional exact test that `exact` inverts, in [0, 1].

    bound: the odds ratio of the null, at least 0. above: the alternative is a larger one, for which
    the probability of `a` and of all beyond it counts; else a smaller one. Where every cell is
    LARGE or more it is that of the normal limits on the logarithm.
    """
    a, b, c, d = (round(value) for value in evidence)
    if min(a, b, c, d) >= LARGE:
        error = sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        far = (log(a) + log(d) - log(b) - log(c) - log(bound)) / error if bound > 0 else inf
        return float(ndtr(-far if above else far))
    row, column, total = a + b, a + c, a + b + c + d
    if a == (max(0, row + column - total) if above else min(row, column)):
        return 1.0  # no table of these margins is less extreme
    if not 0 < bound < inf:
        return float((bound > 0) == above)
    return _beyond(a, row, column, total, log(bound), above=above, own=1.0)


def median_unbiased(evidence: Sequence[float]) -> float:
    """(a, b, c, d), one cell of them 0: the odds ratio that the table is as likely above as below.

    The sample's ratio is 0 or infinite there; this one is finite, the median unbiased estimate of
    the conditional distribution. Hirji, Tsiatis & Mehta 1989, American Statistician 43:7.
    """
    lower, upper = exact(evidence, 0.0)
    return upper if lower == 0 else lower


def fisher_exact(evidence: Sequence[float]) -> float:
    """(a, b, c, d): two-sided p-value of Fisher's exact test, as in R and scipy.

    The probability of all tables with these margins no likelier than this. Fisher 1935, JRSS 98:39;
    of two sides as Freeman & Halton 1951, Biometrika 38:141.
    """
    a, b, c, d = (round(value) for value in evidence)
    row, column, total = a + b, a + c, a + b + c + d
    x = np.arange(max(0, row + column - total), min(row, column) + 1, dtype=np.float64)
    weight = -(
        gammaln(x + 1)
        + gammaln(row - x + 1)
        + gammaln(column - x + 1)
        + gammaln(total - row - column + x + 1)
    )
    share = np.exp(weight - weight.max())
    # As likely to rounding is as likely.
    as_rare = share <= share[x == a] * (1 + 1e-7)
    return min(1.0, max(1e-300, float(share[as_rare].sum() / share.sum())))


def _conditional(
    evidence: Sequence[float], confidence: float, *, own: float
) -> tuple[float, float]:
    """own: how much of the probability of the table itself counts as beyond it."""
    a, b, c, d = (round(value) for value in evidence)
    if min(a, b, c, d) >= LARGE:
        half = float(ndtri((1 + confidence) / 2)) * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        centre = log(a) + log(d) - log(b) - log(c)
        return exp(centre - half), exp(centre + half)
    tail = (1 - confidence) / 2
    row, column, total = a + b, a + c, a + b + c + d
    least, most = max(0, row + column - total), min(row, column)
    if least == most:
        return 0.0, inf
    start = log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))

    def limit(above: bool) -> float:
        def excess(log_odds: float) -> float:
            share = _beyond(a, row, column, total, log_odds, above=above, own=own)
            # On the normal scale the search is nearly linear.
            return max(-40.0, min(40.0, float(ndtri(share) - ndtri(tail))))

        step = 0.5
        low, high = start - step, start + step
        while excess(low) * excess(high) > 0 and high - low < 200:
            step *= 2
            low, high = low - step, high + step
        return exp(root(excess, low, high))

    lower = 0.0 if a == least else limit(above=True)
    upper = inf if a == most else limit(above=False)
    estimate = a * d / (b * c) if b * c else inf
    return min(lower, estimate), max(upper, estimate)


def _beyond(
    a: int, row: int, column: int, total: int, log_odds: float, *, above: bool, own: float
) -> float:
    """P(A > a) or P(A < a), plus `own` times P(A = a), at this log odds ratio."""
    least, most = max(0, row + column - total), min(row, column)
    psi = exp(log_odds)
    # The cell at which the ratio of the expected table is psi; sums stay near it.
    linear = total - row - column + (row + column) * psi
    inside = max(0.0, linear * linear - 4 * psi * (psi - 1) * row * column)
    # Of the two forms of the root the one whose terms do not cancel.
    if linear < 0:
        mean = (linear - sqrt(inside)) / (2 * (psi - 1))
    else:
        mean = 2 * psi * row * column / (linear + sqrt(inside))
    cells = [max(cell, 0.5) for cell in (mean, row - mean, column - mean)]
    cells.append(max(total - row - column + mean, 0.5))
    width = 12 / sqrt(sum(1 / cell for cell in cells)) + 60
    low, high = max(least, int(mean - width)), min(most, int(mean + width) + 1)
    x = np.arange(low, high + 1, dtype=np.float64)
    weight = x * log_odds - (
        gammaln(x + 1)
        + gammaln(row - x + 1)
        + gammaln(column - x + 1)
        + gammaln(total - row - column + x + 1)
    )
    share = np.exp(weight - weight.max())
    share /= share.sum()
    beyond = share[x > a].sum() if above else share[x < a].sum()
    return min(1 - 1e-16, max(1e-300, float(beyond + own * share[x == a].sum())))


def slopes(
    tables: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """How the logarithm of the Mantel-Haenszel ratio moves with each cell; shape (strata, 2, 2).

    tables: shape (strata, 2, 2), [[a, b], [c, d]] for an odds ratio of a d / (b c), of which some
    have a d > 0 and some b c > 0. Of one table 1 / a, -1 / b, -1 / c and 1 / d.
    """
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    total = a + b + c + d
    r, s = a * d / total, b * c / total
    up, down = float(r.sum()), float(s.sum())
    lost = s / total / down - r / total / up
    return np.stack(
        [lost + d / total / up, lost - c / total / down,
         lost - b / total / down, lost + a / total / up],
        axis=1,
    ).reshape(tables.shape)  # fmt: skip


def weights_inflate(
    tables: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    variances: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> float:
    """How much larger the variance of the logarithm is than of rows that all weigh alike; >= 1.

    tables, variances: shape (strata, 2, 2), of each cell its effective rows and their variance,
    which is the cell itself where its rows weigh as rows in general do. By the derivative of the
    Mantel-Haenszel ratio's logarithm in each cell; of one table that is the sum of 1 / effective
    rows, each cell by its own weights.
    """
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    if not ((a * d > 0).any() and (b * c > 0).any()):
        return 1.0
    squared = slopes(tables) ** 2
    return max(1.0, float((squared * variances).sum()) / float((squared * tables).sum()))


def mantel_haenszel(
    tables: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", inflation: float = 1.0
) -> tuple[float, float, float] | None:
    """Common odds ratio of 2 x 2 tables, standard error of its logarithm, CMH p-value.

    tables: shape (strata, 2, 2), [[a, b], [c, d]] for an odds ratio of a d / (b c).
    None where the ratio is 0, infinite or undefined, so that no interval can be drawn.
    Mantel & Haenszel 1959, JNCI 22:719; variance: Robins, Breslow & Greenland 1986, Biometrics
    42:311; test: Mantel & Haenszel's, without their continuity correction.

    inflation: of the variance, by `weights_inflate`.
    """
    strata = np.asarray(tables, dtype=np.float64)
    a, b, c, d = strata[:, 0, 0], strata[:, 0, 1], strata[:, 1, 0], strata[:, 1, 1]
    total = a + b + c + d
    a, b, c, d, total = (cells[total > 1] for cells in (a, b, c, d, total))
    r, s = a * d / total, b * c / total
    p, q = (a + d) / total, (b + c) / total
    up, down = float(r.sum()), float(s.sum())
    if up <= 0 or down <= 0:
        return None
    variance = (
        float((p * r).sum()) / (2 * up * up)
        + float((p * s + q * r).sum()) / (2 * up * down)
        + float((q * s).sum()) / (2 * down * down)
    )
    expected = (a + b) * (a + c) / total
    variances = (a + b) * (c + d) * (a + c) * (b + d) / (total * total * (total - 1))
    statistic = float((a - expected).sum()) ** 2 / float(variances.sum())
    return up / down, sqrt(variance * inflation), float(chdtrc(1, statistic / inflation))
