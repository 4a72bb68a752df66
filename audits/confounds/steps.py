"""Places where what the label explains jumps: a step is found, not assumed."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# Rows that a step must have on either side of it, up to the next step or the end.
FEWEST_ROWS = 4


class Steps:
    """Steps are added one by one, each where it explains most.

    A step divides values <= cut from those above. Every candidate is tried at once by running
    sums: a step costs O(rows).
    """

    def __init__(
        self, values: NDArray[np.float64], basis: Matrix, sides: tuple[Matrix, Matrix]
    ) -> None:
        """values: shape (rows,), sorted. basis: shape (rows, columns), orthonormal. sides:
        nuisance and answer, shape (rows, responses) each."""
        rows = len(values)
        ends = np.flatnonzero(np.diff(values) > 0)
        self.ends = ends[(ends + 1 >= FEWEST_ROWS) & (rows - ends - 1 >= FEWEST_ROWS)]
        self.values, self.owned = values, basis
        self.widths = sides[0].shape[1], sides[1].shape[1]
        whole = np.column_stack(sides)
        self.left = whole - basis @ (basis.T @ whole)
        self.cuts: tuple[float, ...] = ()
        # Of the indicator of the first rows up to each end: what the basis does not explain.
        self.free = self.ends + 1.0 - (np.cumsum(basis, axis=0)[self.ends] ** 2).sum(axis=1)
        self.free[self.free < 1e-6 * rows] = np.inf

    @property
    def squares(self) -> NDArray[np.float64]:
        """Sums of squares left of each response."""
        return np.maximum((self.left**2).sum(axis=0), 1e-300)

    def gains(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Likelihood ratios (chi-square) of every candidate: of both sides together, and shared.

        Shared is twice the geometric mean: large only where both sides have the step.
        """
        sums = np.cumsum(self.left, axis=0)[self.ends]
        share = np.minimum(sums**2 / self.free[:, None] / self.squares, 1 - 1e-12)
        found = -len(self.values) * np.log1p(-share)
        first, second = (
            found[:, : self.widths[0]].sum(axis=1),
            found[:, self.widths[0] :].sum(axis=1),
        )
        return first + second, 2 * np.sqrt(first * second)

    def add(self, at: int) -> None:
        """The candidate becomes a step."""
        end = self.ends[at]
        step = np.zeros(len(self.values))
        step[: end + 1] = 1.0
        step -= self.owned @ (self.owned.T @ step)
        step /= np.sqrt(float(step @ step))
        self.owned = np.column_stack([self.owned, step])
        self.left = self.left - np.outer(step, step @ self.left)
        self.free = self.free - np.cumsum(step)[self.ends] ** 2
        blocked = (np.abs(self.ends - end) < FEWEST_ROWS) | (self.free < 1e-6 * len(step))
        self.free[blocked] = np.inf
        self.cuts = (*self.cuts, float((self.values[end] + self.values[end + 1]) / 2))
