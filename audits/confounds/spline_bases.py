"""Splines of one column of values to choose from, made once however many curves are chosen."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.confounds.step_terms import Candidates
from audits.data.arrays import Matrix, Rows

# Rows up to which a basis that was made is kept for the next curve: 5 MB in all.
KEPT = 6000


class Bases:
    """The bases that curves over the same values are chosen from."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        """values: shape (rows,), in any order."""
        self.values = values
        self._order = np.argsort(values, kind="stable")
        self._ladders: dict[int, Ladder] = {}

    def ladder(self, enough: int) -> "Ladder":
        """Of about so many rows, evenly spread over the values in rising order."""
        step = max(1, len(self.values) // enough)
        if step not in self._ladders:
            order = self._order[::step]
            self._ladders[step] = Ladder(order, self.values[order])
        return self._ladders[step]


class Ladder:
    """Bases over some of the rows, from a straight line to a curve that bends much."""

    def __init__(self, order: Rows, values: NDArray[np.float64]) -> None:
        """order, values: shape (rows,): which rows, and their values in rising order."""
        self.order, self.values = order, values
        self._rungs: dict[int, Candidates] = {}

    def rung(self, count: int) -> Candidates:
        """The basis of so many columns at most, and the places where a step may be."""
        if count in self._rungs:
            return self._rungs[count]
        made = Candidates(self.values, orthonormal_spline(self.values, count))
        if len(self.values) <= KEPT:
            self._rungs[count] = made
        return made


def line(values: NDArray[np.float64]) -> Matrix:
    """A constant and a straight line, shape (rows, 2)."""
    least, most = float(values.min()), float(values.max())
    return np.column_stack([np.ones(len(values)), (values - least) / (most - least)])


def knots_of(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Of `count` cubic B-splines at most, the inner ones at quantiles."""
    least, most = float(values.min()), float(values.max())
    inner = np.unique(np.quantile(values, np.linspace(0, 1, count - 2)[1:-1]))
    inner = inner[(inner > least) & (inner < most)]
    return np.concatenate([[least] * 4, inner, [most] * 4])


def orthonormal_spline(values: NDArray[np.float64], count: int) -> Matrix:
    """The span of `spline_of(values, count)` in orthonormal columns, shape (rows, rank).

    Dense, for a search over many of them on few rows.
    """
    if values.min() == values.max():
        return np.full((len(values), 1), 1 / sqrt(len(values)))
    if count == 2:
        basis = line(values)
    else:
        from scipy.interpolate import BSpline

        knots = knots_of(values, count)
        basis = BSpline(knots, np.eye(len(knots) - 4), 3)(values)
    sizes, vectors = np.linalg.eigh(basis.T @ basis)
    is_large = sizes > 1e-12 * sizes[-1]
    return np.asarray(basis @ (vectors[:, is_large] / np.sqrt(sizes[is_large])))
