"""Places where what the label explains jumps: a step is found, not assumed."""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix

# Rows that a step must have on either side of it, up to the next step or the end.
FEWEST_ROWS = 4


class Steps:
    """Steps are added to a regression one by one, each where it explains most.

    A step divides values <= cut from those above. Every candidate is tried at once by running
    sums, so that a step costs O(rows). Answer and nuisance are searched together: a step that
    both share is the one that would mislead, and together they show it best.
    """

    def __init__(
        self, values: NDArray[np.float64], basis: Matrix, explained: Matrix, most: int
    ) -> None:
        """values: shape (rows,), sorted. basis: shape (rows, columns), orthonormal.
        explained: shape (rows, responses). most: steps at most."""
        rows = len(values)
        ends = np.flatnonzero(np.diff(values) > 0)
        self.ends = ends[(ends + 1 >= FEWEST_ROWS) & (rows - ends - 1 >= FEWEST_ROWS)]
        self.values, self.most = values, most
        self.owned = basis
        self.left = explained - basis @ (basis.T @ explained)
        self.found: tuple[float, ...] = ()
        # Of the indicator of the first rows up to each end: what the basis does not explain.
        self.free = self.ends + 1.0 - (np.cumsum(basis, axis=0)[self.ends] ** 2).sum(axis=1)
        self.free[self.free < 1e-6 * rows] = np.inf

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where the steps are, lowest first."""
        return tuple(sorted(self.found))

    @property
    def squares(self) -> NDArray[np.float64]:
        """Sums of squares left of each response."""
        return np.asarray(np.maximum((self.left**2).sum(axis=0), 1e-300))

    def add(self) -> bool:
        """One more step where it explains most; False where there is no room for it."""
        if len(self.found) >= self.most or not np.isfinite(self.free).any():
            return False
        sums = np.cumsum(self.left, axis=0)[self.ends]
        share = np.minimum(sums**2 / self.free[:, None] / self.squares, 1 - 1e-12)
        end = self.ends[int(np.argmax(-np.log1p(-share).sum(axis=1)))]
        step = np.zeros(len(self.values))
        step[: end + 1] = 1.0
        step -= self.owned @ (self.owned.T @ step)
        step /= np.sqrt(float(step @ step))
        self.owned = np.column_stack([self.owned, step])
        self.left = self.left - np.outer(step, step @ self.left)
        self.free = self.free - np.cumsum(step)[self.ends] ** 2
        blocked = (np.abs(self.ends - end) < FEWEST_ROWS) | (self.free < 1e-6 * len(step))
        self.free[blocked] = np.inf
        self.found = (*self.found, float((self.values[end] + self.values[end + 1]) / 2))
        return True
