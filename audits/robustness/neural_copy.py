"""A small network that is fitted to a model's answers: a substitute whose gradients are known.

One hidden layer of rectified units on the pixels, large pictures averaged down first. Fitted by
scikit-learn; scores and slopes are worked out here, as `audits.models.Slopes` gives them.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels
from audits.robustness.losses import Labels, Scores

# Units of the hidden layer, passes over the data, and the side to which pictures are averaged.
HIDDEN, EPOCHS, SIDE = 64, 40, 32
# What a class scores below the least of the others that was never answered.
NEVER = 30.0


@dataclass(frozen=True, eq=False)
class NeuralCopy:
    """first, second: weights, shape (values, hidden), (hidden, outputs), with their biases.

    classes: codes of the outputs, shape (outputs,); a single logistic output speaks for the second
    of two. total: how many classes the model has. mean: of the values. pool: pixels averaged into
    one, along a side.
    """

    first: tuple[NDArray[np.float64], NDArray[np.float64]]
    second: tuple[NDArray[np.float64], NDArray[np.float64]]
    classes: Labels
    total: int
    mean: NDArray[np.float64]
    pool: int

    def scores(self, pixels: Pixels) -> Scores:
        """Shape (rows, classes of the model). pixels: shape (rows, channels, height, width)."""
        return self._forward(pixels)[0]

    def gradient(
        self, pixels: Pixels, slope: Callable[[Scores, slice], Scores]
    ) -> tuple[Scores, Pixels]:
        """Scores, and slopes along the pixels; slope: of the loss along the scores."""
        scores, active = self._forward(pixels)
        outer = slope(scores, slice(0, len(pixels)))[:, self.classes]
        if self.second[0].shape[1] == 1:
            outer = outer[:, 1:]
        values = ((outer @ self.second[0].T) * active) @ self.first[0].T
        return scores, unpooled(values, pixels.shape, self.pool)

    def _forward(self, pixels: Pixels) -> tuple[Scores, NDArray[np.bool_]]:
        hidden = (pooled(pixels, self.pool) - self.mean) @ self.first[0] + self.first[1]
        active = hidden > 0
        out = np.where(active, hidden, 0) @ self.second[0] + self.second[1]
        if out.shape[1] == 1:
            out = np.column_stack([np.zeros(len(out)), out])
        scores = np.repeat(out.min(axis=1, keepdims=True) - NEVER, self.total, axis=1)
        scores[:, self.classes] = out
        return scores, active


def pool_of(shape: tuple[int, ...]) -> int:
    """How many pixels along a side are averaged into one. shape: (..., height, width)."""
    return max(1, -(-max(shape[-2:]) // SIDE))


def pooled(pixels: Pixels, pool: int) -> NDArray[np.float64]:
    """Means of squares of so many pixels a side, shape (rows, values); a rest at the edge is left.

    pixels: shape (rows, channels, height, width).
    """
    rows, channels, height, width = pixels.shape
    high, wide = height // pool, width // pool
    cropped = pixels[:, :, : high * pool, : wide * pool]
    blocks = cropped.reshape(rows, channels, high, pool, wide, pool)
    return np.asarray(blocks.mean(axis=(3, 5), dtype=np.float64).reshape(rows, -1))


def unpooled(values: NDArray[np.float64], shape: tuple[int, ...], pool: int) -> Pixels:
    """The adjoint of `pooled`: slopes of the means, as slopes of the pixels of this shape."""
    rows, channels, height, width = shape
    high, wide = height // pool, width // pool
    unpooled = values.reshape(rows, channels, high, wide) / pool**2
    made = np.zeros(shape, dtype=np.float32)
    made[:, :, : high * pool, : wide * pool] = unpooled.repeat(pool, axis=2).repeat(pool, axis=3)
    return made


def neural_copy(pixels: Pixels, codes: Labels, total: int, seed: int) -> NeuralCopy:
    """Fitted to what the model answers, at least two classes of it.

    pixels: shape (rows, channels, height, width). codes: shape (rows,), the answers, none missing.
    total: how many classes the model has.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    pool = pool_of(pixels.shape)
    values = pooled(pixels, pool)
    mean = values.mean(axis=0)
    network = MLPClassifier(
        (HIDDEN,), batch_size=min(64, len(values)), max_iter=EPOCHS, random_state=seed
    )
    with warnings.catch_warnings():
        # So many passes are enough, whether or not the loss has settled.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(values - mean, codes)
    first, second = network.coefs_
    return NeuralCopy(
        (first, network.intercepts_[0]), (second, network.intercepts_[1]),
        network.classes_.astype(np.intp), total, mean, pool,
    )  # fmt: skip
