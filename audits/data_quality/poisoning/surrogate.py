"""A logistic surrogate of two classes, and what turning one label would do to it.

To first order, from one step of Newton at the fitted weights (Koh & Liang 2017, ICML,
"Understanding black-box predictions via influence functions"): turning the label y of row x moves
the weights by H^-1 x (1 - 2y), where H is the curvature of the penalised loss.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from audits.data.arrays import Floats, Matrix

# Of the penalty on the weights, as scikit-learn counts it: 1 / (2 C) times their squared length.
C = 1.0


@dataclass(frozen=True, eq=False)
class Surrogate:
    """weights: shape (columns,); the last column of every input is 1, for the intercept."""

    weights: Floats

    @classmethod
    def fitted(cls, inputs: Matrix, labels: Floats) -> "Surrogate":
        """inputs: shape (rows, columns), standardised, the last column 1. labels: (rows,), 0 or 1.

        Of one label alone it answers that one.
        """
        from sklearn.linear_model import LogisticRegression

        if len(np.unique(labels)) < 2:
            weights = np.zeros(inputs.shape[1])
            weights[-1] = 10.0 if labels.any() else -10.0
            return cls(weights)
        fitted = LogisticRegression(
            C=C, fit_intercept=False, solver="newton-cholesky", tol=1e-8, max_iter=200
        ).fit(inputs, labels)
        return cls(np.asarray(fitted.coef_[0], dtype=np.float64))

    def chances(self, inputs: Matrix) -> Floats:
        """Probability of class 1, shape (rows,)."""
        return np.asarray(expit(inputs @ self.weights))

    def right(self, inputs: Matrix, labels: Floats) -> int:
        """How many rows are answered with their label."""
        return int(((inputs @ self.weights > 0) == (labels > 0)).sum())

    def harm(self, inputs: Matrix, labels: Floats, judged: Matrix, judged_labels: Floats) -> Floats:
        """What turning each label would add to the mean loss of other rows, shape (rows,).

        inputs, labels: of the rows that taught it. judged, judged_labels: of the others. Nats, to
        first order.
        """
        chances = self.chances(inputs)
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs
        curvature += np.eye(inputs.shape[1]) / C
        slope = judged.T @ (self.chances(judged) - judged_labels) / max(1, len(judged))
        return np.asarray((1 - 2 * labels) * (inputs @ np.linalg.solve(curvature, slope)))


def standardised(inputs: Matrix) -> Matrix:
    """Columns of mean 0 and deviation 1, missing values at the mean, and a last column of 1."""
    known = np.isfinite(inputs)
    counts = np.maximum(1, known.sum(axis=0))
    filled = np.where(known, inputs, 0.0)
    mean = filled.sum(axis=0) / counts
    centred = np.where(known, inputs - mean, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=0) / counts)
    varying = deviation > 0
    scaled = centred[:, varying] / deviation[varying]
    return np.concatenate([scaled, np.ones((len(inputs), 1))], axis=1)
