"""Residuals brought to one spread along the label."""

import numpy as np

from audits.confounds.regress_on_label import Given, curve_of
from audits.confounds.spline_bases import Bases
from audits.data.arrays import Matrix

# Columns of the curve that the spread follows at least; it may have steps beside them.
LEAST_COLUMNS = 5
# Sizes are skewed, and a column of a few rows would follow the largest of them.
ROWS_A_COLUMN = 5
# The curve is trusted so many times below and above the mean spread: near 0 it may undershoot,
# and a row divided by next to nothing would be all that counts.
LOWEST, HIGHEST = 5.0, 20.0
# A shape of the spread that is missed misleads by a share of the standard error that does not grow
# with the rows, so it is looked for in these many.
ENOUGH = 3000
# In fewer rows than these a few large residuals, as a skewed nuisance has them anywhere, pass for a
# spread that varies: of 60 rows of one log-normal spread in 56 % of tables by the 1 % point of F.
FEW = 100
# There the largest but one of so many shuffles must be exceeded, which holds whatever their law.
SHUFFLES, ABOVE = 39, 1


def one_scale(
    bases: Bases, residuals: Matrix, given: Given, rng: np.random.Generator
) -> tuple[Matrix, bool]:
    """Residuals divided by their spread along the label, where that varies; shape (rows, 1).

    The spread may jump as the mean may: where answer and nuisance both scatter more in one part of
    the label, shuffled residuals would put the large ones where the answer's are small. The
    regression is then done again with each row weighted by its spread (Aitken 1936, Proceedings
    of the Royal Society of Edinburgh 55:42): unweighted, the few rows that scatter much bend the
    curve of both sides among their neighbours, which then resemble each other.

    bases: over the label's values. given: the regression that left the residuals. rng: shuffles
    them where they are few.
    """
    size = np.abs(residuals)
    middle = float(np.mean(size))
    if middle == 0:
        return residuals, False
    curve, excess = _excess(bases, size)
    if excess < 1 or (len(size) < FEW and _happens(bases, size, excess, rng)):
        return residuals, False
    scale = np.clip(curve.fitted(size), middle / LOWEST, middle * HIGHEST)
    basis, _ = np.linalg.qr(given.orthonormal() / scale)
    scaled = residuals / scale
    return scaled - basis @ (basis.T @ scaled), True


def _excess(bases: Bases, size: Matrix) -> tuple[Given, float]:
    """The curve of the sizes, and its F statistic as a multiple of about its 1 % point."""
    curve = curve_of(bases, size, least=LEAST_COLUMNS, enough=ENOUGH, rows_a_column=ROWS_A_COLUMN)
    left = float(((size - curve.fitted(size)) ** 2).sum())
    whole = float(((size - np.mean(size)) ** 2).sum())
    # A step was searched for, which takes three degrees of freedom (Friedman 1991).
    rows, taken = len(size), curve.columns + 2 * curve.steps
    degrees_of_freedom = max(1, taken - 1)
    statistic = (whole - left) / degrees_of_freedom / (left / max(1, rows - taken))
    # A needless division would cost a little power, no validity.
    return curve, statistic / (1 + 2.33 * np.sqrt(2 / degrees_of_freedom))


def _happens(bases: Bases, size: Matrix, excess: float, rng: np.random.Generator) -> bool:
    """Whether shuffled sizes are as uneven along the label (Fisher's permutation test)."""
    reached = 0
    for _ in range(SHUFFLES):
        reached += _excess(bases, rng.permutation(size))[1] >= excess
        if reached > ABOVE:
            return True
    return False
