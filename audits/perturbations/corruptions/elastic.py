"""Pictures stretched as rubber is. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

Hendrycks & Dietterich 2019 after Simard, Steinkraus & Platt 2003: three corners of a triangle go
astray, and every pixel by smoothed noise. Both are one resampling here, by
SciPy.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels

Floats = NDArray[np.float64]


def elastic(
    pixels: Pixels, severities: Sequence[tuple[float, float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Stretched and sheared. length: pixels that a length of 1 stands for.

    severities: how much the noise counts, the deviation of its smoothing, and how far a corner goes
    astray at most.
    """
    from scipy.fft import dctn, idctn

    rows, _, height, width = pixels.shape
    # Smoothing with mirrored edges is a product of cosine transforms, however wide it is.
    noise = 2 * rng.random((2, rows, height, width), dtype=np.float32) - 1
    waves = dctn(noise, axes=(2, 3), norm="ortho")
    astray = rng.uniform(-1, 1, (rows, 3, 2))
    for much, deviation, far in severities:
        fades = [_fading(side, deviation * length) for side in (height, width)]
        fading = np.multiply.outer(*fades).astype(np.float32)
        # The mean of so many more pixels is so much nearer to 0.
        moved = idctn(waves * fading, axes=(2, 3), norm="ortho")
        moved *= np.float32(much * length**2)
        still = sheared(height, width, far * length * astray).astype(np.float32)
        yield _read(pixels, still + moved)


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
    grid = np.mgrid[:height, :width].astype(float)
    places = np.einsum("ihw,rio->orhw", grid, back[:, :2]) + back[:, 2].T[:, :, None, None]
    return np.asarray(places)


def _read(pixels: Pixels, places: NDArray[np.float32]) -> Pixels:
    """Between four pixels each, mirrored beyond the edge."""
    from scipy.ndimage import map_coordinates

    made = np.empty_like(pixels)
    for row in range(len(pixels)):
        for channel, plane in enumerate(pixels[row]):
            map_coordinates(plane, places[:, row], made[row, channel], order=1, mode="reflect")
    return np.clip(made, 0, 1, out=made)
