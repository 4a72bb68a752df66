"""Small pictures as `data:` addresses, which an exhibit holds and a page shows."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from numpy.typing import NDArray

from audits.data.pixels import as_8_bits

# The longer side of a thumbnail, and of a picture to lay colours over, in pixels.
THUMBNAIL, SHOWN = 112, 120


def thumbnail(pixels: NDArray[Any], *, side: int = THUMBNAIL) -> str:
    """A picture as PNG, its longer side of 112 pixels: to tell pictures apart.

    pixels: shape (height, width) or (height, width, colours), 0 to 255. Small ones are enlarged
    pixel by pixel. side: another length of the longer side, in pixels.
    """
    from PIL import Image

    image = Image.fromarray(as_8_bits(pixels))
    longer = max(image.size)
    width, height = (max(1, round(length * side / longer)) for length in image.size)
    way = Image.Resampling.NEAREST if longer < side else Image.Resampling.BOX
    return _address(image.resize((width, height), way), "png")


def shown(pixels: NDArray[Any]) -> str:
    """A picture to lay colours over: a photograph as JPEG of 120 pixels, everything else as PNG.

    pixels: shape (height, width) or (height, width, colours), 0 to 255. Small ones are enlarged a
    whole number of times, so that each of their pixels stays a square.
    """
    from PIL import Image

    image = Image.fromarray(as_8_bits(pixels))
    longer = max(image.size)
    if longer <= SHOWN:
        times = SHOWN // longer
        size = (image.width * times, image.height * times)
        return _address(image.resize(size, Image.Resampling.NEAREST), "png")
    scale = SHOWN / longer
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    resized = image.resize(size, Image.Resampling.BILINEAR)
    return _address(resized, "jpeg" if resized.mode == "RGB" else "png")


def _address(image: Any, kind: str) -> str:
    written = BytesIO()
    image.save(written, kind.upper(), optimize=True)
    return f"data:image/{kind};base64," + b64encode(written.getvalue()).decode("ascii")
