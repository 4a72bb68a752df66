"""Places where what the label explains jumps: a step is found, not assumed."""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix

# Rows that a step must have on either side of it, up to the next step or the end.
FEWEST_ROWS = 3


class Candidates:
    """Places where a step may be, beside the columns that a regression has already."""

    def __init__(self, values: NDArray[np.float64], basis: Matrix) -> None:
        """values: shape (rows,), sorted. basis: shape (rows, columns), orthonormal."""
        rows = len(values)
        ends = np.flatnonzero(np.diff(values) > 0)
        self.values, self.basis = values, basis
        self.ends = ends[(ends + 1 >= FEWEST_ROWS) & (rows - ends - 1 >= FEWEST_ROWS)]
        # The basis, one column a row, and its running sums at each end.
        self.columns = np.ascontiguousarray(basis.T)
        self.sums = np.cumsum(self.columns, axis=1)[:, self.ends]
        # Of the indicator of the first rows up to each end: what the basis does not explain.
        self.free = self.ends + 1.0 - np.einsum("ce,ce->e", self.sums, self.sums)
        self.free[self.free < 1e-6 * rows] = np.inf


class Steps:
    """Steps are added to a regression one by one, each where it explains most.

    A step divides values <= cut from those above. Every candidate is tried at once by running
    sums, which follow from those of the step before, so that a step costs O(rows). Answer and
    nuisance are searched together: a step that both share is the one that would mislead, and
    together they show it best.
    """

    def __init__(self, candidates: Candidates, explained: Matrix, most: int) -> None:
        """explained: shape (rows, responses). most: steps at most."""
        self.candidates, self.most = candidates, most
        basis = candidates.basis
        self.left = np.ascontiguousarray((explained - basis @ (basis.T @ explained)).T)
        self.squares = self._squares()
        self._cuts: tuple[float, ...] = ()
        self.free = candidates.free.copy()
        self._left_sums = np.cumsum(self.left, axis=1)[:, candidates.ends]
        # The steps, one a row, and their running sums at each end.
        self._steps = np.empty((most, len(candidates.values)))
        self._step_sums = np.empty((most, len(candidates.ends)))

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where the steps are, lowest first."""
        return tuple(sorted(self._cuts))

    def _squares(self) -> NDArray[np.float64]:
        """Sums of squares left of each response."""
        return np.asarray(np.maximum(np.einsum("cr,cr->c", self.left, self.left), 1e-300))

    def add(self) -> bool:
        """One more step where it explains most; False where there is no room for it."""
        if len(self._cuts) >= self.most or not np.isfinite(self.free).any():
            return False
        share = self._left_sums**2
        share /= self.free
        share /= self.squares[:, None]
        # The product of what is left of each response is least where their logarithms' sum is.
        widest = int(np.argmin(np.maximum(1 - share, 1e-12).prod(axis=0)))
        places, count = self.candidates, len(self._cuts)
        end = int(places.ends[widest])
        step, sums = self._steps[count], self._step_sums[count]
        np.matmul(places.sums[:, widest], places.columns, out=step)
        if count:
            step += self._step_sums[:count, widest] @ self._steps[:count]
        np.negative(step, out=step)
        step[: end + 1] += 1.0
        step /= np.sqrt(float(step @ step))
        np.take(np.cumsum(step), places.ends, out=sums)
        along = self.left @ step
        self.left -= along[:, None] * step
        self.squares = self._squares()
        self._left_sums -= along[:, None] * sums
        self.free -= sums**2
        blocked = (np.abs(places.ends - end) < FEWEST_ROWS) | (self.free < 1e-6 * len(step))
        self.free[blocked] = np.inf
        self._cuts = (*self._cuts, float((places.values[end] + places.values[end + 1]) / 2))
        return True
