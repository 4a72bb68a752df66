"""Randomised smoothing: a radius within which the smoothed classifier's answer cannot change.

Cohen, Rosenfeld & Kolter 2019 (ICML), algorithm CERTIFY. The smoothed classifier answers with the
class that the model gives most often when Gaussian noise falls on the input. Where that class has
at least the share p of the votes, its answer stands for every change of less than
sigma * ndtri(p) in the L2 norm. p is an exact lower limit of draws that chose nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from audits.perturbations.norm_balls import Pixels

ABSTAINED = -1
Codes: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Smoothing:
    """sigma: deviation of the noise, in shares of a pixel's range.

    first: draws that choose the class; draws: those that certify it. alpha: the chance that one
    certificate is wrong.
    """

    sigma: float
    first: int
    draws: int
    alpha: float

    @property
    def largest_radius(self) -> float:
        """The radius if every draw agrees: no certificate from so many draws can be larger."""
        return float(self.sigma * ndtri(self.alpha ** (1 / self.draws)))

    @property
    def description(self) -> str:
        """In words, without brackets."""
        return (
            f"randomised smoothing, sigma {self.sigma:g}, n {self.draws:,}, alpha {self.alpha:g} a "
            f"row, radii up to {self.largest_radius:.4g}; of the smoothed classifier"
        )


@dataclass(frozen=True, eq=False)
class Certificates:
    """codes: the certified class of each row, shape (rows,); `ABSTAINED` where there is none.

    radii: within which it stands, shape (rows,); 0 where there is no class.
    """

    codes: Codes
    radii: NDArray[np.float64]

    def hold(self, labels: Codes, radius: float) -> NDArray[np.bool_]:
        """Shape (rows,): certified to be answered with the label within the radius.

        labels: shape (rows,); below 0 where a row has none that the model knows.
        """
        return np.asarray((self.codes == labels) & (labels >= 0) & (self.radii >= radius))


def certified_radius(votes: NDArray[np.intp], smoothing: Smoothing) -> NDArray[np.float64]:
    """Radii of rows, shape (rows,), NaN where it abstains.

    votes: how many of the certifying draws gave the chosen class. The lower limit is that of
    Clopper & Pearson 1934 (Biometrika 26:404), one-sided at alpha.
    """
    missed = smoothing.draws - votes
    share = np.where(votes > 0, betaincinv(np.maximum(votes, 1), missed + 1, smoothing.alpha), 0.0)
    certain = share > 0.5
    return np.where(certain, smoothing.sigma * ndtri(np.where(certain, share, 0.75)), np.nan)


def certify(
    pixels: Pixels,
    labels: Codes,
    classes: int,
    answers: Callable[[Pixels], Codes],
    smoothing: Smoothing,
    rng: Callable[[int], np.random.Generator],
    at_once: int,
) -> Certificates:
    """Certificates of rows whose first draws give the label; the others have none.

    Only a certificate of the label counts, so the rest is not asked again: their class is given
    with the radius 0. pixels: shape (rows, channels, height, width). labels: shape (rows,).
    answers: the class of each of some pixels, -1 without an answer. rng: of a row, its draws.
    at_once: pictures asked together.
    """
    codes = np.full(len(pixels), ABSTAINED, dtype=np.intp)
    radii = np.zeros(len(pixels))
    for row, (picture, label) in enumerate(zip(pixels, labels.tolist(), strict=True)):
        draws = rng(row)
        first = _votes(picture, classes, answers, smoothing.sigma, smoothing.first, draws, at_once)
        likeliest = int(first.argmax())
        if likeliest != label:
            codes[row] = likeliest if label >= 0 else ABSTAINED
            continue
        votes = _votes(picture, classes, answers, smoothing.sigma, smoothing.draws, draws, at_once)
        (radius,) = certified_radius(votes[[likeliest]], smoothing)
        if not np.isnan(radius):
            codes[row], radii[row] = likeliest, radius
    return Certificates(codes, radii)


def _votes(
    picture: Pixels,
    classes: int,
    answers: Callable[[Pixels], Codes],
    sigma: float,
    draws: int,
    rng: np.random.Generator,
    at_once: int,
) -> NDArray[np.intp]:
    """How often each class is answered under noise, shape (classes,)."""
    votes = np.zeros(classes, dtype=np.intp)
    # One array for all of them: new memory of this size takes longer to get than to fill.
    room = np.empty((min(at_once, draws), *picture.shape), dtype=np.float32)
    for start in range(0, draws, at_once):
        noisy = room[: draws - start]
        rng.standard_normal(dtype=np.float32, out=noisy)
        noisy *= np.float32(sigma)
        noisy += picture
        codes = answers(noisy)
        votes += np.bincount(codes[codes >= 0], minlength=classes)
    return votes
