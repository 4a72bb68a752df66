"""Pictures stretched as rubber is. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

Hendrycks & Dietterich 2019 after Simard, Steinkraus & Platt 2003: three corners of a triangle go
astray, and every pixel by smoothed noise. Both are one resampling here.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.perturbations.corruptions.filters import SMALL, mirrored_places
from audits.perturbations.norm_balls import Pixels

# Places that are read at once: as many as the processor holds near.
AT_ONCE = 1 << 15


def elastic(
    pixels: Pixels, severities: Sequence[tuple[float, float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Stretched and sheared. length: pixels that a length of 1 stands for.

    severities: how much the noise counts, the deviation of its smoothing, and how far a corner goes
    astray at most.
    """
    rows, _, height, width = pixels.shape
    noise = 2 * rng.random((2, rows, height, width), dtype=np.float32) - 1
    astray = rng.uniform(-1, 1, (rows, 3, 2))
    smoothed = _smoothed(noise, [deviation * length for _, deviation, _ in severities])
    for (much, _, far), moved in zip(severities, smoothed, strict=True):
        # The mean of so many more pixels is so much nearer to 0.
        moved *= np.float32(much * length**2)
        moved += sheared(height, width, far * length * astray)
        yield _read(pixels, moved)


def _smoothed(noise: Pixels, deviations: Sequence[float]) -> Iterator[Pixels]:
    """Smoothed by Gaussians of these deviations, with mirrored edges; shape of the noise.

    That is a product of cosine transforms, however wide the Gaussian is, and of small pictures a
    product of matrices.
    """
    from scipy.fft import dctn, idctn

    height, width = noise.shape[2:]
    if height * width <= SMALL:
        for deviation in deviations:
            across = noise @ _smoothing(width, deviation).T
            yield np.asarray(_smoothing(height, deviation) @ across, dtype=np.float32)
        return
    waves = dctn(noise, axes=(2, 3), norm="ortho")
    for deviation in deviations:
        fades = [_fading(side, deviation) for side in (height, width)]
        fading = np.multiply.outer(*fades).astype(np.float32)
        yield idctn(waves * fading, axes=(2, 3), norm="ortho", overwrite_x=True)


@lru_cache(maxsize=32)
def _smoothing(side: int, deviation: float) -> NDArray[np.float32]:
    """What smoothing does to the places of a line, shape (side, side)."""
    from scipy.fft import dct, idct

    waves = dct(np.eye(side), axis=0, norm="ortho") * _fading(side, deviation)[:, None]
    return np.asarray(idct(waves, axis=0, norm="ortho"), dtype=np.float32)


def _fading(side: int, deviation: float) -> Floats:
    """What a Gaussian of this deviation leaves of each wave of a line, shape (side,)."""
    return np.exp(-0.5 * (deviation * np.pi * np.arange(side) / side) ** 2)


def sheared(height: int, width: int, astray: Floats) -> Floats:
    """Where each pixel is read, row and column, shape (2, rows, height, width).

    astray: how far the corners of a triangle a third of the side from the middle go, in pixels,
    shape (rows, 3, 2).
    """
    middle, reach = np.array([height // 2, width // 2]), max(1, min(height, width) // 3)
    corners = middle + reach * np.array([[1, 1], [1, -1], [-1, -1]])
    moved = np.concatenate([corners + astray, np.ones((len(astray), 3, 1))], axis=2)
    # From where the corners have gone back to where they were; shape (rows, 3, 2).
    back = np.linalg.solve(moved, np.broadcast_to(corners.astype(float), astray.shape))
    by_row, by_column, moved_by = (back[:, index].T[:, :, None, None] for index in range(3))
    along = by_column * np.arange(width) + moved_by
    return np.asarray(by_row * np.arange(height)[:, None] + along)


def _read(pixels: Pixels, places: NDArray[np.float32]) -> Pixels:
    """Between four pixels each, mirrored beyond the edge.

    All channels of a picture are read at the same places, which are worked out once for them, and
    small pictures are read together.
    """
    rows, channels, height, width = pixels.shape
    made = np.empty_like(pixels)
    together = max(1, AT_ONCE // (height * width))
    for start in range(0, rows, together):
        some = slice(start, start + together)
        planes = np.ascontiguousarray(pixels[some].transpose(1, 0, 2, 3)).reshape(channels, -1)
        down, right = (
            _between(places[axis, some], side) for axis, side in enumerate((height, width))
        )
        first = np.arange(len(places[0, some]))[:, None, None] * (height * width)
        total: NDArray[np.float32] | None = None
        for row, share in ((down[0], 1 - down[2]), (down[1], down[2])):
            line = first + row * width
            for column, across in ((right[0], 1 - right[2]), (right[1], right[2])):
                seen = planes.take((line + column).reshape(-1), axis=1)
                seen *= (share * across).reshape(-1)
                total = seen if total is None else np.add(total, seen, out=total)
        assert total is not None
        made[some] = total.reshape(channels, -1, height, width).transpose(1, 0, 2, 3)
    return np.clip(made, 0, 1, out=made)


def _between(
    places: NDArray[np.float32], side: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """The two pixels of a line that each place lies between, and how near it is to the second."""
    floor = np.floor(places)
    whole = floor.astype(np.intp)
    beyond = max(0, -int(whole.min()), int(whole.max()) + 2 - side)
    mirrored = mirrored_places(side, beyond)
    whole += beyond
    return mirrored[whole], mirrored[whole + 1], places - floor
