"""A linear copy of a model, fitted to its answers: what is made for it may turn the model too.

The simplest substitute: softmax regression on the pixels (ridge, by gradient steps from 0), which
has gradients whatever the model hides.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels
from audits.robustness.losses import Labels, Scores, log_softmax

STEPS, RIDGE = 200, 1e-3


@dataclass(frozen=True, eq=False)
class LinearCopy:
    """Scores and slopes as `audits.models.Slopes` gives them.

    weights: shape (values of a picture, classes); bias: shape (classes,). mean: of the pictures.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    mean: NDArray[np.float64]

    def scores(self, pixels: Pixels) -> Scores:
        """Shape (rows, classes). pixels: shape (rows, channels, height, width)."""
        flat = pixels.reshape(len(pixels), -1) - self.mean
        return np.asarray(flat @ self.weights + self.bias)

    def gradient(
        self, pixels: Pixels, slope: Callable[[Scores, slice], Scores]
    ) -> tuple[Scores, Pixels]:
        """As of a model, in one go. slope: of the loss along the scores."""
        scores = self.scores(pixels)
        outer = slope(scores, slice(0, len(pixels)))
        return scores, np.asarray(outer @ self.weights.T, dtype=np.float32).reshape(pixels.shape)


def linear_copy(pixels: Pixels, codes: Labels, classes: int) -> LinearCopy:
    """Fitted to what the model answers. codes: shape (rows,), the answered classes, -1 for none."""
    there = codes >= 0
    flat = pixels[there].reshape(int(there.sum()), -1).astype(np.float64)
    mean = flat.mean(axis=0)
    flat -= mean
    answered = np.eye(classes)[codes[there]]
    weights, bias = np.zeros((flat.shape[1], classes)), np.zeros(classes)
    # Half the inverse of the largest curvature, so that every step goes down.
    size = 2 / (np.square(flat).sum(axis=1).mean() + 2 * RIDGE + 1e-12)
    for _ in range(STEPS):
        wrong = np.exp(log_softmax(flat @ weights + bias)) - answered
        weights -= size * (flat.T @ wrong / len(flat) + RIDGE * weights)
        bias -= wrong.mean(axis=0)
    return LinearCopy(weights, bias, mean)
