import numpy as np
import pytest
from scipy.interpolate import BSpline

from audits.confounds.regress_on_label import orthonormal_spline
from audits.confounds.step_terms import Steps


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("columns", [2, 6])
def test_steps_are_searched_by_running_sums_as_by_trying_each(columns, ties):
    """Three steps in turn, each against a least-squares fit at every place where it may be."""
    for seed in range(5):
        draw = np.random.default_rng([2, columns, ties, seed])
        values = np.sort(draw.normal(size=90))
        if ties:
            values = np.round(values * 12) / 12
        sides = np.stack(
            [np.sin(values) + draw.normal(size=90), (values > 0.3) + draw.normal(size=90)], axis=1
        )
        whole = np.vander((values - values[0]) / 4, columns)
        steps = Steps(values, np.linalg.qr(whole)[0], sides, 3)
        cuts = []
        for _ in range(3):
            assert steps.add()
            best, squares = best_step(whole, values, sides, cuts)
            cuts.append((values[best] + values[best + 1]) / 2)
            whole = np.column_stack([whole, values <= values[best]])
            assert steps.cuts == tuple(sorted(cuts))
            assert steps.squares == pytest.approx(squares)
        assert not steps.add()


def best_step(whole, values, sides, cuts):
    """The last row before the step that explains most by numpy's lstsq, and what it leaves.

    Four rows must lie on either side, and at least four between it and the steps there are.
    """
    taken = [np.searchsorted(values, cut) - 1 for cut in cuts]

    def left(at):
        tried = np.column_stack([whole, values <= values[at]])
        return [((side - tried @ np.linalg.lstsq(tried, side)[0]) ** 2).sum() for side in sides.T]

    may = [
        at
        for at in range(3, len(values) - 4)
        if values[at] < values[at + 1] and all(abs(at - other) >= 4 for other in taken)
    ]
    best = min(may, key=lambda at: np.log(left(at)).sum())
    return best, left(best)


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
