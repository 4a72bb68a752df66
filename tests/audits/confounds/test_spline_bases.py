"""Bases that curves are chosen from."""

import numpy as np
import pytest
from scipy.interpolate import BSpline

from audits.confounds.spline_bases import KEPT, Bases, orthonormal_spline


@pytest.mark.parametrize("count", [2, 4, 9, 20])
@pytest.mark.parametrize("distinct", [7, 400])
def test_the_basis_searched_over_is_orthonormal_and_spans_the_spline(count, distinct):
    values = np.sort(np.random.default_rng(count).normal(size=400))
    if distinct < 400:
        values = np.round(values)
    basis = orthonormal_spline(values, count)
    assert basis.T @ basis == pytest.approx(np.eye(basis.shape[1]), abs=1e-6)
    # By the design matrix of SciPy and least squares of numpy.
    if count == 2:
        design = np.column_stack([np.ones(400), values])
    else:
        inner = np.unique(np.quantile(values, np.linspace(0, 1, count - 2)[1:-1]))
        inner = inner[(inner > values[0]) & (inner < values[-1])]
        knots = np.concatenate([[values[0]] * 4, inner, [values[-1]] * 4])
        design = BSpline.design_matrix(values, knots, 3).toarray()
    assert basis.shape[1] == np.linalg.matrix_rank(design, tol=1e-5)
    side = np.random.default_rng(3).normal(size=400) + np.sin(values)
    expected = design @ np.linalg.lstsq(design, side)[0]
    assert basis @ (basis.T @ side) == pytest.approx(expected, abs=1e-6)


def test_curves_over_the_same_rows_share_their_bases_and_many_rows_are_not_kept():
    few = Bases(np.random.default_rng(0).normal(size=900))
    assert few.ladder(3000).rung(4) is few.ladder(20_000).rung(4)
    assert few.ladder(300).rung(4).values.tolist() == np.sort(few.values)[::3].tolist()
    many = Bases(np.random.default_rng(0).normal(size=KEPT + 1)).ladder(20_000)
    assert many.rung(4) is not many.rung(4)
    assert many.rung(4).basis == pytest.approx(orthonormal_spline(many.values, 4))
