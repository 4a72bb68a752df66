"""Small changes of pixels: balls of a norm inside the valid range, and steps within them.

Pixels are float32 of shape (rows, channels, height, width), 0 to 1: 1 is the whole range of a
file's values, so that a size of .03 means the same whatever a model makes of its input. Distances
are over all pixels and channels of a picture.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
# Below this a gradient has no direction.
TINY = 1e-30


class Norm(StrEnum):
    """How the size of a change is measured."""

    LINF = "linf"  # the largest change of any value
    L2 = "l2"  # the root of the sum of squared changes


def sizes(change: Pixels, norm: Norm) -> NDArray[np.float64]:
    """The size of each row's change, shape (rows,). change: shape (rows, ...)."""
    flat = change.reshape(len(change), -1)
    if norm is Norm.LINF:
        return np.asarray(np.abs(flat).max(axis=1, initial=0), dtype=np.float64)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", flat, flat, dtype=np.float64)))


def project(perturbed: Pixels, original: Pixels, norm: Norm, epsilon: float) -> Pixels:
    """The nearest pixels in the ball around the original and in 0 to 1; works in place.

    perturbed, original: shape (rows, channels, height, width). epsilon: the ball's radius.
    """
    if norm is Norm.LINF:
        np.minimum(perturbed, original + np.float32(epsilon), out=perturbed)
        np.maximum(perturbed, original - np.float32(epsilon), out=perturbed)
    else:
        change = perturbed - original
        length = sizes(change, norm)
        shrink = np.minimum(1.0, epsilon / np.maximum(length, TINY)).astype(np.float32)
        np.add(original, change * _by_row(shrink, change), out=perturbed)
    # The original lies in 0 to 1, so cutting brings what is outside nearer to it.
    return np.clip(perturbed, 0.0, 1.0, out=perturbed)


def linf_ends(original: Pixels, epsilon: float) -> tuple[Pixels, Pixels]:
    """The least and the greatest value that each may take in the linf ball and in 0 to 1."""
    size = np.float32(epsilon)
    return np.clip(original - size, 0, 1), np.clip(original + size, 0, 1)


def random_start(original: Pixels, norm: Norm, epsilon: float, rng: np.random.Generator) -> Pixels:
    """A point of each row's ball, uniform in it, cut to 0 to 1. original: shape (rows, ...)."""
    if norm is Norm.LINF:
        change = rng.uniform(-epsilon, epsilon, original.shape).astype(np.float32)
    else:
        change = rng.standard_normal(original.shape).astype(np.float32)
        places = change[0].size if len(change) else 1
        radius = epsilon * rng.uniform(0, 1, len(change)) ** (1 / places)
        scale = (radius / np.maximum(sizes(change, norm), TINY)).astype(np.float32)
        change *= _by_row(scale, change)
    return project(original + change, original, norm, epsilon)


def direction(gradient: Pixels, norm: Norm) -> Pixels:
    """The step of size 1 along which a loss with this gradient rises most, shape (rows, ...)."""
    if norm is Norm.LINF:
        return np.sign(gradient)
    length = np.maximum(sizes(gradient, norm), TINY)
    return np.asarray(gradient / _by_row(length.astype(np.float32), gradient))


def _by_row(values: NDArray[np.float32], like: Pixels) -> Pixels:
    return values.reshape(-1, *[1] * (like.ndim - 1))
