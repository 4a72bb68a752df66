"""Pictures beside a table in a zip: they stay there until a batch needs them."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.pixels import as_8_bits, from_16_bits
from audits.data.reading.table import Pictures
from audits.data.reading.zip_members import CANNOT_READ, ZipMembers

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
        """Width and height as the file's head says; `Refused` as of a picture that is damaged."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(self.content(name)), formats=_FORMATS) as picture:
                return picture.size
        except (*CANNOT_READ, Image.DecompressionBombError) as error:
            raise self.bad(name, f"cannot be decoded ({type(error).__name__})") from error

    def exact(self, name: str) -> NDArray[Any]:
        """The picture of this name, shape (height, width, 3), uint8.

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
                if picture.mode.startswith("I;16") or (
                    picture.mode == "I" and picture.format == "PNG"
                ):
                    return from_16_bits(np.asarray(picture))
                if picture.mode in ("I", "F"):
                    raise self.bad(
                        name,
                        "has numbers of 32 bits, whose black and white the file does not say",
                        "bad_image",
                        "save it with 16 bits a pixel, 0 black and 65535 white",
                    )
                return np.asarray(picture.convert("RGB"), dtype=np.uint8)
        except (*CANNOT_READ, Image.DecompressionBombError) as error:
            raise self.bad(name, f"cannot be decoded ({type(error).__name__})") from error
