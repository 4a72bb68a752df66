"""Corruptions of pictures at the severities of Hendrycks & Dietterich 2019 (ICLR).

Their fifteen kinds; frost is drawn here where they lay photographs of it. What each number means
stands at the function that reads it. Pictures of at most `SMALL` pixels a side take
the severities of CIFAR-10-C, larger ones those of ImageNet-C; lengths grow with the side, from 32
and 224 pixels. Pixels are float32 of shape (rows, channels, height, width), 0 to 1, and stay in
that range.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from audits.perturbations.corruptions import blurs, digital, elastic, noises, weather
from audits.perturbations.norm_balls import Pixels

Severities: TypeAlias = Sequence[Any]
# (pixels, the five severities, pixels a length of 1 stands for, draws) -> the five versions.
Make: TypeAlias = Callable[[Pixels, Severities, float, np.random.Generator], Iterator[Pixels]]

SMALL = 64
_SMALL_SIDE, _LARGE_SIDE = 32, 224


@dataclass(frozen=True)
class Corruption:
    """One kind. family: noise, blur, weather or digital. small, large: five severities of each."""

    family: str
    make: Make
    small: Severities
    large: Severities

    def versions(self, pixels: Pixels, rng: np.random.Generator) -> Iterator[Pixels]:
        """The pixels at severities 1 to 5, each in the shape (rows, channels, height, width)."""
        side = min(pixels.shape[2:])
        small = side <= SMALL
        severities = self.small if small else self.large
        yield from self.make(
            pixels, severities, side / (_SMALL_SIDE if small else _LARGE_SIDE), rng
        )


CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        "gaussian_noise": Corruption(
            "noise", noises.gaussian, (0.04, 0.06, 0.08, 0.09, 0.1), (0.08, 0.12, 0.18, 0.26, 0.38)
        ),
        "shot_noise": Corruption(
            "noise", noises.shot, (500, 250, 100, 75, 50), (60, 25, 12, 5, 3)
        ),
        "impulse_noise": Corruption(
            "noise", noises.impulse, (0.01, 0.02, 0.03, 0.05, 0.07), (0.03, 0.06, 0.09, 0.17, 0.27)
        ),
        "defocus_blur": Corruption(
            "blur", blurs.defocus,
            ((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (1, 0.2), (1.5, 0.1)),
            ((3, 0.1), (4, 0.5), (6, 0.5), (8, 0.5), (10, 0.5)),
        ),
        "glass_blur": Corruption(
            "blur", blurs.glass,
            ((0.05, 1, 1), (0.25, 1, 1), (0.4, 1, 1), (0.25, 1, 2), (0.4, 1, 2)),
            ((0.7, 1, 2), (0.9, 2, 1), (1, 2, 3), (1.1, 3, 2), (1.5, 4, 2)),
        ),
        "motion_blur": Corruption(
            "blur", blurs.motion,
            ((6, 1), (6, 1.5), (6, 2), (8, 2), (9, 2.5)),
            ((10, 3), (15, 5), (15, 8), (15, 12), (20, 15)),
        ),
        "zoom_blur": Corruption(
            "blur", blurs.zoom,
            ((1.05, 0.01), (1.1, 0.01), (1.15, 0.01), (1.2, 0.01), (1.25, 0.01)),
            ((1.1, 0.01), (1.15, 0.01), (1.2, 0.02), (1.25, 0.02), (1.3, 0.03)),
        ),
        "snow": Corruption(
            "weather", weather.snow,
            ((0.1, 0.2, 1, 0.6, 8, 3, 0.95), (0.1, 0.2, 1, 0.5, 10, 4, 0.9),
             (0.15, 0.3, 1.75, 0.55, 10, 4, 0.9), (0.25, 0.3, 2.25, 0.6, 12, 6, 0.85),
             (0.3, 0.3, 1.25, 0.65, 14, 12, 0.8)),
            ((0.1, 0.3, 3, 0.5, 10, 4, 0.8), (0.2, 0.3, 2, 0.5, 12, 4, 0.7),
             (0.55, 0.3, 4, 0.9, 12, 8, 0.7), (0.55, 0.3, 4.5, 0.85, 12, 8, 0.65),
             (0.55, 0.3, 2.5, 0.85, 12, 12, 0.55)),
        ),
        "frost": Corruption(
            "weather", weather.frost,
            ((1, 0.2), (1, 0.3), (0.9, 0.4), (0.85, 0.4), (0.75, 0.45)),
            ((1, 0.4), (0.8, 0.6), (0.7, 0.7), (0.65, 0.7), (0.6, 0.75)),
        ),
        "fog": Corruption(
            "weather", weather.fog,
            ((0.2, 3), (0.5, 3), (0.75, 2.5), (1, 2), (1.5, 1.75)),
            ((1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)),
        ),
        "brightness": Corruption(
            "weather", weather.brightness, (0.05, 0.1, 0.15, 0.2, 0.3), (0.1, 0.2, 0.3, 0.4, 0.5)
        ),
        "elastic_transform": Corruption(
            "digital", elastic.elastic,
            ((0, 0, 2.56), (1.6, 6.4, 2.24), (2.56, 1.92, 1.92), (3.2, 1.28, 1.6),
             (3.2, 0.96, 0.96)),
            ((488, 170.8, 24.4), (488, 19.52, 48.8), (12.2, 2.44, 4.88), (17.08, 2.44, 4.88),
             (29.28, 2.44, 4.88)),
        ),
        "contrast": Corruption(
            "digital", digital.contrast, (0.75, 0.5, 0.4, 0.3, 0.15), (0.4, 0.3, 0.2, 0.1, 0.05)
        ),
        "pixelate": Corruption(
            "digital", digital.pixelate, (0.95, 0.9, 0.85, 0.75, 0.65), (0.6, 0.5, 0.4, 0.3, 0.25)
        ),
        "jpeg_compression": Corruption(
            "digital", digital.jpeg, (80, 65, 58, 50, 40), (25, 18, 15, 10, 7)
        ),
    }
)  # fmt: skip
