"""What files and screens lose. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

severities: five numbers, as each function says. length: not read.
"""

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels

# JPEG packs squares of so many pixels by themselves, a plane of grey at least.
_SQUARE = 8


def contrast(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Nearer to the mean of each colour. severities: the share of the distance that is left."""
    mean = pixels.mean(axis=(2, 3), keepdims=True)
    for left in severities:
        paler = (pixels - mean) * np.float32(left)
        paler += mean
        yield np.clip(paler, 0, 1, out=paler)


def pixelate(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Made smaller and larger again, by boxes. severities: the share of the side in between."""
    height, width = pixels.shape[2:]
    for share in severities:
        tall, wide = (max(1, int(side * share)) for side in (height, width))
        small = _overlaps(tall, height) @ pixels @ _overlaps(wide, width).T
        many = _overlaps(height, tall) @ small @ _overlaps(width, wide).T
        yield np.clip(np.asarray(many, dtype=np.float32), 0, 1)


@lru_cache(maxsize=20)
def _overlaps(to: int, of: int) -> NDArray[np.float32]:
    """Shape (to, of): the share of each new pixel that lies on each old one; each row's sum 1."""
    old, new = np.arange(of + 1) / of, np.arange(to + 1) / to
    lower = np.maximum(new[:-1, None], old[None, :-1])
    upper = np.minimum(new[1:, None], old[None, 1:])
    return np.asarray(np.maximum(upper - lower, 0) * to, dtype=np.float32)


def jpeg(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Packed as JPEG by Pillow and unpacked. severities: the quality, 1 to 95."""
    whole = np.rint(pixels * np.float32(255)).astype(np.uint8)
    packed = _sheet if pixels.shape[1] == 1 else _each
    for quality in severities:
        yield packed(whole, int(quality)).astype(np.float32) / np.float32(255)


def _each(whole: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Pictures in colour, one by one: their colour is packed across squares."""
    if whole.shape[1] == 3:
        pictures = whole.transpose(0, 2, 3, 1)
        return np.stack([_packed(each, quality) for each in pictures]).transpose(0, 3, 1, 2)
    planes = whole.reshape(-1, 1, *whole.shape[2:])
    return _sheet(planes, quality).reshape(whole.shape)


def _sheet(whole: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Pictures in grey on one sheet: squares are packed by themselves, so none sees another."""
    rows, _, height, width = whole.shape
    up, right = -height % _SQUARE, -width % _SQUARE
    filled = np.pad(whole[:, 0], ((0, 0), (0, up), (0, right)), mode="edge")
    across = ceil(sqrt(rows))
    down = ceil(rows / across)
    places = np.zeros((across * down, *filled.shape[1:]), np.uint8)
    places[:rows] = filled
    tall, wide = filled.shape[1:]
    tiles = places.reshape(down, across, tall, wide).transpose(0, 2, 1, 3)
    sheet = _packed(tiles.reshape(down * tall, across * wide), quality)
    back = sheet.reshape(down, tall, across, wide).transpose(0, 2, 1, 3)
    return back.reshape(-1, 1, tall, wide)[:rows, :, :height, :width]


def _packed(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Shape (height, width) or (height, width, 3), there and back."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(buffer, format="JPEG", quality=quality)
    with Image.open(buffer, formats=("JPEG",)) as opened:
        return np.asarray(opened)
