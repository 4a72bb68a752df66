"""Intervals of associations: squared correlations, and shares of a chi-square.

evidence: plain floats, in the order that each function names. confidence: of the two-sided
interval, between 0 and 1.
"""

from collections.abc import Callable, Sequence
from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri, chndtr, ndtri

from audits.statistics.minimum_of_shares import grown, grown_cells, lowest_by, worst_cell_by
from audits.statistics.permutation_limits import grown as grown_by
from audits.statistics.permutation_limits import of_size
from audits.statistics.proportions import clopper_pearson, wilson
from audits.statistics.roots import root
from audits.statistics.tests import cramers_v

Evidence = Sequence[float]
Limits = tuple[float, float]
# An expected count below which the chi-square of a table is not what its name says.
FEWEST_EXPECTED = 2


def squared_correlation(evidence: Evidence, confidence: float) -> Limits:
    """(Fisher's z of a correlation, its standard error): limits of the correlation's square.

    Fisher 1921, Metron 1:3. The square is never below 0, so the lower limit is 0 where the interval
    of the correlation holds 0.
    """
    z, error = evidence[:2]
    half = float(ndtri((1 + confidence) / 2)) * error
    low, high = tanh(z - half) ** 2, tanh(z + half) ** 2
    return (0.0 if abs(z) <= half else min(low, high)), max(low, high)


def folded_correlation(evidence: Evidence, confidence: float) -> Limits:
    """The same as it decides: that the square lies above a bound is a claim about either sign.

    So a lower limit of one tail is drawn as if of two. Fisher 1921, Metron 1:3.
    """
    z, error = evidence[:2]
    half = -float(ndtri((1 - confidence) / 4)) * error
    lower = 0.0 if abs(z) <= half else tanh(abs(z) - half) ** 2
    return lower, squared_correlation(evidence, confidence)[1]


def grown_correlation(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same correlation with `factor` times the rows."""
    return evidence[0], evidence[1] / sqrt(factor)


def chi_square_share(evidence: Evidence, confidence: float) -> Limits:
    """(value, chi-square, freedom, most chi-square can be): limits of Cramér's V.

    By the noncentral chi-square of which the statistic is one draw (Smithson 2003, Confidence
    Intervals, 4); the upper limit never lies under the printed, uncorrected value.
    """
    value, _, _, most = evidence
    low, high = noncentrality(evidence[1], evidence[2], confidence)
    return min(value, sqrt(low / most)), min(1.0, max(value, sqrt(high / most)))


def explained_share(evidence: Evidence, confidence: float) -> Limits:
    """(value, statistic, freedom, rows): limits of a partial R² of several columns.

    statistic: rows R² / (1 - R²), about noncentral chi-square with rows times Cohen's f² (Cohen
    1988, Statistical Power Analysis for the Behavioral Sciences, 9).
    """
    value, _, _, rows = evidence
    low, high = noncentrality(evidence[1], evidence[2], confidence)
    return min(value, low / (low + rows)), max(value, high / (high + rows))


def noncentrality(statistic: float, degrees_of_freedom: float, confidence: float) -> Limits:
    """Noncentralities under which the statistic is not surprising on either side.

    degrees_of_freedom: of the chi-square. A statistic under its expectation is no evidence
    against small ones, so the upper limit is never that of less than the degrees of freedom, and
    the interval never a point. Smithson 2003, Confidence Intervals, 4.
    """
    tail = (1 - confidence) / 2
    ample = max(statistic, degrees_of_freedom)

    def noncentrality(share: float, most: float) -> float:
        reached = statistic if share > 0.5 else ample

        def excess(centre: float) -> float:
            return float(chndtr(reached, degrees_of_freedom, centre)) - share

        return 0.0 if excess(0.0) <= 0 else root(excess, 0.0, most)

    reach = 12 * sqrt(2 * degrees_of_freedom + 4 * ample + 40) + 100
    return noncentrality(1 - tail, ample + reach), noncentrality(tail, ample + reach)


def grown_share(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same association with `factor` times the rows."""
    value, statistic, degrees_of_freedom, size = evidence
    centre = max(0.0, statistic - degrees_of_freedom)
    return (
        value,
        centre * factor + min(statistic, degrees_of_freedom),
        degrees_of_freedom,
        size * factor,
    )


def detectable_noncentrality(degrees_of_freedom: float, power: float, level: float = 0.05) -> float:
    """The noncentrality that a chi-square test finds with this power.

    degrees_of_freedom: of the table; power and level: probabilities, of finding it and of finding
    what is not there. Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 7.
    """
    bound = float(chdtri(degrees_of_freedom, level))

    def missed(centre: float) -> float:
        return float(chndtr(bound, degrees_of_freedom, centre)) - (1 - power)

    return root(missed, 0.0, 40 + 10 * degrees_of_freedom)


def cramers_v_error(table: ArrayLike) -> float:
    """Standard error of Cramér's V, by the delta method on the multinomial cells.

    table: shape (rows, columns), counts; empty rows and columns are left out. Bishop, Fienberg &
    Holland 1975, Discrete Multivariate Analysis, 11.3.
    """
    counts = np.asarray(table, dtype=np.float64)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    total = counts.sum()
    share = counts / total
    row, column = share.sum(1, keepdims=True), share.sum(0, keepdims=True)
    ratio = share**2 / (row * column)
    squared = float(ratio.sum()) - 1
    slope = (
        2 * share / (row * column)
        - ratio.sum(1, keepdims=True) / row
        - ratio.sum(0, keepdims=True) / column
    )
    mean = float((share * slope).sum())
    variance = max(0.0, float((share * slope**2).sum()) - mean**2) / float(total)
    degrees_of_freedom = min(counts.shape) - 1
    return sqrt(variance) / (2 * sqrt(max(squared, 1e-300) * degrees_of_freedom))


def smallest_expected(table: ArrayLike) -> float:
    """The least count that a cell would have if the two were independent.

    table: shape (rows, columns), counts.
    """
    counts = np.asarray(table, dtype=np.float64)
    return float(counts.sum(1).min() * counts.sum(0).min() / counts.sum())


def v_evidence(table: ArrayLike) -> tuple[float, tuple[float, ...]]:
    """Cramér's V and the evidence of its interval by `spread-v`.

    table: shape (rows, columns), counts, with no empty row or column. The chi-square of a table is
    noncentral chi-square near independence. Further off its spread
    is that of the cells, as the delta method has it: wider where a rare value carries the
    association, narrower where nearly every row agrees. The statistic is therefore read as one
    of so many rows as have the spread that was found. How far that is believed, where it is
    narrower, and how much of the statistic's bias (its degrees of freedom at independence, less
    beyond) is left in the upper limit, grows with how far the association stands out of its own
    noise. So one method serves the whole range; simulated in benchmarks/simulate_matrix.py.

    Near 1 few rows disagree, and a sample with fewer of them has a larger value and a smaller
    error at once. There the lower limit is that of Fisher's z of the value with half a row more in
    each cell, which knows that V ends at 1.
    """
    counts = np.asarray(table, dtype=np.float64)
    total, side = float(counts.sum()), min(counts.shape) - 1
    degrees_of_freedom = float((counts.shape[0] - 1) * (counts.shape[1] - 1))
    value = cramers_v(counts)
    statistic = value**2 * total * side
    centre = max(0.0, statistic - degrees_of_freedom)
    signal = centre / (centre + 4 * degrees_of_freedom + 8)
    inflation = cramers_v_error(counts) ** 2 * total * side if value > 1e-6 else 1.0
    if inflation < 1:
        inflation = 1 + (inflation - 1) * signal
    noise = min(statistic, degrees_of_freedom)
    biased = (centre + signal * degrees_of_freedom) / inflation + noise
    evidence = (
        value,
        centre / inflation + noise,
        biased,
        degrees_of_freedom,
        total * side / inflation,
    )
    more = counts + 0.5
    near = cramers_v(more)
    return value, (*evidence, atanh(near), cramers_v_error(more) / (1 - near**2))


def spread_v(evidence: Evidence, confidence: float) -> Limits:
    """(value, chi-square, the same with part of its bias, freedom, most it can be, z, its error).

    Evidence of an earlier release ends before z.
    """
    value, statistic, biased, degrees_of_freedom, most, *z = evidence
    lower, _ = chi_square_share((value, statistic, degrees_of_freedom, most), confidence)
    _, upper = chi_square_share((value, biased, degrees_of_freedom, most), confidence)
    if z:
        lower = min(lower, max(0.0, tanh(z[0] + float(ndtri((1 - confidence) / 2)) * z[1])))
    return lower, upper


def grown_v(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same association with `factor` times the rows."""
    value, statistic, biased, degrees_of_freedom, most, *z = evidence
    _, more, _, _ = grown_share((value, statistic, degrees_of_freedom, most), factor)
    # Bias does not grow with the rows.
    nearer = (z[0], z[1] / sqrt(factor)) if z else ()
    return (value, more, more + biased - statistic, degrees_of_freedom, most * factor, *nearer)


METHODS: dict[
    str,
    tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]],
] = {
    "partial-correlation": (of_size(squared_correlation, 2), grown_by(grown_correlation, 2)),
    "spread-v": (spread_v, grown_v),
    "noncentral-v": (of_size(chi_square_share, 4), grown_by(grown_share, 4)),
    "noncentral-r2": (of_size(explained_share, 4), grown_by(grown_share, 4)),
    "exact-lowest": (lowest_by(clopper_pearson), grown),
    "exact-worst-cell": (worst_cell_by(clopper_pearson), grown_cells),
    # Reports of before name these.
    "wilson-lowest": (lowest_by(wilson), grown),
    "wilson-worst-cell": (worst_cell_by(wilson), grown_cells),
}
