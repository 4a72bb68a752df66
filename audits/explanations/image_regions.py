"""A picture as regions that can be hidden: superpixels, or windows of a grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features, Picture
from audits.data.pixels import resized
from audits.errors import NotApplicable
from audits.explanations.explanation import Mask

Regions = NDArray[np.intp]
Fill = Literal["average", "mean", "grey", "black"]

# Pictures made at once, in bytes; they are asked about and forgotten.
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class PictureInstance:
    """One picture.

    picture: shape (height, width, 3), uint8, or float32 of 0 to 255 where the file has 16 bits.
    regions: shape (height, width), the unit each pixel belongs to, from 0 without gaps.
    hidden: of the same shape and type, what is seen where a unit is absent.
    """

    row: int
    column: str
    picture: Picture
    regions: Regions
    hidden: Picture
    draws: int = 1

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Where each region's middle lies, e.g. `region 3 (row 10, column 4)`."""
        count = int(self.regions.max()) + 1
        rows, columns = np.indices(self.regions.shape)
        sizes = np.bincount(self.regions.ravel(), minlength=count)
        up = np.bincount(self.regions.ravel(), rows.ravel(), count) / sizes
        across = np.bincount(self.regions.ravel(), columns.ravel(), count) / sizes
        return tuple(
            f"region {region} (row {up[region]:.0f}, column {across[region]:.0f})"
            for region in range(count)
        )

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Pixels of each region."""
        return np.bincount(self.regions.ravel())

    @cached_property
    def at_once(self) -> int:
        """How many masks become pictures at a time, so that large pictures fit in memory."""
        return max(1, MOST_BYTES // self.picture.nbytes)

    @cached_property
    def unchanged(self) -> NDArray[np.bool_]:
        """Shape (units,): regions that look the same absent as present, to the last bit."""
        differs = (self.picture != self.hidden).any(axis=2)
        return ~np.isin(np.arange(len(self.sizes)), self.regions[differs])

    def pictures(self, masks: Mask) -> NDArray[Any]:
        """Shape (n, height, width, 3): hidden where the region is absent.

        Colour by colour in memory, which is how networks take pictures.
        """
        # The hidden picture, changed back where the region is present: a look-up of one number a
        # pixel, then two operations on its bits in place, a tenth of the time of choosing value by
        # value.
        bits = self._hidden.dtype
        present = np.where(masks, np.array(np.iinfo(bits).max, bits), np.array(0, bits))
        regions = self.regions.ravel()
        pixels = np.empty((len(masks), *self._hidden.shape), dtype=bits)
        shown = np.empty(self._hidden.shape[1], dtype=bits)
        for picture, units in zip(pixels, present, strict=True):
            # Every pixel has its unit, so nothing is clipped; `raise` would copy first.
            units.take(regions, out=shown, mode="clip")
            np.bitwise_and(shown, self._difference, out=picture)
            picture ^= self._hidden
        planes = pixels.view(self.picture.dtype).reshape(len(masks), -1, *self.picture.shape[:2])
        return planes.transpose(0, 2, 3, 1)

    @cached_property
    def _hidden(self) -> NDArray[np.unsignedinteger]:
        """Shape (3, height * width)."""
        return _bits(self.hidden)

    @cached_property
    def _difference(self) -> NDArray[np.unsignedinteger]:
        """Shape (3, height * width): the bits in which present and absent differ."""
        return _bits(self.picture) ^ self._hidden

    def features(self, masks: Mask) -> Features:
        """One picture a mask."""
        return {self.column: list(self.pictures(masks))}

    def original(self, copies: int) -> Features:
        """The picture itself, so many times."""
        return {self.column: [self.picture] * copies}


def _bits(picture: Picture) -> NDArray[np.unsignedinteger]:
    """Shape (3, height * width): the values as the bits that they are."""
    planes = np.ascontiguousarray(picture.reshape(-1, picture.shape[2]).T)
    return planes.view(np.uint8 if planes.dtype == np.uint8 else np.uint32)


def superpixels(picture: Picture, *, about: int = 50) -> Regions:
    """Regions of similar colour (SLIC, Achanta et al. 2012, from scikit-image), renumbered.

    about: how many are wanted; small pictures have fewer.
    """
    from skimage.segmentation import slic

    height, width = picture.shape[:2]
    count = max(2, min(about, height * width // 4))
    segments = slic(
        picture.astype(np.float64) / 255,
        n_segments=count,
        compactness=10.0,
        sigma=0.0 if min(height, width) < 64 else 1.0,
        start_label=0,
        channel_axis=-1,
    )
    return np.unique(segments, return_inverse=True)[1].reshape(height, width).astype(np.intp)


def window_side(picture: Picture, side: int | None) -> int:
    """The window's side in pixels; left out, an eighth of the shorter side, at least 1.

    Raises `NotApplicable` where the picture is smaller than the window.
    """
    shorter = int(min(picture.shape[0], picture.shape[1]))
    if side is None:
        return max(1, shorter // 8)
    if side > shorter:
        raise NotApplicable(
            f"a picture of {picture.shape[0]} x {picture.shape[1]} pixels is smaller than the "
            f"window of {side}",
            "give a smaller `window`",
        )
    return side


def squares(picture: Picture, *, side: int | None = None) -> Regions:
    """Windows of a grid, side by side; the last ones are smaller where they do not fit."""
    side = window_side(picture, side)
    height, width = picture.shape[:2]
    across = -(-width // side)
    rows, columns = np.indices((height, width)) // side
    return np.asarray(rows * across + columns, dtype=np.intp)


def hide(picture: Picture, regions: Regions, fill: Fill) -> Picture:
    """What stands for a hidden region: its own mean colour, middle grey, or black.

    A region's own mean hides nothing of a plain background; see `average`.
    """
    if fill == "grey":
        return np.full_like(picture, 128)
    if fill == "black":
        return np.zeros_like(picture)
    flat = regions.ravel()
    sizes = np.bincount(flat)
    means = np.stack(
        [np.bincount(flat, picture[..., c].ravel().astype(np.float64)) for c in range(3)], axis=1
    )
    return (means / sizes[:, None])[regions].astype(picture.dtype)


def average(pictures: Sequence[Picture], size: tuple[int, int]) -> Picture:
    """The mean of some pictures at this size: what a place looks like when nothing is known.

    Whole values where all of them have 8 bits.
    """
    total = np.zeros((*size, 3))
    for picture in pictures:
        total += resized(picture, size)
    mean = total / len(pictures)
    if all(picture.dtype == np.uint8 for picture in pictures):
        return np.round(mean).astype(np.uint8)
    return mean.astype(np.float32)
