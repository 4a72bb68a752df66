"""Pictures beside a table in a zip: they stay there until a batch needs them."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.pixels import as_8_bits, from_16_bits
from audits.data.reading.orientation import (
    HEAD_BYTES,
    QUARTER_TURNS,
    UPRIGHT,
    orientation,
    orientation_of_head,
    turned_upright,
)
from audits.data.reading.table import Pictures
from audits.data.reading.zip_members import CANNOT_READ, ZipMembers
from audits.errors import Refused

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm"})
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_PICTURE_PIXELS = 50_000_000


class ZipPictures(ZipMembers, Pictures):
    """Pictures by their name in a zip; nothing is ever unpacked to disk."""

    def __init__(self, path: Path, folder: str) -> None:
        super().__init__(path, folder, SUFFIXES, "images", "bad_image")

    def decode(self, name: str) -> NDArray[np.uint8]:
        """Shape (height, width, 3), RGB. Raises `Refused` naming a picture that is damaged."""
        return as_8_bits(self.exact(name))

    def size(self, name: str) -> tuple[int, int]:
        """Width and height as it is seen, by the file's head; `Refused` of a damaged picture."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(self.content(name)), formats=_FORMATS) as picture:
                width, height = picture.size
                on_side = _left_to_turn(picture) in QUARTER_TURNS
                return (height, width) if on_side else (width, height)
        except (*CANNOT_READ, Image.DecompressionBombError) as error:
            raise self.bad(name, f"cannot be decoded ({type(error).__name__})") from error

    def turned(self, name: str) -> bool:
        """Whether a photograph is stored otherwise than it is seen, as the head of a JPEG says."""
        try:
            return orientation_of_head(self.head(name, HEAD_BYTES)) != UPRIGHT
        except (*CANNOT_READ, Refused):
            return False  # whoever decodes it says so

    def exact(self, name: str) -> NDArray[Any]:
        """The picture of this name as it is seen, shape (height, width, 3), uint8.

        A grey picture of 16 bits is float32 of 0 to 255, with its fractions. One that is not in the
        zip, cannot be decoded, is too large or does not say its black and white is `Refused`.
        """
        from PIL import Image, ImageFile

        try:
            content = io.BytesIO(self.content(name))
            # What draws PDFs asks Pillow, for the whole process, to fill up what is cut off.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(content, formats=_FORMATS) as picture:
                if picture.width * picture.height > _PICTURE_PIXELS:
                    raise self.bad(
                        name, f"has {picture.width} x {picture.height} pixels", "too_large"
                    )
                picture.load()
                orientation_value = _left_to_turn(picture)
                if picture.mode.startswith("I;16") or (
                    picture.mode == "I" and picture.format == "PNG"
                ):
                    return from_16_bits(turned_upright(np.asarray(picture), orientation_value))
                if picture.mode in ("I", "F"):
                    raise self.bad(
                        name,
                        "has numbers of 32 bits, whose black and white the file does not say",
                        "bad_image",
                        "save it with 16 bits a pixel, 0 black and 65535 white",
                    )
                colours = np.asarray(picture.convert("RGB"), dtype=np.uint8)
                return turned_upright(colours, orientation_value)
        except (*CANNOT_READ, Image.DecompressionBombError) as error:
            raise self.bad(name, f"cannot be decoded ({type(error).__name__})") from error


def _left_to_turn(picture: Any) -> int:
    """What EXIF says of an opened picture; Pillow turns TIFF itself."""
    return UPRIGHT if picture.format == "TIFF" else orientation(picture)
