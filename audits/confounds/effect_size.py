"""How strongly an answer goes with a nuisance once the label is known, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.confounds.combined_test import whitened
from audits.confounds.regress_on_label import Given
from audits.confounds.variables import Variable
from audits.measurement import WhyNot
from audits.statistics.association import detectable_noncentrality


@dataclass(frozen=True, slots=True)
class Effect:
    """value: partial R², or Cramér's V within the label's classes where both are categories.

    method, evidence: as `audits.statistics.intervals` reads them. rows: what it was computed on.
    detectable: the smallest value that this many rows find with power .8 at the 5 % level.
    """

    name: str
    value: float
    method: str
    evidence: tuple[float, ...]
    rows: int
    detectable: float


POWER = 0.8
PARTIAL_R2, CRAMERS_V = "partial R²", "Cramér's V"


def effect(label: Given, answer: Variable, nuisance: Variable) -> Effect | WhyNot:
    """The effect, or in words why there is none to compute."""
    left = label.residuals(nuisance.indicators())
    right = label.residuals(answer.indicators())
    for name, residuals, variable in (("nuisance", left, nuisance), ("answer", right, answer)):
        if negligible(residuals, variable):
            return WhyNot(f"within the label the {name} does not vary")
    if nuisance.is_category and answer.is_category:
        return (
            _stratified(label, answer, nuisance)
            if label.basis is None
            else _canonical(label, left, right)
        )
    if left.shape[1] == right.shape[1] == 1:
        return _correlation(label, left[:, 0], right[:, 0])
    return _several(label, left, right)


def negligible(residuals: NDArray[np.float64], variable: Variable) -> bool:
    """Whether the label leaves nothing of the column but rounding."""
    whole = variable.indicators()
    total_squares = float(((whole - whole.mean(axis=0)) ** 2).sum())
    return total_squares == 0 or float((residuals**2).sum()) < 1e-9 * total_squares


def _correlation(label: Given, left: NDArray[np.float64], right: NDArray[np.float64]) -> Effect:
    """Squared partial correlation; standard error from the influence of each row.

    Never less than that of two sides which are independent within each class of the label, as a
    shuffle within the classes has it: where a side is skewed, the rows that are large in both, on
    which the spread of the influences rests, are most often not in the sample.
    """
    rows = len(left)
    a, b = left / sqrt(float((left**2).mean())), right / sqrt(float((right**2).mean()))
    correlation = float(np.clip((a * b).mean(), -1 + 1e-12, 1 - 1e-12))
    influence = a * b - correlation * (a * a + b * b) / 2
    degrees_of_freedom = max(1, rows - label.columns - 2)
    error = sqrt(float((influence**2).mean()) / degrees_of_freedom) / (
        1 - correlation * correlation
    )
    error = max(error, sqrt(_independent(label, a * a, b * b) / degrees_of_freedom), 1e-9)
    least = tanh(float(ndtri(0.975) + ndtri(POWER)) / sqrt(max(1, degrees_of_freedom - 1)))
    return Effect(
        PARTIAL_R2,
        correlation * correlation,
        "partial-correlation",
        (atanh(correlation), error),
        rows,
        least**2,
    )


def _independent(label: Given, left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Mean of the products of two sides that are independent within each stratum of the label.

    left, right: shape (rows,).
    """
    sums = [np.bincount(label.strata, side, len(label.sizes)) for side in (left, right)]
    return float((sums[0] * sums[1] / np.maximum(label.sizes, 1)).sum()) / len(left)


def _several(label: Given, left: NDArray[np.float64], right: NDArray[np.float64]) -> Effect:
    """One number against several indicators: the share of its residual they explain."""
    rows = len(left)
    a, b = whitened(left), whitened(right)
    degrees_of_freedom = a.shape[1] * b.shape[1]
    value = min(float(((b.T @ a) ** 2).sum()) / min(a.shape[1], b.shape[1]), 1 - 1e-12)
    size = max(1, rows - label.columns - degrees_of_freedom)
    centre = detectable_noncentrality(degrees_of_freedom, POWER)
    return Effect(
        PARTIAL_R2,
        value,
        "noncentral-r2",
        (value, size * value / (1 - value), float(degrees_of_freedom), float(size)),
        rows,
        centre / (centre + size),
    )


def _canonical(label: Given, left: NDArray[np.float64], right: NDArray[np.float64]) -> Effect:
    """Two categories given a number: Cramér's V of their residuals."""
    rows = len(left)
    a, b = whitened(left), whitened(right)
    most = rows * min(a.shape[1], b.shape[1])
    statistic = rows * float(((b.T @ a) ** 2).sum())
    return _v(statistic, a.shape[1] * b.shape[1], most, rows)


def _stratified(label: Given, answer: Variable, nuisance: Variable) -> Effect | WhyNot:
    """Chi-square within each class of the label, added up, over the most it could be."""
    tables = cross(label.strata, len(label.sizes), answer, nuisance)
    statistic, degrees_of_freedom, most = pooled(tables)
    if degrees_of_freedom == 0:
        return WhyNot("in no class of the label do both the nuisance and the answer vary")
    return _v(statistic, degrees_of_freedom, most, len(answer))


def _v(statistic: float, degrees_of_freedom: int, most: float, rows: int) -> Effect:
    value = sqrt(min(1.0, statistic / most))
    least = sqrt(min(1.0, detectable_noncentrality(degrees_of_freedom, POWER) / most))
    evidence = (value, statistic, float(degrees_of_freedom), float(most))
    return Effect(CRAMERS_V, value, "noncentral-v", evidence, rows, least)


def cross(
    strata: NDArray[np.intp], count: int, answer: Variable, nuisance: Variable
) -> NDArray[np.int64]:
    """Counts, shape (strata, answers, nuisance levels)."""
    shape = (count, len(answer.levels or ()), len(nuisance.levels or ()))
    code = (strata * shape[1] + answer.codes) * shape[2] + nuisance.codes
    return np.bincount(code, minlength=int(np.prod(shape))).reshape(shape)


def pooled(tables: Sequence[NDArray[np.int64]] | NDArray[np.int64]) -> tuple[float, int, float]:
    """Sums over the tables: chi-square, degrees of freedom, the most chi-square could be."""
    statistic, degrees_of_freedom, most = 0.0, 0, 0.0
    for table in tables:
        used_table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0].astype(np.float64)
        if min(used_table.shape) < 2:
            continue
        expected = (
            used_table.sum(1, keepdims=True) * used_table.sum(0, keepdims=True) / used_table.sum()
        )
        statistic += float(((used_table - expected) ** 2 / expected).sum())
        degrees_of_freedom += (used_table.shape[0] - 1) * (used_table.shape[1] - 1)
        most += float(used_table.sum()) * (min(used_table.shape) - 1)
    return statistic, degrees_of_freedom, most
