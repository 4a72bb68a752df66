"""Residuals brought to one spread along the label."""

import numpy as np
from numpy.typing import NDArray

from audits.confounds.regress_on_label import spline_of
from audits.data.arrays import Matrix


def one_scale(values: NDArray[np.float64], residuals: Matrix) -> tuple[Matrix, bool]:
    """Residuals divided by their spread along the label, where that varies; shape (rows, 1)."""
    size = np.abs(residuals)
    middle = float(np.mean(size))
    if middle == 0:
        return residuals, False
    curve = spline_of(values, 5)
    spread = curve.fitted(size)
    left = float(((size - spread) ** 2).sum())
    whole = float(((size - middle) ** 2).sum())
    rows, freedom = len(values), max(1, curve.columns - 1)
    statistic = (whole - left) / freedom / (left / max(1, rows - curve.columns))
    # About the 1 % point of F; a needless division would cost a little power, no validity.
    if statistic < 1 + 2.33 * np.sqrt(2 / freedom):
        return residuals, False
    return residuals / np.clip(spread, middle / 5, middle * 5), True
