"""A direction that pairs of words have in common, and what lies along it.

Bolukbasi et al. 2016, Man is to Computer Programmer as Woman is to Homemaker?, NeurIPS: each pair
(she and he, woman and man) is taken around its middle, and the first principal component of all of
them is the direction. Whether there is one is seen on pairs left out: of a direction that the
others have in common the two words of the last pair lie on their own sides.
"""

from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Floats
from audits.language.word_associations import unit

# Of the pairs left out one by one, the share that must be told apart.
FEWEST_TOLD_APART = 0.8
FEWEST_PAIRS = 5


@dataclass(frozen=True, eq=False)
class Direction:
    """axis: shape (width,), of length 1, towards the first word of each pair.

    explained: share of the pairs' variance that it holds. told_apart: of the pairs left out one by
    one, how many lie on their own sides. pairs: how many there are.
    """

    axis: Floats
    explained: float
    told_apart: int
    pairs: int

    def undetermined_reason(self) -> str | None:
        """Why there is no direction to speak of, or None."""
        if self.told_apart >= FEWEST_TOLD_APART * self.pairs:
            return None
        return (
            f"the pairs have no direction in common: of {self.pairs} pairs left out one by one "
            f"{self.told_apart} lie on their own sides along that of the others"
        )

    def along(self, vectors: Floats) -> Floats:
        """Shape (words,): cosine of each vector with the axis; vectors: shape (words, width)."""
        return np.asarray(unit(vectors) @ self.axis)


def direction_of(first: Floats, second: Floats) -> Direction:
    """The direction of pairs. first, second: shape (pairs, width), at least two pairs."""
    one, other = unit(first), unit(second)
    axis, explained = _component(one, other)
    right = 0
    for left_out in range(len(one)):
        others = np.arange(len(one)) != left_out
        own, _ = _component(one[others], other[others])
        right += bool((one[left_out] - other[left_out]) @ own > 0)
    return Direction(axis, explained, right, len(one))


def _component(one: Floats, other: Floats) -> tuple[Floats, float]:
    """The first principal component around the pairs' middles, and the share that it explains."""
    half = (one - other) / 2
    # Around its middle a pair is its half difference and the same turned round.
    _, sizes, axes = np.linalg.svd(np.concatenate([half, -half]), full_matrices=False)
    axis = axes[0] * (1 if float((half @ axes[0]).sum()) >= 0 else -1)
    squares = sizes**2
    return axis, float(squares[0] / squares.sum()) if squares.sum() > 0 else 0.0
