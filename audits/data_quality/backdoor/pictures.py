"""Triggers of pictures: a mask and a pattern on a coarse grid, one of each toward every class.

A picture x with a trigger is (1 - mask) x + mask pattern (Wang et al. 2019, S&P, "Neural Cleanse"):
a window of mask 1 is a sticker, a mask that is small everywhere is a blend (Chen et al. 2017,
"Targeted backdoor attacks on deep learning systems using data poisoning").
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.float32]
Codes: TypeAlias = NDArray[np.intp]
# Cells along a picture's side; a trigger is no finer.
GRID = 16


@dataclass(frozen=True, eq=False)
class PictureModel:
    """What is asked of a classifier of pictures, whoever it is.

    codes: the class of each picture, shape (rows,). slopes: of each picture's cross-entropy toward
    a class, from (pictures, classes) of shape (rows,), in the pictures' shape; None without any.
    """

    codes: Callable[[Pixels], Codes]
    slopes: Callable[[Pixels, Codes], Pixels] | None


@dataclass(frozen=True, eq=False)
class Pictures:
    """Labelled pictures. pixels: shape (rows, channels, height, width), 0 to 1. labels: (rows,)."""

    pixels: Pixels
    labels: Codes

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.intp]) -> "Pictures":
        """The same of the rows at these places alone."""
        return Pictures(self.pixels[rows], self.labels[rows])

    def others(self, code: int) -> "Pictures":
        """The rows of other classes, on which a trigger toward this one is tried."""
        return self.take(np.flatnonzero(self.labels != code))


@dataclass(frozen=True, eq=False)
class Triggers:
    """One trigger toward each class.

    masks: shape (classes, cells, cells), 0 to 1. patterns: shape (classes, channels, cells, cells).
    """

    masks: Pixels
    patterns: Pixels

    def plant(self, pixels: Pixels, codes: Codes) -> Pixels:
        """The pictures, each with the trigger toward a class. codes: shape (rows,)."""
        mask = enlarged(self.masks, pixels.shape[2:])[codes][:, None]
        pattern = enlarged(self.patterns, pixels.shape[2:])[codes]
        return np.asarray((1 - mask) * pixels + mask * pattern, dtype=np.float32)

    def successes(self, model: PictureModel, rows: Pictures, code: int) -> tuple[int, int]:
        """How many rows of other classes are answered so with the trigger, and of how many."""
        others = rows.others(code)
        if not len(others):
            return 0, 0
        planted = self.plant(others.pixels, np.full(len(others), code))
        return int((model.codes(planted) == code).sum()), len(others)


def cells_of(shape: tuple[int, ...]) -> int:
    """Cells along either side of a picture. shape: (height, width)."""
    return min(GRID, *shape)


def enlarged(grid: Pixels, shape: tuple[int, ...]) -> Pixels:
    """Each cell as the pixels that it covers. grid: shape (..., cells, cells)."""
    down, right = (np.arange(length) * grid.shape[-1] // length for length in shape)
    return grid[..., down[:, None], right[None, :]]


def reduced(pixels: Pixels, cells: int) -> Pixels:
    """Means over the pixels of each cell, shape (rows, channels, cells, cells)."""
    for axis in (2, 3):
        starts = np.unique(np.arange(pixels.shape[axis]) * cells // pixels.shape[axis],
                           return_index=True)[1]  # fmt: skip
        widths = np.diff([*starts, pixels.shape[axis]])
        shape = [1, 1, 1, 1]
        shape[axis] = len(widths)
        sums = np.add.reduceat(pixels, starts, axis=axis)
        pixels = (sums / widths.reshape(shape)).astype(np.float32)
    return pixels


def collected(slopes: Pixels, cells: int) -> Pixels:
    """Slopes along the cells from slopes along the pixels: sums over each cell."""
    area = slopes.shape[2] * slopes.shape[3] / cells**2
    return reduced(slopes, cells) * np.float32(area)
