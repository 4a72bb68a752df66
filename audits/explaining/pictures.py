"""A picture as regions that can be hidden: superpixels, or windows of a grid."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audits.dataset import Features
from audits.explaining.explained import Mask

Picture = NDArray[np.uint8]
Regions = NDArray[np.intp]
Fill = Literal["mean", "grey", "black"]

# Pictures held at once, in bytes; a batch is made, asked and forgotten.
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class PictureInstance:
    """One picture.

    picture: shape (height, width, 3).
    regions: shape (height, width), the unit each pixel belongs to, from 0 without gaps.
    hidden: shape (height, width, 3), what is seen where a unit is absent.
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
            f"region {at} (row {up[at]:.0f}, column {across[at]:.0f})" for at in range(count)
        )

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Pixels of each region."""
        return np.bincount(self.regions.ravel())

    def pictures(self, masks: Mask) -> NDArray[np.uint8]:
        """Shape (n, height, width, 3): hidden where the region is absent."""
        present = masks[:, self.regions]
        return np.where(present[..., None], self.picture, self.hidden)

    def features(self, masks: Mask) -> Features:
        """One picture a mask."""
        return {self.column: list(self.pictures(masks))}

    def original(self, copies: int) -> Features:
        """The picture itself, so many times."""
        return {self.column: [self.picture] * copies}


def superpixels(picture: Picture, *, about: int = 50) -> Regions:
    """Regions of similar colour (SLIC, Achanta et al. 2012, from scikit-image), renumbered.

    about: how many are wanted; small pictures have fewer.
    """
    from skimage.segmentation import slic

    height, width = picture.shape[:2]
    wanted = max(2, min(about, height * width // 4))
    found = slic(
        picture.astype(np.float64) / 255,
        n_segments=wanted,
        compactness=10.0,
        sigma=0.0 if min(height, width) < 64 else 1.0,
        start_label=0,
        channel_axis=-1,
    )
    return np.unique(found, return_inverse=True)[1].reshape(height, width).astype(np.intp)


def squares(picture: Picture, *, side: int) -> Regions:
    """Windows of a grid, side by side; the last ones are smaller where they do not fit."""
    height, width = picture.shape[:2]
    across = -(-width // side)
    rows, columns = np.indices((height, width)) // side
    return (rows * across + columns).astype(np.intp)


def hide(picture: Picture, regions: Regions, fill: Fill) -> Picture:
    """What stands for a hidden region: its own mean colour, middle grey, or black."""
    if fill == "grey":
        return np.full_like(picture, 128)
    if fill == "black":
        return np.zeros_like(picture)
    flat = regions.ravel()
    sizes = np.bincount(flat)
    means = np.stack(
        [np.bincount(flat, picture[..., c].ravel().astype(np.float64)) for c in range(3)], axis=1
    )
    return (means / sizes[:, None])[regions].astype(np.uint8)


def cut(
    row: int,
    column: str,
    picture: Picture,
    *,
    into: Callable[[Picture], Regions],
    fill: Fill = "mean",
) -> PictureInstance:
    """The picture with its regions and what hides them."""
    regions = into(picture)
    return PictureInstance(row, column, picture, regions, hide(picture, regions, fill))
