"""Pictures of nothing: noise, patches out of place, phases out of step, and what gradients make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.picture_addresses import thumbnail
from audits.errors import NotApplicable
from audits.models import Differentiable
from audits.perturbations.norm_balls import Norm, Pixels, direction
from audits.perturbations.shown_pictures import seen
from audits.robustness.asking import Asker
from audits.robustness.losses import CROSS_ENTROPY
from audits.robustness.nothing import Sort

# Patches along a side; share of pixels drawn anew in a child; length of a step along a gradient.
PATCHES, DRAWN_ANEW, STEP = 4, 0.05, 0.05


@dataclass(eq=False)
class PicturesOfNothing:
    """asker: the model. real: some of its pictures, shape (rows, channels, height, width)."""

    asker: Asker
    real: Pixels

    @property
    def asked(self) -> int:
        """How many pictures were asked."""
        return self.asker.asked

    def ask(self, inputs: Sequence[Pixels]) -> NDArray[np.float64]:
        """Probabilities, shape (inputs, classes)."""
        return self.asker.probabilities(np.stack(inputs))

    def drawn(self, rng: np.random.Generator, count: int) -> list[Sort]:
        """Noise, and real pictures torn into patches or with their phases scrambled."""
        some = self.real[np.arange(count) % len(self.real)]
        return [
            Sort("noise", "each value drawn by itself", self._noise(rng, count)),
            Sort(
                "patches",
                f"real pictures cut into {PATCHES} x {PATCHES} patches, shuffled",
                [shuffled_patches(picture, rng) for picture in some],
            ),
            Sort(
                "phases",
                "real pictures whose Fourier phases are drawn anew",
                [scrambled_phases(picture, rng) for picture in some],
            ),
        ]

    def changed(self, parent: Pixels, rng: np.random.Generator) -> Pixels:
        """One pixel in twenty drawn anew."""
        anew = rng.random(parent.shape) < DRAWN_ANEW
        return np.where(anew, rng.random(parent.shape), parent).astype(np.float32)

    def ascended(
        self, targets: NDArray[np.intp], rng: np.random.Generator, steps: int
    ) -> Sort | str:
        """Grey with a little noise, led along the gradient of its class."""
        model = self.asker.model
        if not isinstance(model, Differentiable):
            return "the model gives no gradients"
        pixels = (0.5 + 0.02 * rng.standard_normal((len(targets), *self.real.shape[1:]))).astype(
            np.float32
        )
        try:
            slopes = model.slopes(self.real)
        except NotApplicable as refused:
            return refused.reason
        for _ in range(steps):
            _, gradient = slopes.gradient(
                pixels, lambda scores, rows: -CROSS_ENTROPY.slope(scores, targets[rows])
            )
            uphill = direction(np.nan_to_num(gradient), Norm.LINF)
            pixels = np.clip(pixels + np.float32(STEP) * uphill, 0, 1).astype(np.float32)
        return Sort("gradient ascent", "grey, led along the model's gradients", list(pixels), True)

    def shown(self, item: Pixels) -> Mapping[str, str]:
        """The picture as a report shows it."""
        return {"image": thumbnail(seen(item))}

    def _noise(self, rng: np.random.Generator, count: int) -> list[Pixels]:
        return list(rng.random((count, *self.real.shape[1:])).astype(np.float32))


def shuffled_patches(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """The picture with its patches in another order; what does not divide evenly stays in place.

    picture: shape (channels, height, width).
    """
    _, height, width = picture.shape
    high, wide = max(1, height // PATCHES), max(1, width // PATCHES)
    places = [(y, x) for y in range(height // high) for x in range(width // wide)]
    made = picture.copy()
    for (y, x), source in zip(places, rng.permutation(len(places)).tolist(), strict=True):
        v, u = places[source]
        made[:, y * high : (y + 1) * high, x * wide : (x + 1) * wide] = picture[
            :, v * high : (v + 1) * high, u * wide : (u + 1) * wide
        ]
    return made


def scrambled_phases(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """The picture's own amplitudes with the phases of noise, cut to 0 to 1.

    picture: shape (channels, height, width). The same phases in every channel.
    """
    noise = np.fft.fft2(rng.standard_normal(picture.shape[1:]))
    phases = noise / np.maximum(np.abs(noise), 1e-12)
    phases[0, 0] = 1.0  # the mean stays
    made = np.fft.ifft2(np.abs(np.fft.fft2(picture)) * phases).real
    return np.clip(made, 0, 1).astype(np.float32)
