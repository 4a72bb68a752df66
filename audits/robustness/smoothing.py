"""Randomised smoothing: a certified radius from answers to noise (Cohen, Rosenfeld & Kolter 2019).

What is certified is the smoothed classifier, which answers what the model answers most often to the
picture with Gaussian noise, and not the model itself. One class is chosen from a few draws, and its
share is bounded from others: from the exact binomial lower limit follows the radius.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.perturbations.norm_balls import Pixels
from audits.robustness.asking import Asker
from audits.statistics.proportions import clopper_pearson

ABSTAINED = -1
# Noisy pictures held at once.
AT_ONCE = 1_000


@dataclass(frozen=True)
class Smoothing:
    """sigma: deviation of the noise, in shares of a pixel's range.

    first: draws from which the class is chosen. draws: from which its share is bounded. alpha: how
    often a certificate may be wrong, a row.
    """

    sigma: float
    first: int
    draws: int
    alpha: float

    @property
    def largest_radius(self) -> float:
        """What so many draws can show at most: where every one has the same answer."""
        return radius_of(self.draws, self.draws, self.sigma, self.alpha)


def radius_of(hits: int, draws: int, sigma: float, alpha: float) -> float:
    """The certified l2 radius where so many of the draws had the class; 0 where it is no majority.

    sigma times the normal quantile of the lower limit at 1 - alpha (Clopper & Pearson 1934).
    """
    lower = clopper_pearson((hits, draws), 1 - 2 * alpha)[0]
    return sigma * float(ndtri(lower)) if lower > 0.5 else 0.0


def certify(
    asker: Asker,
    picture: Pixels,
    smoothing: Smoothing,
    rng: np.random.Generator,
) -> tuple[int, float]:
    """The smoothed class of one picture and its radius; `ABSTAINED` and 0 where none is certain.

    picture: shape (channels, height, width), 0 to 1. Noisy pixels are handed over as they are: the
    certificate is about noise that is not cut to the range.
    """
    classes = len(asker.model.classes)
    first = counts(asker, picture, smoothing.sigma, smoothing.first, classes, rng)
    chosen = int(first.argmax())
    hits = int(counts(asker, picture, smoothing.sigma, smoothing.draws, classes, rng)[chosen])
    radius = radius_of(hits, smoothing.draws, smoothing.sigma, smoothing.alpha)
    return (chosen, radius) if radius > 0 else (ABSTAINED, 0.0)


def counts(
    asker: Asker,
    picture: Pixels,
    sigma: float,
    draws: int,
    classes: int,
    rng: np.random.Generator,
) -> NDArray[np.intp]:
    """How often each class is answered under noise, shape (classes,)."""
    counted = np.zeros(classes, dtype=np.intp)
    for start in range(0, draws, AT_ONCE):
        rows = min(AT_ONCE, draws - start)
        noise = rng.standard_normal((rows, *picture.shape), dtype=np.float32)
        codes = asker.codes(picture + np.float32(sigma) * noise)
        counted += np.bincount(codes[codes >= 0], minlength=classes)
    return counted


def certified_shares(
    right: NDArray[np.bool_], radii: NDArray[np.float64], at: list[float]
) -> list[int]:
    """How many rows are right with at least each radius; what abstained is not right.

    right: shape (rows,); radii: shape (rows,).
    """
    return [int((right & (radii >= radius)).sum()) for radius in at]
