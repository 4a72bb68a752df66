"""What lenses and movement blur. Pixels: float32, shape (rows, channels, height, width), 0 to 1.

severities: five tuples, as each function says. length: pixels that a length of 1 stands for.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.corruptions.averages import by_choice, by_symmetric
from audits.perturbations.corruptions.filters import (
    applied,
    disk,
    enlarging,
    gaussian,
    kron,
    streak,
)
from audits.perturbations.norm_balls import Pixels

# Directions a camera is moved along; few, so that pictures moved alike are blurred together.
ANGLES = np.linspace(-45, 45, 7)


def defocus(
    pixels: Pixels, severities: Sequence[tuple[float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """A disk. severities: its radius, and how soft its edge is."""
    disks = [disk(radius * length, soft * length) for radius, soft in severities]
    for blurred in by_symmetric(pixels, disks):
        yield np.clip(blurred, 0, 1)


def glass(
    pixels: Pixels, severities: Sequence[tuple[float, int, int]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Pixels exchanged for neighbours, blurred before and after.

    severities: deviation of the blur, how far away a neighbour is, and how often.
    """
    rows, _, height, width = pixels.shape
    draws = rng.random((max(times for *_, times in severities), rows, height, width), np.float32)
    for deviation, far, times in severities:
        most = max(1, round(far * length))
        shuffled = gaussian(pixels, deviation * length)
        for draw in draws[:times]:
            shuffled = _exchanged(shuffled, draw, most)
        yield np.clip(gaussian(shuffled, deviation * length), 0, 1)


def _exchanged(pixels: Pixels, draw: NDArray[np.float32], most: int) -> Pixels:
    """Each pixel as a neighbour at most so far away is, which is the edge's beyond the edge.

    draw: shape (rows, height, width), 0 to 1: which of the neighbours, its own place among them.
    """
    rows, channels, height, width = pixels.shape
    exchanged = np.empty_like(pixels)
    padded = np.pad(pixels, ((0, 0), (0, 0), (most, most), (most, most)), mode="edge")
    planes, wide, reach = padded.reshape(rows, channels, -1), padded.shape[3], 2 * most + 1
    # From a pixel's place, as far to the left and up as a neighbour may be, to each neighbour.
    steps = (np.arange(reach)[:, None] * wide + np.arange(reach)).ravel()
    first = np.arange(height)[:, None] * wide + np.arange(width)
    for row in range(rows):
        places = steps.take((np.float32(reach * reach) * draw[row]).astype(np.intp))
        places += first
        into = exchanged[row].reshape(channels, -1)
        planes[row].take(places.ravel(), axis=1, out=into, mode="clip")
    return exchanged


def motion(
    pixels: Pixels, severities: Sequence[tuple[float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """Moved along a line of -45 to 45 degrees. severities: length and deviation of a streak."""
    drawn = rng.integers(0, len(ANGLES), len(pixels))
    streaks = [
        [streak(long * length, deviation * length, float(angle)) for angle in ANGLES]
        for long, deviation in severities
    ]
    for blurred in by_choice(pixels, drawn, streaks):
        yield np.clip(blurred, 0, 1, out=blurred)


def zoom(
    pixels: Pixels, severities: Sequence[tuple[float, float]], length: float,
    rng: np.random.Generator,
) -> Iterator[Pixels]:  # fmt: skip
    """The mean of the picture and of its enlargements. severities: the largest, and their steps."""
    height, width = pixels.shape[2:]
    for largest, step in severities:
        yield np.clip(applied(pixels, _zoomed(height, width, largest, step)), 0, 1)


@lru_cache(maxsize=10)
def _zoomed(height: int, width: int, largest: float, step: float) -> Any:
    factors = [1.0, *np.arange(1, largest + step / 2, step).tolist()]
    return kron(
        [enlarging(height, factor) for factor in factors],
        [enlarging(width, factor) for factor in factors],
    )
