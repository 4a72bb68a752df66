"""Changes of a picture that leave its subject alone. Each takes and gives (height, width, 3).

uint8, or float32 of 0 to 255 where the file has 16 bits: what comes out has the same type, and
changes the values that the model is fed.
"""

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Picture
from audits.data.pixels import as_8_bits, like

BORDER = 0.1


def blur(picture: Picture) -> Picture:
    """Gaussian blur of a sixtieth of the side, at least half a pixel."""
    from PIL import Image, ImageFilter

    radius = max(0.5, min(picture.shape[:2]) / 60)
    if picture.dtype != np.uint8:  # Pillow blurs pictures of 8 bits alone
        from scipy.ndimage import gaussian_filter

        return like(gaussian_filter(picture, (radius, radius, 0), mode="nearest"), picture)
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def brighter(picture: Picture) -> Picture:
    """40 of 255 levels brighter."""
    return like(picture.astype(np.float32) + 40, picture)


def darker(picture: Picture) -> Picture:
    """40 of 255 levels darker."""
    return like(picture.astype(np.float32) - 40, picture)


def less_contrast(picture: Picture) -> Picture:
    """Half the distance of every pixel from the mean."""
    mean = picture.mean()
    return like(mean + (picture - mean) / 2, picture)


def desaturate(picture: Picture) -> Picture:
    """Grey of the same luminance."""
    grey = like(picture @ np.array([0.299, 0.587, 0.114]), picture)
    return np.repeat(grey[..., None], 3, axis=2)


def jpeg(picture: Picture) -> Picture:
    """Packed as JPEG of quality 15 and unpacked, which leaves 8 bits of any picture."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(as_8_bits(picture)).save(buffer, format="JPEG", quality=15)
    with Image.open(buffer, formats=("JPEG",)) as opened:
        return np.asarray(opened.convert("RGB")).astype(picture.dtype)


def border_covered(picture: Picture) -> Picture:
    """The outer tenth in the colour of the ring inside it."""
    wide = max(1, round(min(picture.shape[:2]) * BORDER))
    if min(picture.shape[:2]) < 4 * wide:
        return picture
    inner = picture[wide:-wide, wide:-wide]
    ring = np.concatenate(
        [inner[:1].reshape(-1, 3), inner[-1:].reshape(-1, 3), inner[:, 0], inner[:, -1]]
    )
    covered = np.empty_like(picture)
    covered[:] = np.median(ring, axis=0).astype(picture.dtype)
    covered[wide:-wide, wide:-wide] = inner
    return covered


CHANGES: Mapping[str, Callable[[Picture], Picture]] = MappingProxyType(
    {
        "blur": blur,
        "brighter": brighter,
        "darker": darker,
        "less contrast": less_contrast,
        "desaturated": desaturate,
        "JPEG": jpeg,
        "border covered": border_covered,
    }
)


def masked_background(picture: Picture, mask: Picture) -> Picture:
    """The background (mask under 128) in the mean colour of the picture."""
    masked = picture.copy()
    masked[background(picture, mask)] = picture.reshape(-1, 3).mean(axis=0).astype(picture.dtype)
    return masked


def swapped_background(picture: Picture, mask: Picture, other: Picture) -> Picture:
    """The background of another picture, brought to this one's size."""
    height, width = picture.shape[:2]
    behind = like(_scaled(other, (height, width)), picture)
    swapped = picture.copy()
    where = background(picture, mask)
    swapped[where] = behind[where]
    return swapped


def _scaled(picture: Picture, size: tuple[int, int]) -> Picture:
    """At another (height, width), bicubic, as Pillow scales by default."""
    from PIL import Image

    if picture.dtype == np.uint8:
        return np.asarray(Image.fromarray(picture).resize((size[1], size[0])), dtype=np.uint8)
    planes = [
        np.asarray(Image.fromarray(plane).resize((size[1], size[0])))
        for plane in picture.transpose(2, 0, 1)
    ]
    return np.stack(planes, axis=2)


def background(picture: Picture, mask: Picture) -> NDArray[np.bool_]:
    """Shape (height, width): where the mask, brought to the picture's size, is dark."""
    from PIL import Image

    height, width = picture.shape[:2]
    resized = Image.fromarray(mask).convert("L").resize((width, height), Image.Resampling.NEAREST)
    return np.asarray(np.asarray(resized) < 128)
