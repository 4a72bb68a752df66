"""One patch for all pictures, trained over places, turns and sizes (Brown et al. 2017).

Adversarial Patch, NIPS workshop on machine learning and computer security; the expectation over
transformations is of Athalye et al. 2018, ICML.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from audits.models import Slopes
from audits.perturbations.norm_balls import Pixels
from audits.robustness.losses import CROSS_ENTROPY, Labels
from audits.robustness.patch_placing import placed, values_of

# Pictures a step, the length of a step, and how much of the last direction is kept.
BATCH, STEP, MOMENTUM = 32, 0.05, 0.9


def train_patch(
    slopes: Slopes,
    pixels: Pixels,
    labels: Labels,
    area: float,
    *,
    steps: int,
    rng: np.random.Generator,
    target: int | None = None,
    on_step: Callable[[], None] = lambda: None,
) -> Pixels:
    """A patch, shape (channels, values, values), 0 to 1, that raises the loss of these pictures.

    pixels: shape (rows, channels, height, width). labels: shape (rows,), the true classes. area:
    the share of a picture that it covers. target: the class to lead to; None: away from the true.
    """
    shape = (pixels.shape[2], pixels.shape[3])
    values = values_of(shape, area)
    patch = rng.random((pixels.shape[1], values, values)).astype(np.float32)
    towards: NDArray[np.float32] = np.zeros_like(patch)
    for _ in range(steps):
        rows = rng.choice(len(pixels), min(BATCH, len(pixels)), replace=False)
        laid = placed(len(rows), shape, area, rng)
        aimed = labels[rows] if target is None else np.full(len(rows), target, dtype=np.intp)
        sign = 1.0 if target is None else -1.0
        _, gradient = slopes.gradient(
            laid.paste(pixels[rows], patch),
            lambda scores, batch, aimed=aimed, sign=sign: (  # type: ignore[misc]
                sign * CROSS_ENTROPY.slope(scores, aimed[batch])
            ),
        )
        along = laid.collect(np.nan_to_num(gradient, nan=0.0, posinf=0.0, neginf=0.0))
        size = float(np.abs(along).sum())
        towards = MOMENTUM * towards + (along / size if size > 0 else along)
        patch = np.clip(patch + STEP * np.sign(towards), 0, 1).astype(np.float32)
        on_step()
    return patch
