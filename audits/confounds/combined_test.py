"""Ways of looking for dependence at once, and one p-value for all of them together.

A view pairs columns of the nuisance with columns of the answer; its statistic is the sum of their
squared canonical correlations. The most surprising view counts, and because the permuted data are
looked at through the same views, the p-value of the whole is as valid as that of one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from audits.confounds.regress_on_label import Given
from audits.confounds.variables import Variable
from audits.data.arrays import Matrix

# The plain linear view and that of ranks share the error rate: beside a skewed nuisance the first
# sees little (of 60 rows .92 where both see .98), beside one that moves the answer by its own
# scale the second. Bends have the rest.
LINEAR, RANKED, BENT = 0.5, 0.47, 0.03
# Numbers of shuffled columns that are held at a time: 32 MB.
_MOST_AT_ONCE = 1 << 22


@dataclass(frozen=True, eq=False)
class View:
    """Whitened residual columns: their cross-product's squared norm is about chi-square.

    nuisance: shape (rows, columns). answer: shape (rows, columns). weight: of the error rate.
    """

    nuisance: Matrix
    answer: Matrix
    weight: float

    @property
    def degrees_of_freedom(self) -> int:
        return int(self.nuisance.shape[1] * self.answer.shape[1])

    def crossed(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """answer' x nuisance with the nuisance's rows in other orders.

        rows: shape (draws, rows). Returns shape (draws, answer, nuisance).
        """
        if self.nuisance.shape[1] == 1:
            return np.asarray((self.nuisance[:, 0].take(rows) @ self.answer)[:, :, None])
        return crossed_with(self.answer, self.nuisance, rows)

    def surprise(self, crossed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Smaller is more surprising; `crossed` has shape (draws, answer, nuisance)."""
        rows = len(self.nuisance)
        statistic = (crossed**2).sum(axis=(1, 2)) * rows
        tails = chdtrc(self.degrees_of_freedom, statistic)
        # Far in the tail the probability underflows, so go on by the statistic itself.
        logarithm = np.where(tails > 1e-290, np.log(np.maximum(tails, 1e-290)), -statistic / 2)
        return np.asarray(logarithm - np.log(self.weight))


def crossed_with(
    answer: Matrix, table: NDArray[np.floating[Any]], rows: NDArray[np.integer[Any]]
) -> NDArray[np.float64]:
    """answer' x table with rows of the table in each draw's order: (draws, answer, columns).

    answer: shape (rows, columns). table: shape (entries, columns). rows: shape (draws, rows), which
    entry each row has. A few draws at a time: a nuisance of 300 places has 300 columns.
    """
    step = max(1, _MOST_AT_ONCE // max(1, rows.shape[1] * table.shape[1]))
    parts = [
        np.matmul(answer.T, table[rows[start : start + step]])
        for start in range(0, max(1, len(rows)), step)
    ]
    return np.asarray(np.concatenate(parts), dtype=np.float64)


def whitened(columns: Matrix) -> Matrix:
    """The same span with orthonormal columns; none where nothing varies."""
    scale = np.sqrt((columns**2).sum(axis=0))
    columns = columns[:, scale > 0] / scale[scale > 0]
    if not columns.shape[1]:
        return columns
    values, vectors = np.linalg.eigh(columns.T @ columns)
    keep = values > 1e-9 * values[-1]
    return np.asarray(columns @ (vectors[:, keep] / np.sqrt(values[keep])))


def scores(residuals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normal scores of the mid-ranks, shape (rows,)."""
    _, rank, count = np.unique(residuals, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count + 1) / 2 + 0.5)[rank.reshape(-1)]
    return np.asarray(ndtri(ranks / len(residuals)))


def columns_of(
    variable: Variable, residuals: Matrix
) -> tuple[Matrix, Matrix | None, Matrix | None]:
    """Columns for the plain, the ranked and the bent view; a category has the first only."""
    if variable.is_category:
        return residuals, None, None
    ranked = scores(residuals[:, 0])
    return residuals, ranked[:, None], (ranked**2 - 1)[:, None]


def views(
    nuisance: Variable, answer: Variable, of_nuisance: Matrix, of_answer: Matrix, label: Given
) -> list[View]:
    """The views that these kinds of columns allow.

    of_nuisance, of_answer: shape (rows, columns), residuals on the label, on one scale.
    """
    plain, ranked, bent = columns_of(nuisance, of_nuisance)
    answered, answered_rank, _ = columns_of(answer, of_answer)
    robust = answered if answered_rank is None else answered_rank
    pairs = [(plain, answered, LINEAR)]
    if ranked is not None and bent is not None:
        pairs += [(ranked, robust, RANKED), (bent, robust, BENT)]
    elif answered_rank is not None:
        pairs.append((plain, robust, RANKED + BENT))
    centred = [(label.residuals(left), label.residuals(right), w) for left, right, w in pairs]
    return [View(whitened(left), whitened(right), weight) for left, right, weight in centred]
