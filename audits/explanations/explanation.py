"""What an explanation is: a weight for each unit of one row, about one class."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features

Mask = NDArray[np.bool_]
Weights = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Explanation:
    """One row's weights.

    weights: shape (units,); positive weights speak for the explained class.
    errors: shape (units,), standard error of each weight over other draws of the sampler, in the
        weight's unit; empty where the method draws nothing.
    base: the method's answer with every unit absent; answer: P(class) of the row itself.
    fit: weighted R² of the surrogate on the draws it was fitted to, or None without a surrogate.
    held_out: the same on draws it has not seen.
    without_blocks: shape (blocks, units), the weights were each block's words not there to stand in
        for an absent one; no blocks where the method replaces nothing by words of the sample.
    effects: shape (units,), what each unit adds to this row's answer where a weight is a slope;
        empty where weights are effects already.
    """

    row: int
    target: int
    weights: Weights
    answer: float
    base: float
    errors: Weights = field(default_factory=lambda: np.empty(0))
    fit: float | None = None
    held_out: float | None = None
    effects: Weights = field(default_factory=lambda: np.empty(0))
    without_blocks: Weights = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def signed_weights(self) -> Weights:
        """Shape (units,): how far each unit moves this row's answer from the method's base."""
        return self.effects if self.effects.size else self.weights


class Instance(Protocol):
    """One row, cut into units that can be present or absent."""

    @property
    def row(self) -> int:
        """Its place in the dataset."""
        ...

    @property
    def units(self) -> tuple[str, ...]:
        """Names: columns, words, or places in a picture."""
        ...

    @property
    def draws(self) -> int:
        """How many inputs stand for one mask (backgrounds of a table; else 1)."""
        ...

    def features(self, masks: Mask) -> Features:
        """Inputs with the absent units taken away.

        masks: shape (n, units), true where present. Returns n * draws rows, the draws of one
        mask together.
        """
        ...

    def original(self, copies: int) -> Features:
        """The row itself, so many times."""
        ...
