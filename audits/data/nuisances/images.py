"""What a picture shows beside its subject: light, sharpness, size, border, camera.

A picture is an array of shape (height, width, 3), uint8, RGB. Every function gives one number a
picture, or None where it has none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Images, Numbers
from audits.data.nuisances.image_files import Written, written
from audits.errors import Refused
from audits.specification.roles import Role

# Statistics of larger pictures are taken from every second, third ... pixel.
ENOUGH_PIXELS = 40_000
# A border is this share of the shorter side, at least a pixel.
BORDER = 0.08
NAMED = 5


@runtime_checkable
class Keeper(Protocol):
    """A source of pictures that can also give a file's bytes."""

    def read(self, name: str) -> bytes:
        """The bytes of the file that is called `name`, as they were given."""
        ...


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture, looked at once: what several functions need is computed once.

    pixels: shape (height, width, 3), 0 to 255. file: the bytes it came in, where they are known.
    """

    pixels: NDArray[np.uint8]
    file: bytes | None = None

    @cached_property
    def small(self) -> NDArray[np.float32]:
        """Every k-th pixel, shape (height / k, width / k, 3), 0 to 255."""
        height, width = self.pixels.shape[:2]
        step = max(1, ceil(sqrt(height * width / ENOUGH_PIXELS)))
        return self.pixels[::step, ::step].astype(np.float32)

    @cached_property
    def grey(self) -> NDArray[np.float32]:
        """Luminance of BT.601, shape (height / k, width / k)."""
        return np.asarray(self.small @ np.array([0.299, 0.587, 0.114], dtype=np.float32))

    @cached_property
    def colour(self) -> NDArray[np.float32]:
        """Mean red, green and blue, shape (3,), 0 to 255."""
        return np.asarray(self.small.reshape(-1, 3).mean(axis=0))

    @cached_property
    def second(self) -> NDArray[np.float32]:
        """Discrete Laplacian of the green channel, shape (height - 2, width - 2).

        At full resolution, of the centre of the picture where it is large; one 0 where it is too
        small.
        """
        height, width = self.pixels.shape[:2]
        side = int(ENOUGH_PIXELS**0.5)
        top, left = max(0, (height - side) // 2), max(0, (width - side) // 2)
        window = self.pixels[top : top + side, left : left + side, 1].astype(np.float32)
        if min(window.shape) < 3:
            return np.zeros((1, 1), dtype=np.float32)
        middle = window[1:-1, 1:-1]
        return np.asarray(
            window[:-2, 1:-1] + window[2:, 1:-1] + window[1:-1, :-2] + window[1:-1, 2:] - 4 * middle
        )

    @cached_property
    def written(self) -> Written:
        """What the file says of itself."""
        return written(self.file)

    @cached_property
    def border(self) -> NDArray[np.float32]:
        """Luminance of the outer frame, shape (pixels,)."""
        grey = self.grey
        wide = max(1, round(min(grey.shape) * BORDER))
        if min(grey.shape) <= 2 * wide:
            return grey.ravel()
        return np.concatenate(
            [
                grey[:wide].ravel(),
                grey[-wide:].ravel(),
                grey[wide:-wide, :wide].ravel(),
                grey[wide:-wide, -wide:].ravel(),
            ]
        )


def brightness(picture: Picture) -> float:
    """Mean luminance, 0 to 255."""
    return float(picture.grey.mean())


def contrast(picture: Picture) -> float:
    """Standard deviation of the luminance, in levels of 0 to 255."""
    return float(picture.grey.std())


def sharpness(picture: Picture) -> float:
    """Logarithm of the Laplacian's variance (Pech-Pacheco et al. 2000, ICPR 3:314)."""
    return float(np.log1p(picture.second.var()))


def noise(picture: Picture) -> float:
    """Noise as the median of the Laplacian's size, in grey levels: edges are few, noise is not.

    The median over .6745 is a standard deviation (Donoho & Johnstone 1994, Biometrika 81:425).
    """
    return float(np.median(np.abs(picture.second[::2, ::2])) / (0.6745 * np.sqrt(20)))


def colour_cast(picture: Picture) -> float:
    """Euclidean distance of the mean colour from grey of its brightness, in levels of 0 to 255."""
    return float(np.sqrt(((picture.colour - picture.colour.mean()) ** 2).sum()))


def warmth(picture: Picture) -> float:
    """Mean red minus mean blue, in levels: -255 to 255, above 0 where it is warm."""
    return float(picture.colour[0] - picture.colour[2])


def pixels(picture: Picture) -> float:
    """How many pixels it has: height times width."""
    return float(picture.pixels.shape[0] * picture.pixels.shape[1])


def aspect(picture: Picture) -> float:
    """Width over height: above 1 where it is wide."""
    return float(picture.pixels.shape[1] / picture.pixels.shape[0])


def border_brightness(picture: Picture) -> float:
    """Mean luminance of the outer frame, 0 to 255."""
    return float(picture.border.mean())


def border_contrast(picture: Picture) -> float:
    """Standard deviation of the outer frame's luminance, in levels of 0 to 255."""
    return float(picture.border.std())


def corner_marks(picture: Picture) -> float:
    """How far the most unusual corner lies from the median of the four, in levels of 0 to 255."""
    grey = picture.grey
    wide = max(1, round(min(grey.shape) * BORDER))
    corners = np.array(
        [
            grey[:wide, :wide].mean(),
            grey[:wide, -wide:].mean(),
            grey[-wide:, :wide].mean(),
            grey[-wide:, -wide:].mean(),
        ]
    )
    return float(np.abs(corners - np.median(corners)).max())


def jpeg_coarseness(picture: Picture) -> float | None:
    """Sum of the first quantisation table: small is fine, large is coarse; None if no JPEG."""
    return picture.written.coarseness


def hour_taken(picture: Picture) -> float | None:
    """Hour of the day at which EXIF says it was taken, 0 to 24."""
    return picture.written.hour


def camera(picture: Picture) -> str | None:
    """Make and model of the camera by EXIF; None where the file names none."""
    return picture.written.camera


NUMBERS: Mapping[str, Callable[[Picture], float | None]] = MappingProxyType(
    {
        "brightness": brightness,
        "contrast": contrast,
        "sharpness": sharpness,
        "noise": noise,
        "colour cast": colour_cast,
        "warmth": warmth,
        "pixels": pixels,
        "aspect": aspect,
        "border brightness": border_brightness,
        "border contrast": border_contrast,
        "corner mark": corner_marks,
        "JPEG coarseness": jpeg_coarseness,
        "hour taken": hour_taken,
    }
)


def of_images(
    name: str,
    images: Images,
    rows: NDArray[np.intp],
    on_progress: Callable[[float], None],
    warn: Callable[[str], None],
) -> Iterator[Column]:
    """One column a property; each picture is decoded once. Damaged ones are named and left out.

    name: of the column of pictures, which begins the new names. rows: shape (looked at,),
    positions; the others are missing. on_progress: told the share that is done. warn: told of
    damaged pictures.
    """
    properties = {what: np.full(len(images), np.nan) for what in NUMBERS}
    cameras: list[str | None] = [None] * len(images)
    damaged: list[str] = []
    for done, row in enumerate(rows.tolist()):
        file_name = images.names[row]
        if file_name is None:
            continue
        try:
            picture = Picture(images.source.decode(file_name), _bytes(images, file_name))
        except Refused:
            damaged.append(str(file_name))
            continue
        for what, measure in NUMBERS.items():
            value = measure(picture)
            if value is not None:
                properties[what][row] = value
        cameras[row] = camera(picture)
        if done % 64 == 0:
            on_progress(done / len(rows))
    if damaged:
        warn(unreadable(name, damaged))
    for what, values in properties.items():
        if _varies(values):
            yield Column(f"{name}: {what}", Role.NUISANCE, Numbers(values))
    if len({value for value in cameras if value is not None}) > 1:
        yield Column(f"{name}: camera", Role.NUISANCE, Categories.of(cameras))


def unreadable(name: str, damaged: Sequence[str]) -> str:
    """The sentence that names the damaged pictures of a column; the rest went on.

    name: of the column. damaged: file names, of which the first few are shown.
    """
    more = f" and {len(damaged) - NAMED} more" if len(damaged) > NAMED else ""
    return (
        f"{len(damaged)} pictures of {name!r} cannot be decoded and are left out: "
        f"{', '.join(damaged[:NAMED])}{more}"
    )


def _varies(values: NDArray[np.float64]) -> bool:
    known = values[np.isfinite(values)]
    return len(known) > 1 and float(np.ptp(known)) > 1e-9 * max(1.0, float(np.abs(known).max()))


def _bytes(images: Images, name: str) -> bytes | None:
    return images.source.read(name) if isinstance(images.source, Keeper) else None
