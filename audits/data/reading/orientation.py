"""Photographs that are stored lying: turned as their EXIF says, as OpenCV and transformers do.

A phone writes what its sensor saw, and how it was held beside it (EXIF 2.32, tag 274, 1 to 8).
"""

import io
import struct
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ORIENTATION = 0x0112
UPRIGHT = 1
# Values by which a picture lies on its side, so that its width is its stored height.
QUARTER_TURNS = frozenset({5, 6, 7, 8})
# Where EXIF stands, it stands first: the smallest head that holds a thumbnail beside it.
HEAD_BYTES = 1 << 16
_SPOILT = (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error, EOFError)


def orientation(picture: Any) -> int:
    """What an opened picture says of how it was held, 1 to 8; 1 where it says nothing readable.

    picture: of Pillow, opened. A PNG whose EXIF stands behind its pixels says it once it is loaded.
    """
    if picture.format == "PNG" and "exif" not in picture.info:
        return UPRIGHT  # which Pillow would decode it to find out
    try:
        with warnings.catch_warnings(action="ignore"):  # damaged tags simply say nothing
            value = picture.getexif().get(_ORIENTATION, UPRIGHT)
    except _SPOILT:
        return UPRIGHT
    return value if value in range(UPRIGHT, 9) else UPRIGHT


def orientation_of_head(head: bytes) -> int:
    """The same of the first bytes of a JPEG; 1 of every other file.

    head: `HEAD_BYTES` of it. What the file says further on is not looked for.
    """
    if not head.startswith(b"\xff\xd8") or b"Exif\0\0" not in head:
        return UPRIGHT
    from PIL import Image

    try:
        with Image.open(io.BytesIO(head), formats=("JPEG",)) as picture:
            return orientation(picture)
    except (*_SPOILT, Image.DecompressionBombError):
        return UPRIGHT


def turned_upright(pixels: NDArray[Any], value: int) -> NDArray[Any]:
    """The picture as it was seen: shape (height, width, ...), or (width, height, ...) of a quarter.

    pixels: shape (height, width, ...), as stored. value: 1 to 8.
    """
    if value in QUARTER_TURNS:
        pixels = pixels.swapaxes(0, 1)
    # Rows, then columns: which of them run backwards.
    backwards = {2: (1, -1), 3: (-1, -1), 4: (-1, 1), 6: (1, -1), 7: (-1, -1), 8: (-1, 1)}
    rows, columns = backwards.get(value, (1, 1))
    return np.ascontiguousarray(pixels[::rows, ::columns])
