"""Sixteen ways in which a picture gets worse by itself, at five severities: noise, blur, weather,
and what cameras and files do.

After Hendrycks & Dietterich 2019 (ICLR), whose strengths stand here; lengths in pixels are theirs
at a side of 224, and shrink with the picture. Weather is drawn as smooth noise and flecks, so these
are not their pictures, and numbers are not those of ImageNet-C. Each takes and gives (height,
width, 3) of 0 to 255 in the type of the picture.
"""

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Picture
from audits.data.pixels import as_8_bits, like, resized

SEVERITIES = (1, 2, 3, 4, 5)
# The side at which the published lengths hold.
SIDE = 224

Shares = NDArray[np.float64]  # a picture of 0 to 1
Corruption = Callable[[Shares, int, np.random.Generator], Shares]


def corrupted(picture: Picture, name: str, severity: int, rng: np.random.Generator) -> Picture:
    """The picture made worse. name: a key of CORRUPTIONS. severity: 1 to 5."""
    values = CORRUPTIONS[name](picture.astype(np.float64) / 255, severity - 1, rng)
    return like(np.clip(values, 0, 1) * 255, picture)


def _length(picture: Shares, pixels: float) -> float:
    """A published length, as much shorter as the picture is smaller."""
    return float(pixels * min(picture.shape[:2]) / SIDE)


def _gaussian_noise(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    return np.asarray(picture + rng.normal(0, (0.08, 0.12, 0.18, 0.26, 0.38)[at], picture.shape))


def _shot_noise(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    photons = (60, 25, 12, 5, 3)[at]
    return np.asarray(rng.poisson(picture * photons) / photons)


def _impulse_noise(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    amount = (0.03, 0.06, 0.09, 0.17, 0.27)[at]
    draw = rng.random(picture.shape)
    return np.where(draw < amount / 2, 0.0, np.where(draw < amount, 1.0, picture))


def _speckle_noise(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    deviation = (0.15, 0.2, 0.35, 0.45, 0.6)[at]
    return np.asarray(picture * (1 + rng.normal(0, deviation, picture.shape)))


def _gaussian_blur(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    from scipy.ndimage import gaussian_filter

    radius = _length(picture, (1, 2, 3, 4, 6)[at])
    return np.asarray(gaussian_filter(picture, (radius, radius, 0), mode="nearest"))


def _defocus_blur(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    return _convolved(picture, _disk(_length(picture, (3, 4, 6, 8, 10)[at])))


def _disk(radius: float) -> NDArray[np.float64]:
    """A disk of this radius, its edge softened by the share of each pixel that it covers."""
    reach = int(np.ceil(radius))
    fine = np.linspace(-reach - 0.5, reach + 0.5, 10 * (2 * reach + 1), endpoint=False) + 0.05
    inside = (fine[:, None] ** 2 + fine[None, :] ** 2 <= radius**2).astype(float)
    shares = inside.reshape(2 * reach + 1, 10, 2 * reach + 1, 10).mean(axis=(1, 3))
    return np.asarray(shares / shares.sum())


def _motion_blur(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    length = max(1.0, _length(picture, (10, 15, 15, 15, 20)[at]))
    angle = rng.uniform(-np.pi / 4, np.pi / 4)
    reach = int(np.ceil(length / 2))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    for step in np.linspace(-length / 2, length / 2, 8 * reach + 1):
        kernel[round(reach + step * np.sin(angle)), round(reach + step * np.cos(angle))] += 1
    return _convolved(picture, kernel / kernel.sum())


def _convolved(picture: Shares, kernel: NDArray[np.float64]) -> Shares:
    from scipy.ndimage import convolve

    return np.asarray(convolve(picture, kernel[:, :, None], mode="nearest"))


def _zoom_blur(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    most = (0.11, 0.16, 0.21, 0.26, 0.31)[at]
    height, width = picture.shape[:2]
    total, shown = picture.copy(), picture.astype(np.float32) * 255
    factors = np.arange(1.01, 1 + most, 0.02)
    for factor in factors:
        tall, wide = max(2, round(height / factor)), max(2, round(width / factor))
        top, left = (height - tall) // 2, (width - wide) // 2
        total += resized(shown[top : top + tall, left : left + wide], (height, width)) / 255
    return np.asarray(total / (len(factors) + 1))


def _smooth(shape: tuple[int, ...], reach: float, rng: np.random.Generator) -> Shares:
    """Noise of 0 to 1 that changes slowly over the picture, shape (height, width, 1)."""
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(rng.standard_normal(shape[:2]), reach, mode="reflect")
    low, high = float(noise.min()), float(noise.max())
    return np.asarray((noise - low) / (high - low) if high > low else noise + 0.5)[:, :, None]


def _fog(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    thick = (1.5, 2.0, 2.5, 2.5, 3.0)[at]
    haze = thick * _smooth(picture.shape, max(1.0, min(picture.shape[:2]) / 8), rng)
    brightest = float(picture.max())
    return np.asarray((picture + haze) * brightest / (brightest + thick))


def _snow(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    share, pale = (0.02, 0.04, 0.06, 0.09, 0.12)[at], (0.1, 0.15, 0.2, 0.25, 0.3)[at]
    flecks = (rng.random(picture.shape[:2]) < share).astype(float)[:, :, None]
    flecks = _motion_blur(np.repeat(flecks, 3, axis=2), 0, rng)
    flecks = flecks / max(float(flecks.max()), 1e-9)
    grey = picture.mean(axis=2, keepdims=True)
    return np.asarray((1 - pale) * picture + pale * np.maximum(picture, grey + 0.5) + flecks)


def _frost(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    keep, cover = ((1, 0.4), (0.8, 0.6), (0.7, 0.7), (0.65, 0.7), (0.6, 0.75))[at]
    coarse = _smooth(picture.shape, max(0.8, min(picture.shape[:2]) / 40), rng)
    return np.asarray(keep * picture + cover * np.where(coarse > 0.55, coarse, 0.0))


def _brightness(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    return np.asarray(picture + (0.1, 0.2, 0.3, 0.4, 0.5)[at])


def _contrast(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    mean = picture.mean(axis=(0, 1), keepdims=True)
    return np.asarray(mean + (picture - mean) * (0.4, 0.3, 0.2, 0.1, 0.05)[at])


def _pixelate(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    from PIL import Image

    share, (height, width) = (0.6, 0.5, 0.4, 0.3, 0.25)[at], picture.shape[:2]
    small = Image.fromarray(as_8_bits(picture * 255)).resize(
        (max(1, round(width * share)), max(1, round(height * share))), Image.Resampling.BOX
    )
    return np.asarray(small.resize((width, height), Image.Resampling.NEAREST)) / 255


def _jpeg(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    from PIL import Image

    buffer = io.BytesIO()
    quality = (25, 18, 15, 10, 7)[at]
    Image.fromarray(as_8_bits(picture * 255)).save(buffer, format="JPEG", quality=quality)
    with Image.open(buffer, formats=("JPEG",)) as opened:
        return np.asarray(opened.convert("RGB")) / 255


def _elastic(picture: Shares, at: int, rng: np.random.Generator) -> Shares:
    from scipy.ndimage import map_coordinates

    height, width = picture.shape[:2]
    far = (0.01, 0.015, 0.02, 0.03, 0.04)[at] * min(height, width)
    reach = max(1.0, min(height, width) / 12)
    moved: list[Any] = [
        2 * far * (_smooth(picture.shape, reach, rng)[:, :, 0] - 0.5) * 2 for _ in range(2)
    ]
    places = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
    at_places = [place + shift for place, shift in zip(places, moved, strict=True)]
    planes = [
        map_coordinates(plane, at_places, order=1, mode="reflect")
        for plane in picture.transpose(2, 0, 1)
    ]
    return np.stack(planes, axis=2)


CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        "gaussian noise": _gaussian_noise, "shot noise": _shot_noise,
        "impulse noise": _impulse_noise, "speckle noise": _speckle_noise,
        "gaussian blur": _gaussian_blur, "defocus blur": _defocus_blur,
        "motion blur": _motion_blur, "zoom blur": _zoom_blur,
        "fog": _fog, "snow": _snow, "frost": _frost, "brightness": _brightness,
        "contrast": _contrast, "pixelate": _pixelate, "jpeg": _jpeg, "elastic": _elastic,
    }
)  # fmt: skip
