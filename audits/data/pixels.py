"""Pictures of 16 bits: fed to models with their fractions, looked at and changed in 8 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEPS = 65_535 / 255


def from_16_bits(values: NDArray[np.integer]) -> NDArray[np.float32]:
    """Grey of 0 to 65535 as 0 to 255 with its fractions: shape (height, width, 3).

    values: shape (height, width). The three colours are equal.
    """
    grey = values.astype(np.float32) / np.float32(_STEPS)
    return np.repeat(grey[:, :, None], 3, axis=2)


def as_8_bits(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """The same shape of picture to the nearest whole value; one of 8 bits is returned as it is.

    picture: shape (height, width, 3), 0 to 255.
    """
    if picture.dtype == np.uint8:
        return np.asarray(picture, dtype=np.uint8)
    rounded: NDArray[np.uint8] = np.rint(np.clip(picture, 0, 255)).astype(np.uint8)
    return rounded


def with_fractions(changed: NDArray[np.uint8], before: NDArray[Any]) -> NDArray[Any]:
    """A picture after a change, shape (height, width, 3), with the fractions it had before it.

    changed, before: shape (height, width, 3), 0 to 255: the one in 8 bits, the other as it was.
    """
    if before.dtype == np.uint8:
        return changed
    return np.clip(changed.astype(np.float32) + (before - as_8_bits(before)), 0, 255)
