"""Noise of sensors. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

severities: five numbers, as each function says. length: not read; noise has no size in pixels.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from audits.perturbations.corruptions.poisson_counts import Draws, counts
from audits.perturbations.norm_balls import Pixels


def gaussian(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Added to each value. severities: standard deviations."""
    draws = rng.standard_normal(pixels.shape, dtype=np.float32)
    for deviation in severities:
        noisy = draws * np.float32(deviation)
        noisy += pixels
        yield np.clip(noisy, 0, 1, out=noisy)


def shot(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Poisson noise of counted light. severities: how many photons white is."""
    draws = Draws.of(rng.standard_normal(pixels.shape, dtype=np.float32))
    for photons in severities:
        counted = counts(pixels * np.float32(photons), draws)
        counted /= np.float32(photons)
        yield np.minimum(counted, 1, out=counted)


def impulse(
    pixels: Pixels, severities: Sequence[float], length: float, rng: np.random.Generator
) -> Iterator[Pixels]:
    """Values that are black or white, as often each. severities: the share of them."""
    draws = rng.random(pixels.shape, dtype=np.float32)
    for share in severities:
        half = np.float32(share / 2)
        noisy = np.where(draws < half, np.float32(0), pixels)
        noisy[draws >= 1 - half] = 1
        yield noisy
