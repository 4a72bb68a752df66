"""The largest change of every pixel that intervals show an answer to stand against, row by row."""

import numpy as np
from numpy.typing import NDArray

from audits.models import Bounded
from audits.perturbations.norm_balls import Pixels
from audits.robustness.smoothing import ABSTAINED, Certificates

# Halvings of the search: a radius is told to a four-thousandth of the largest.
HALVINGS = 12
TOLD = "interval bounds, in the largest change of a pixel; of the model itself, up to its rounding"


def certify(model: Bounded, pixels: Pixels, codes: NDArray[np.intp], most: float) -> Certificates:
    """Radii of at most `most` for the answers to these rows.

    pixels: shape (rows, channels, height, width). codes: what is answered, shape (rows,); below 0
    without an answer. A radius is one that was shown to stand, never one between.
    """
    known = np.flatnonzero(codes >= 0)
    radii = np.zeros(len(pixels))
    if not len(known):
        return Certificates(np.full(len(pixels), ABSTAINED, dtype=np.intp), radii)
    lower, upper = np.zeros(len(known)), np.full(len(known), float(most))
    stands = model.stands(pixels[known], codes[known], upper)
    lower[stands] = most
    certain = model.stands(pixels[known], codes[known], lower * stands)
    for _ in range(HALVINGS):
        open_ = np.flatnonzero(~stands & certain)
        if not len(open_):
            break
        middle = (lower[open_] + upper[open_]) / 2
        is_safe = model.stands(pixels[known[open_]], codes[known[open_]], middle)
        lower[open_] = np.where(is_safe, middle, lower[open_])
        upper[open_] = np.where(is_safe, upper[open_], middle)
    radii[known] = lower
    certified = np.full(len(pixels), ABSTAINED, dtype=np.intp)
    certified[known[certain]] = codes[known[certain]]
    return Certificates(certified, np.where(certified >= 0, radii, 0.0))
