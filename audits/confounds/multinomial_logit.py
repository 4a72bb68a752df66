"""Probabilities of a category given the label: multinomial logistic regression."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from audits.confounds.regress_on_label import Given
from audits.confounds.variables import Variable

# A trace of ridge keeps separated classes finite.
RIDGE = 1e-3
ITERATIONS = 60


def log_probabilities(label: Given, nuisance: Variable) -> NDArray[np.float64]:
    """Shape (rows, levels), log P(level | label), by Newton's method with a bounded Hessian.

    The bound of Böhning 1992 (AISM 44:197) makes every step raise the likelihood.
    """
    assert label.basis is not None
    assert nuisance.levels is not None
    indicators = nuisance.indicators()
    levels = indicators.shape[1]
    basis = label.basis
    cross = (basis.T @ basis).toarray()
    if levels == 2:
        return _two(basis.toarray() if basis.shape[0] < 1 << 17 else basis, indicators[:, 1])
    weights = np.zeros((basis.shape[1], levels))
    # Böhning's bound, (1/2)(I - 11'/K), is inverted on the contrasts by its eigenvalue 1/2.
    inverse = np.linalg.inv(cross / 2 + RIDGE * np.eye(len(cross)))
    momentum = weights
    for step in range(1, ITERATIONS * 5):
        probabilities = np.exp(log_softmax(basis @ momentum, axis=1))
        slope = basis.T @ (indicators - probabilities) - RIDGE * momentum
        raised = momentum + inverse @ slope
        moved = float(np.abs(raised - weights).max())
        # Nesterov's extrapolation: the bound alone creeps where classes are rare.
        momentum = raised + (step - 1) / (step + 2) * (raised - weights)
        weights = raised
        if moved < 1e-6:
            break
    return np.asarray(log_softmax(basis @ weights, axis=1))


def _two(basis: NDArray[np.float64], indicator: NDArray[np.float64]) -> NDArray[np.float64]:
    """Two levels: iteratively reweighted least squares."""
    weights = np.zeros(basis.shape[1])
    for _ in range(ITERATIONS):
        linear = basis @ weights
        probabilities = 1 / (1 + np.exp(-linear))
        variances = np.maximum(probabilities * (1 - probabilities), 1e-9)
        slope = basis.T @ (indicator - probabilities) - RIDGE * weights
        scaled = (
            basis.multiply(variances[:, None]).tocsr()
            if hasattr(basis, "multiply")
            else (basis * variances[:, None])
        )
        bend = basis.T @ scaled
        bend = bend.toarray() if hasattr(bend, "toarray") else bend
        step = np.linalg.solve(bend + RIDGE * np.eye(len(weights)), slope)
        weights = weights + np.clip(step, -5, 5)
        if float(np.abs(step).max()) < 1e-8:
            break
    linear = basis @ weights
    return np.asarray(log_softmax(np.column_stack([np.zeros(len(linear)), linear]), axis=1))
