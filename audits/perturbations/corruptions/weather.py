"""Snow, frost, fog and light. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

severities: five numbers or tuples, as each function says. length: pixels that a length of 1 stands
for.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.corruptions.averages import by_choice
from audits.perturbations.corruptions.filters import enlarging, streak
from audits.perturbations.norm_balls import Pixels

# Directions that snow falls along.
FALLING = np.linspace(-135, -45, 5)
# By what the roughness of crystals falls, how white the pane is between them, and their colour.
_FEATHERS, _PANE = 1.8, np.float32(0.25)
_ICE = np.array([0.85, 0.93, 1.0], dtype=np.float32).reshape(1, 3, 1, 1)
_LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32).reshape(1, 3, 1, 1)


def snow(
    pixels: Pixels, severities: Sequence[tuple[float, ...]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Streaks of white over a paler picture.

    severities: mean and deviation of the flakes' noise, their enlargement, from where on it is a
    flake, length and deviation of a streak, and how much of the picture's own colour is left.
    """
    rows, _, height, width = pixels.shape
    draws = rng.standard_normal((rows, 1, height, width), dtype=np.float32)
    falling = np.asarray(rng.integers(0, len(FALLING), rows))
    pale = np.maximum(pixels, 1.5 * _grey(pixels) + 0.5)
    for mean, deviation, factor, least, long, fading, own in severities:
        flakes = np.float32(mean) + np.float32(deviation) * draws
        if factor > 1:
            flakes = enlarging(height, factor) @ flakes @ enlarging(width, factor).T
        flakes = np.where(flakes < least, np.float32(0), np.clip(flakes, 0, 1))
        streaks = [streak(long * length, fading * length, float(angle)) for angle in FALLING]
        (fallen,) = by_choice(flakes, falling, [streaks])
        covered = np.float32(own) * pixels + np.float32(1 - own) * pale
        covered += fallen + fallen[:, :, ::-1, ::-1]
        yield np.clip(covered, 0, 1, out=covered)


def frost(
    pixels: Pixels, severities: Sequence[tuple[float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Crystals of ice on the pane in front of the picture.

    severities: how much of the picture is left, and how much ice is added. Crystals are the ridges
    of two fractal clouds (ridged noise; Musgrave in Ebert et al. 2003, Texturing & Modeling), where
    Hendrycks & Dietterich lay photographs of frost.
    """
    rows, _, height, width = pixels.shape
    clouds = _clouds(rng.standard_normal((2, rows, height, width), dtype=np.float32), _FEATHERS)
    clouds /= np.maximum(clouds.std(axis=(2, 3), keepdims=True), np.float32(1e-12))
    ridges = np.maximum(1 - np.abs(clouds, out=clouds), 0).max(axis=0)
    ice = _PANE + (1 - _PANE) * ridges * ridges
    coloured = ice[:, None] * (_ICE if pixels.shape[1] == 3 else _ICE.mean())
    for left, much in severities:
        covered = np.float32(left) * pixels
        covered += np.float32(much) * coloured
        yield np.clip(covered, 0, 1, out=covered)


def fog(
    pixels: Pixels, severities: Sequence[tuple[float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """A fractal cloud in front of the picture, which keeps its brightest value.

    severities: how dense it is, and by what its roughness falls each time the scale is halved. The
    cloud is drawn by its spectrum (spectral synthesis; Saupe 1988, The Science of Fractal Images).
    """
    rows, _, height, width = pixels.shape
    white = rng.standard_normal((rows, height, width), dtype=np.float32)
    brightest = pixels.max(axis=(1, 2, 3), keepdims=True)
    for dense, falls in severities:
        cloud = _clouds(white, falls)
        cloud -= cloud.min(axis=(1, 2), keepdims=True)
        cloud /= np.maximum(cloud.max(axis=(1, 2), keepdims=True), np.float32(1e-12))
        covered = pixels + np.float32(dense) * cloud[:, None]
        covered *= brightest / np.maximum(brightest + np.float32(dense), np.float32(1e-12))
        yield np.clip(covered, 0, 1, out=covered)


def brightness(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """More light; hue and saturation stay. severities: how much is added to the value of HSV."""
    value = pixels.max(axis=1, keepdims=True)
    lit = value > 0
    for more in severities:
        brighter = np.minimum(value + np.float32(more), 1)
        scaled = pixels * np.divide(brighter, value, out=np.ones_like(value), where=lit)
        yield np.clip(np.where(lit, scaled, brighter), 0, 1)


def _clouds(white: Pixels, falls: float) -> Pixels:
    """White noise made fractal by its spectrum. white: float32, shape (..., height, width).

    falls: by what its roughness falls each time the scale is halved.
    """
    from scipy.fft import irfft2, rfft2

    height, width = white.shape[-2:]
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
    frequency[0, 0] = np.inf
    fading = (frequency ** -(np.log2(falls) + 1)).astype(np.float32)
    return np.asarray(irfft2(rfft2(white) * fading, s=(height, width)), dtype=np.float32)


def _grey(pixels: Pixels) -> NDArray[np.float32]:
    """Luminance, shape (rows, 1, height, width)."""
    if pixels.shape[1] != 3:
        return np.asarray(pixels.mean(axis=1, keepdims=True), dtype=np.float32)
    return np.asarray((pixels * _LUMINANCE).sum(axis=1, keepdims=True), dtype=np.float32)
