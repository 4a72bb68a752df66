"""Changed pixels as pictures that a report can show."""

import numpy as np
from numpy.typing import NDArray

from audits.data.pixels import as_8_bits


def seen(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Pixels of 0 to 1, shape (channels, height, width), as (height, width, 3) of 0 to 255."""
    planes = pixels if len(pixels) == 3 else np.repeat(pixels[:1], 3, axis=0)
    return as_8_bits(planes.transpose(1, 2, 0) * 255)


def over_its_change(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Changed pixels and, below them, the difference magnified until its largest part is full.

    first, second: before and after, shape (channels, height, width), 0 to 1. Grey is no change.
    """
    change = second - first
    largest = float(np.abs(change).max())
    magnified = 0.5 + (change / (2 * largest) if largest > 0 else change)
    gap = np.full((len(first), 2, first.shape[2]), 1.0, dtype=np.float32)
    return seen(np.concatenate([second, gap, magnified.astype(np.float32)], axis=1))
