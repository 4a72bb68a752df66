"""Sequences as a column holds them: one array of numbers a row, of its own length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Sequences:
    """values: shape (rows,), objects: arrays of shape (steps, channels), float64; None if missing.

    A missing step is NaN. All rows have as many channels.
    """

    values: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: NDArray[np.intp] | slice) -> "Sequences":
        """The sequences of these rows alone. rows: shape (taken,), positions, or a slice."""
        return Sequences(self.values[rows])

    def fed(self) -> list[NDArray[np.float64]]:
        """Every sequence of this selection, each of shape (steps, channels)."""
        return list(self.values)

    @classmethod
    def of(cls, values: Sequence[NDArray[np.float64] | None]) -> "Sequences":
        """From plain arrays, of shape (steps,) or (steps, channels)."""
        objects = np.empty(len(values), dtype=object)
        for row, value in enumerate(values):
            if value is not None:
                array = np.asarray(value, dtype=np.float64)
                objects[row] = array[:, None] if array.ndim == 1 else array
        return cls(objects)
