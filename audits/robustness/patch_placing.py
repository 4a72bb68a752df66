"""A sticker on pictures: where it lies, how it is turned, and what slopes along it are.

A square patch is laid on each picture at a place, angle and size of its own; each pixel under it
takes the nearest value of the patch. That is linear in the patch, so slopes along the pictures add
up to slopes along the patch.
"""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels

# How far a patch is turned, in degrees, and how far its side differs, either way.
MOST_TURN, MOST_SCALE = 30.0, 0.1


@dataclass(frozen=True, eq=False)
class Placed:
    """Where a patch lies on each of some pictures.

    covered: shape (rows, height, width), the pixels under it. value: shape (rows, height, width),
    which value of the patch each takes, counted line by line. values: along the patch's side.
    """

    covered: NDArray[np.bool_]
    value: NDArray[np.intp]
    values: int

    def paste(self, pixels: Pixels, patch: Pixels) -> Pixels:
        """The pictures with the patch on them.

        pixels: shape (rows, channels, height, width). patch: shape (channels, values, values).
        """
        flat = patch.reshape(len(patch), -1)
        laid = flat[:, self.value].transpose(1, 0, 2, 3)
        return np.where(self.covered[:, None], laid, pixels).astype(np.float32)

    def collect(self, gradient: Pixels) -> Pixels:
        """Slopes along the patch, from slopes along the pictures with it; shapes as of `paste`."""
        places = self.value[self.covered]
        sums = [
            np.bincount(places, gradient[:, channel][self.covered], self.values**2)
            for channel in range(gradient.shape[1])
        ]
        return np.stack(sums).reshape(-1, self.values, self.values).astype(np.float32)


def side_of(shape: tuple[int, int], area: float) -> float:
    """The side of a square of this share of a picture, in pixels. shape: (height, width)."""
    return sqrt(area * shape[0] * shape[1])


def values_of(shape: tuple[int, int], area: float) -> int:
    """How many values a patch of this share of a picture has along its side."""
    return max(1, ceil(side_of(shape, area) - 1e-9))


def placed(rows: int, shape: tuple[int, int], area: float, rng: np.random.Generator) -> Placed:
    """Places for so many pictures, uniform over each, with turns and sizes drawn alike.

    shape: (height, width). area: the patch's share of a picture, at its middle size.
    """
    height, width = shape
    values = values_of(shape, area)
    side = side_of(shape, area) * rng.uniform(1 - MOST_SCALE, 1 + MOST_SCALE, rows)
    angle = np.deg2rad(rng.uniform(-MOST_TURN, MOST_TURN, rows))
    middle = [
        rng.uniform(0, 1, rows) * np.maximum(0, length - side) + np.minimum(side, length) / 2
        for length in (height, width)
    ]
    down = np.arange(height)[None, :, None] + 0.5 - middle[0][:, None, None]
    right = np.arange(width)[None, None, :] + 0.5 - middle[1][:, None, None]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    size = side[:, None, None]
    own = [(cos * down + sin * right) / size + 0.5, (cos * right - sin * down) / size + 0.5]
    covered = np.logical_and.reduce([(axis >= 0) & (axis < 1) for axis in own])
    cells = [np.clip((axis * values).astype(np.intp), 0, values - 1) for axis in own]
    return Placed(covered, cells[0] * values + cells[1], values)
