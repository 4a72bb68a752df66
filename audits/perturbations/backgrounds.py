"""What is behind the object of a picture: by a mask, or found where it looks like the border.

Without a mask a picture is cut in two by Otsu's threshold (1979) on each pixel's distance to the
border's median colour, and the cut is believed only if what is left looks like an object: between
`SMALLEST` and `LARGEST` of the picture, and on at most `TOUCHING` of its outermost pixels. Noise,
scenes and pictures that are all one colour are not cut at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Rows
from audits.data.dataset import Images, Picture, Values
from audits.data.pixels import as_8_bits
from audits.errors import Refused
from audits.measurement import WhyNot
from audits.perturbations.background_guess import behind
from audits.perturbations.exchange import ChangedPictures
from audits.perturbations.images import background, masked_background, swapped_background
from audits.specification.counts import counted

SMALLEST, LARGEST = 0.05, 0.80
TOUCHING = 0.10
# Pictures of which fewer are cut say too little of the others.
FEWEST = 0.2
MASKED, SWAPPED = "background masked", "background swapped"


@dataclass(frozen=True, eq=False)
class Backgrounds:
    """Which rows' backgrounds can be changed, and how they are known.

    mask: (picture, row) -> shape (height, width, 3), white where the object is.
    """

    rows: Rows
    known_by: str
    mask: Callable[[Picture, int], Picture]


def object_mask(picture: Picture) -> Picture | None:
    """White where the object is, shape (height, width, 3); None where none stands out."""
    if min(picture.shape[:2]) < 3:
        return None
    is_object = ~behind(picture)
    border = np.concatenate([is_object[0], is_object[-1], is_object[1:-1, 0], is_object[1:-1, -1]])
    if not SMALLEST <= is_object.mean() <= LARGEST or border.mean() > TOUCHING:
        return None
    return np.repeat(np.where(is_object, 255, 0).astype(np.uint8)[..., None], 3, axis=2)


def known(values: Images, masks: Images | None) -> Backgrounds | WhyNot:
    """From the mask column where there is one, else segmented; or why they cannot be told apart."""
    if masks is not None:
        rows = _given(masks)
        if not len(rows):
            return WhyNot("no row has a mask that can be decoded")
        lying = sum(_lies_on_its_side(values, masks, row) for row in rows.tolist())
        if lying:
            one, many = "mask lies on its side", "masks lie on their side"
            return WhyNot(
                f"{counted(lying, one, many)}, as wide as the picture is high: photographs are "
                "turned as their EXIF says, so save masks as those are seen"
            )
        source, names = masks.source, masks.names
        return Backgrounds(rows, "by its mask", lambda picture, row: source.decode(names[row]))
    pictures = map(values.source.decode, values.names)
    rows = np.flatnonzero([object_mask(picture) is not None for picture in pictures])
    if len(rows) < max(1, FEWEST * len(values)):
        return WhyNot(
            f"only {len(rows):,} of {len(values):,} pictures show an object that stands out from "
            "the colour of the border, so no background was segmented: give a column with the "
            "role mask"
        )
    known_by = f"segmented by the border's colour, in {len(rows):,} of {len(values):,} pictures"
    return Backgrounds(rows, known_by, _segmented)


def changed(
    values: Images, backgrounds: Backgrounds, draw: np.random.Generator
) -> Iterator[tuple[str, Values, Rows | None]]:
    """The pictures of `found.rows` with their background masked, then swapped, and who lent it.

    Lenders: shape (pictures,), places among these; None where nothing is lent.
    """
    pictures, rows = values.take(backgrounds.rows), backgrounds.rows
    order = draw.permutation(len(rows))
    lent = np.empty_like(order)
    # Each borrows from the next, so that nobody borrows from itself.
    lent[order] = np.roll(order, 1)

    def covered(picture: Picture, index: int) -> Picture:
        return masked_background(picture, backgrounds.mask(picture, int(rows[index])))

    def swapped(picture: Picture, index: int) -> Picture:
        lender = int(lent[index])
        (other,) = pictures.take(np.array([lender])).fed()
        scene = _without_object(other, backgrounds.mask(other, int(rows[lender])))
        return swapped_background(picture, backgrounds.mask(picture, int(rows[index])), scene)

    yield MASKED, ChangedPictures(pictures, covered).images(), None
    yield SWAPPED, ChangedPictures(pictures, swapped).images(), lent


def _without_object(picture: Picture, mask: Picture) -> Picture:
    """The object in the median colour of what is behind it, so that it is not lent as well."""
    where = background(picture, mask)
    if where.all() or not where.any():
        return picture
    covered = picture.copy()
    covered[~where] = np.median(picture[where], axis=0).astype(picture.dtype)
    return covered


def _segmented(picture: Picture, row: int) -> Picture:
    # As it was seen when these rows were chosen.
    mask = object_mask(as_8_bits(picture))
    assert mask is not None
    return mask


def _given(masks: Images) -> Rows:
    """Rows with a mask that can be decoded."""
    usable: dict[object, bool] = {None: False}
    for name in masks.names:
        if name not in usable:
            try:
                masks.source.decode(name)
                usable[name] = True
            except Refused:
                usable[name] = False
    return np.flatnonzero([usable[name] for name in masks.names])


def _lies_on_its_side(values: Images, masks: Images, row: int) -> bool:
    """Whether a mask was drawn on a photograph as it is stored, a quarter from how it is seen."""
    picture, mask = values.size(row), masks.size(row)
    if picture is None or mask is None or picture[0] == picture[1]:
        return False
    return mask == picture[::-1]
