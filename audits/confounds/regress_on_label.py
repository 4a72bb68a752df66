"""What the label explains: strata of a category, a regression spline of a number."""

from dataclasses import dataclass
from functools import cached_property
from math import erfc, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from audits.confounds.spline_bases import Bases, Ladder, knots_of, line
from audits.confounds.step_terms import Steps
from audits.confounds.variables import Variable
from audits.data.arrays import Matrix

# Columns to choose from, a straight line first, by generalised cross-validation in which a column
# costs 1.4 times its due, against overfitting (Kim & Gu 2004, JRSS B 66:337).
LADDER = (2, 4, 6, 9, 12, 16, 20)
COST = 1.4
# A step is searched for: it costs more, and in many rows as much as Schwarz's criterion asks
# (1978, Annals of Statistics 6:461). What is missed of a shape that answer and nuisance share
# moves their correlation by about cost / sqrt(rows) standard errors.
STEP_COST = 2.0
# Steps at most, steps tried after the best, and rows that a column must have: a narrow spike or a
# saw of many teeth has few of sixty rows, and a model that may not follow it accuses innocents.
MOST_STEPS, PATIENCE, ROWS_A_COLUMN = 10, 3, 3
# In fewer rows than these a bend too weak to be noticed would still mislead, so the spline is
# never stiffer than this.
MANY_ROWS, LEAST_BENT = 1000, 6
# Rows the choice is made on; a smooth curve needs no more.
ENOUGH = 20_000


@dataclass(frozen=True, eq=False)
class Given:
    """What the label can explain.

    basis: shape (rows, columns), sparse; None where the label is a category.
    inverse: of the basis' cross-product, shape (columns, columns).
    strata: shape (rows,), the label's class; all 0 where the label is a number.
    sizes: shape (strata,), rows in each.
    steps: places where the curve may jump.
    """

    basis: csr_array | None
    inverse: Matrix
    strata: NDArray[np.intp]
    sizes: NDArray[np.int64]
    steps: int = 0

    @property
    def columns(self) -> int:
        """Degrees of freedom the label takes."""
        return len(self.sizes) if self.basis is None else int(self._vectors.shape[1])

    @cached_property
    def _vectors(self) -> Matrix:
        """Combinations of the basis' columns that are orthonormal, shape (columns, rank)."""
        values, vectors = np.linalg.eigh(self.inverse)
        nonzero = values > 1e-12 * values[-1]
        return np.asarray(vectors[:, nonzero] * np.sqrt(values[nonzero]))

    def orthonormal(self) -> Matrix:
        """The span of a number's basis, shape (rows, rank)."""
        if self.basis is None:
            return np.full((len(self.strata), 1), 1 / sqrt(len(self.strata)))
        return np.asarray(self.basis @ self._vectors)

    def fitted(self, columns: Matrix) -> Matrix:
        """What the label explains of each column, shape (rows, columns)."""
        if self.basis is not None:
            return np.asarray(self.basis @ (self.inverse @ (self.basis.T @ columns)))
        sums = [np.bincount(self.strata, column, len(self.sizes)) for column in columns.T]
        means = np.stack(sums, axis=1) / np.maximum(self.sizes, 1)[:, None]
        return np.asarray(means[self.strata])

    def residuals(self, columns: Matrix) -> Matrix:
        """What the label leaves of each column, shape (rows, columns)."""
        return np.asarray(columns - self.fitted(columns))


def given(label: Variable, explained: Matrix, bases: Bases | None = None) -> Given:
    """Strata of a category; a spline of a number, as bent as `explained` needs it.

    explained: shape (rows, columns), what will be regressed on the label; one basis for all, so
    that their residuals are orthogonal to each other's fitted values. bases: of a number's values,
    where other curves over them are chosen too.
    """
    if label.levels is not None:
        sizes = np.bincount(label.codes, minlength=len(label.levels))
        return Given(None, np.eye(0), label.codes, sizes)
    return curve_of(bases or Bases(label.values.astype(np.float64)), explained)


def curve_of(
    bases: Bases,
    explained: Matrix,
    *,
    least: int = LADDER[0],
    enough: int = ENOUGH,
    rows_a_column: int = ROWS_A_COLUMN,
) -> Given:
    """A spline of the bases' values with steps, as bent as `explained` needs it.

    explained: shape (rows, columns). least: columns at least. enough: rows that the choice is made
    on. rows_a_column: that a column must have.
    """
    ladder = bases.ladder(enough)
    rows = len(ladder.order)
    count, cuts = _best_rung(ladder, explained[ladder.order], rows // rows_a_column)
    return spline_of(bases.values, max(least, count), cuts)


def _best_rung(ladder: Ladder, explained: Matrix, most: int) -> tuple[int, tuple[float, ...]]:
    """Columns of the spline, and steps, with the least generalised cross-validation.

    Each response on its own scale (Craven & Wahba 1979, Numerische Mathematik 31:377).
    most: columns and steps together.
    """
    rows, responses = explained.shape
    cost = max(STEP_COST, log(rows) / 2)
    lowest = np.inf
    best: tuple[int, tuple[float, ...]] = (LADDER[0], ())
    for count in LADDER:
        if count > max(LEAST_BENT, most):
            break
        rung = ladder.rung(count)
        steps = Steps(rung, explained, max(0, min(MOST_STEPS, most - count)))
        worse = 0
        while worse < PATIENCE:
            taken = (COST * len(rung.columns) + cost * len(steps.cuts)) / rows
            if taken >= 1:
                break
            score = float(np.log(steps.squares).sum()) - 2 * responses * log(1 - taken)
            worse = worse + 1 if score >= lowest else 0
            if score < lowest:
                lowest, best = score, (count, steps.cuts)
            if not steps.add():
                break
    return (best[0] if rows >= MANY_ROWS else max(LEAST_BENT, best[0])), best[1]


def spline_of(values: NDArray[np.float64], count: int, cuts: tuple[float, ...] = ()) -> Given:
    """A straight line (2), or at most `count` cubic B-splines with knots at quantiles.

    cuts: where the curve may also jump.
    """
    rows = len(values)
    least, most = float(values.min()), float(values.max())
    strata, sizes = np.zeros(rows, dtype=np.intp), np.array([rows])
    if least == most:
        return Given(None, np.eye(0), strata, sizes)
    if count == 2:
        basis = csr_array(line(values))
    else:
        from scipy.interpolate import BSpline

        basis = csr_array(BSpline.design_matrix(values, knots_of(values, count), 3))
    if cuts:
        # One column a part but the first, so that a row adds one number whatever the steps.
        segment = np.searchsorted(np.array(cuts), values, side="right")
        later_rows = np.flatnonzero(segment)
        shape = (rows, len(cuts))
        parts = csr_array(
            (np.ones(len(later_rows)), (later_rows, segment[later_rows] - 1)), shape=shape
        )
        basis = csr_array(hstack([basis, parts]))
    cross = (basis.T @ basis).toarray()
    inverse = np.linalg.pinv(cross, rcond=1e-12, hermitian=True)
    return Given(basis, inverse, strata, sizes, len(cuts))


def serial_p(residuals: NDArray[np.float64]) -> float:
    """p-value that neighbours in label order are unrelated: a trend the spline missed.

    von Neumann's ratio on ranks (Bartels 1982, JASA 77:40), so that heavy tails do not matter.
    """
    rows = len(residuals)
    if rows < 10:
        return 1.0
    ranks = np.empty(rows)
    ranks[np.argsort(residuals, kind="stable")] = np.arange(rows)
    ratio = float((np.diff(ranks) ** 2).sum() / ((ranks - ranks.mean()) ** 2).sum())
    standard_error = sqrt(4 * (rows - 2) * (5 * rows * rows - 2 * rows - 9)) / sqrt(
        5 * rows * (rows + 1) * (rows - 1) ** 2
    )
    # One-sided: a missed trend makes neighbours alike, so the ratio falls below 2.
    return 0.5 * erfc(-(ratio - 2) / standard_error / sqrt(2))


def product_p(residuals: NDArray[np.float64]) -> float:
    """As `serial_p`, for residuals of changing spread, such as those of a class's probability.

    The sum of the products of neighbours over the root of their squares' sum is about normal.
    """
    products = residuals[1:] * residuals[:-1]
    standard_error = sqrt(float((products**2).sum()))
    if standard_error == 0:
        return 1.0
    return 0.5 * erfc(float(products.sum()) / standard_error / sqrt(2))


def orthogonal_share(first: Matrix, second: Matrix) -> tuple[float, int]:
    """R² of a single column on the other side's columns, and how many those are.

    Of the two sides the one with a single varying column is explained by the other.
    """
    one, many = (first, second) if first.shape[1] == 1 else (second, first)
    one = one[:, :1] - one[:, :1].mean(axis=0)
    many = many - many.mean(axis=0)
    coefficients, _, rank, _ = np.linalg.lstsq(many, one, rcond=1e-10)
    whole = float((one**2).sum())
    left = float(((one - many @ coefficients) ** 2).sum())
    return (1 - left / whole if whole else 0.0), max(1, int(rank))
