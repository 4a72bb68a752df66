"""A weighted ridge regression, and how well and how firmly it describes a model near one row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Surrogate:
    """weights: shape (units,); errors: their standard errors over other draws of the sampler.

    fit: weighted R² on the draws it was fitted to; held_out: the same with each draw left out in
    turn (Allen's PRESS), which many units and few draws cannot inflate. A model that never
    changes its answer has nothing to explain: both are 1 and every weight is 0.
    """

    weights: Vector
    intercept: float
    errors: Vector
    fit: float
    held_out: float


def fit_surrogate(
    units: Matrix, answers: Vector, nearness: Vector, *, ridge: float = 1.0
) -> Surrogate:
    """Weighted ridge regression with an unpenalised intercept (Ribeiro et al. 2016, eq. 1).

    units: shape (draws, units). answers, nearness: shape (draws,), nearness >= 0.
    errors: heteroscedasticity-consistent (MacKinnon & White 1985, HC3), so that they stay true
        where the model is not linear.
    """
    total = nearness.sum()
    centre = nearness @ units / total
    level = float(nearness @ answers / total)
    centred = units - centre
    deviation = answers - level
    weighted = centred * nearness[:, None]
    penalised = centred.T @ weighted
    penalised.flat[:: len(centre) + 1] += ridge
    inverse = np.linalg.inv(penalised)
    weights = inverse @ (weighted.T @ deviation)
    residual = deviation - centred @ weights
    # How much each draw pulls the fit towards itself, its share of the mean included.
    pull = ((weighted @ inverse) * centred).sum(axis=1) + nearness / total
    left_out = residual / np.maximum(1 - pull, 1e-9)
    noise = weighted * left_out[:, None]
    variances = (inverse @ (noise.T @ noise) * inverse).sum(axis=1)
    around = float(nearness @ deviation**2)
    if around <= 1e-24 * total:
        fit = held_out = 1.0
    else:
        fit = 1 - float(nearness @ residual**2) / around
        held_out = 1 - float(nearness @ left_out**2) / around
    return Surrogate(
        weights=weights,
        intercept=float(level - centre @ weights),
        errors=np.sqrt(np.maximum(variances, 0.0)),
        fit=fit,
        held_out=held_out,
    )


def nearness_of(distances: Vector, width: float) -> Vector:
    """The exponential kernel of LIME: exp(-distance² / (2 width²))."""
    return np.asarray(np.exp(-(distances**2) / (2 * width**2)))
