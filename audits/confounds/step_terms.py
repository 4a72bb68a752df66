"""Places where what the label explains jumps: a step is found, not assumed."""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix

# Rows that a step must have on either side of it, up to the next step or the end.
FEWEST_ROWS = 4


class Steps:
    """Steps are added to a regression one by one, each where it explains most.

    A step divides values <= cut from those above. Every candidate is tried at once by running
    sums, which follow from those of the step before, so that a step costs O(rows). Answer and
    nuisance are searched together: a step that both share is the one that would mislead, and
    together they show it best.
    """

    def __init__(
        self, values: NDArray[np.float64], basis: Matrix, explained: Matrix, most: int
    ) -> None:
        """values: shape (rows,), sorted. basis: shape (rows, columns), orthonormal.
        explained: shape (rows, responses). most: steps at most."""
        rows, columns = basis.shape
        ends = np.flatnonzero(np.diff(values) > 0)
        self.ends = ends[(ends + 1 >= FEWEST_ROWS) & (rows - ends - 1 >= FEWEST_ROWS)]
        self.values, self.most = values, most
        self.left = np.ascontiguousarray((explained - basis @ (basis.T @ explained)).T)
        self.squares = self._squares()
        self.found: tuple[float, ...] = ()
        # The basis and the steps, one a row, and their running sums at each end.
        self._owned = np.empty((columns + most, rows))
        self._owned[:columns] = basis.T
        self._sums = np.empty((columns + most, len(self.ends)))
        self._sums[:columns] = np.cumsum(self._owned[:columns], axis=1)[:, self.ends]
        self._left_sums = np.cumsum(self.left, axis=1)[:, self.ends]
        # Of the indicator of the first rows up to each end: what the basis does not explain.
        self.free = self.ends + 1.0 - np.einsum("ce,ce->e", *2 * [self._sums[:columns]])
        self.free[self.free < 1e-6 * rows] = np.inf

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where the steps are, lowest first."""
        return tuple(sorted(self.found))

    def _squares(self) -> NDArray[np.float64]:
        """Sums of squares left of each response."""
        return np.asarray(np.maximum(np.einsum("cr,cr->c", self.left, self.left), 1e-300))

    def add(self) -> bool:
        """One more step where it explains most; False where there is no room for it."""
        if len(self.found) >= self.most or not np.isfinite(self.free).any():
            return False
        share = self._left_sums**2
        share /= self.free
        share /= self.squares[:, None]
        # The product of what is left of each response is least where their logarithms' sum is.
        widest = int(np.argmin(np.maximum(1 - share, 1e-12).prod(axis=0)))
        end = int(self.ends[widest])
        columns = len(self._owned) - self.most + len(self.found)
        step = self._owned[columns]
        explains = self._sums[:columns, widest]
        np.matmul(explains, self._owned[:columns], out=step)
        np.negative(step, out=step)
        step[: end + 1] += 1.0
        step /= np.sqrt(float(step @ step))
        sums = np.cumsum(step)[self.ends]
        self._sums[columns] = sums
        along = self.left @ step
        self.left -= np.outer(along, step)
        self.squares = self._squares()
        self._left_sums -= np.outer(along, sums)
        self.free -= sums**2
        blocked = (np.abs(self.ends - end) < FEWEST_ROWS) | (self.free < 1e-6 * len(step))
        self.free[blocked] = np.inf
        self.found = (*self.found, float((self.values[end] + self.values[end + 1]) / 2))
        return True
