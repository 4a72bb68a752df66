"""Pictures of 16 bits: fed to models and changed with their fractions, looked at in 8 bits."""

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


def like(values: NDArray[Any], picture: NDArray[Any]) -> NDArray[Any]:
    """Changed values in the range and precision of the picture: whole where it has 8 bits.

    values: shape (height, width, 3). picture: shape (height, width, 3), the one before the change;
    its type alone is read. Returned: the shape of the values.
    """
    if picture.dtype == np.uint8:
        return as_8_bits(values)
    clipped: NDArray[np.float32] = np.clip(values, 0, 255).astype(np.float32)
    return clipped


def resized(picture: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """At another size, bilinear, fractions kept: shape (height, width, 3).

    picture: shape (height, width, 3), of any height and width. size: (height, width) in pixels.
    """
    if picture.shape[:2] == size:
        return picture
    from PIL import Image

    to, how = (size[1], size[0]), Image.Resampling.BILINEAR
    if picture.dtype == np.uint8:
        return np.asarray(Image.fromarray(picture).resize(to, how), dtype=np.uint8)
    planes = [Image.fromarray(plane).resize(to, how) for plane in picture.transpose(2, 0, 1)]
    return np.stack([np.asarray(plane, dtype=np.float32) for plane in planes], axis=2)
