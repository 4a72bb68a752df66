"""A direction that pairs of words have in common, and what lies along it.

Bolukbasi et al. 2016, Man is to Computer Programmer as Woman is to Homemaker?, NeurIPS: each pair
(she and he, woman and man) is taken around its middle, and the first principal component of all of
them is the direction. Ten pairs of anything have such a component, so whether they share one is
tested: with the two words of each pair exchanged at random, their differences seldom add up to as
much (all exchanges counted up to twelve pairs).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from audits.data.arrays import Floats
from audits.language.word_associations import unit

# Of fewer pairs no exchange is as rare as LEVEL.
LEVEL = 0.05
FEWEST_PAIRS = 6
MOST_COUNTED, DRAWS = 12, 9999
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Direction:
    """axis: shape (width,), of length 1, towards the first word of each pair.

    explained: share of the pairs' variance that it holds. told_apart: of the pairs left out one by
    one, how many lie on their own sides. pairs: how many there are. p_value: that their differences
    add up so by chance.
    """

    axis: Floats
    explained: float
    told_apart: int
    pairs: int
    p_value: float

    def undetermined_reason(self) -> str | None:
        """Why there is no direction to speak of, or None."""
        if self.p_value <= LEVEL:
            return None
        return (
            f"the {self.pairs} pairs have no direction in common: exchanged at random they add up "
            f"to as much in {self.p_value:.0%} of cases"
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
    return Direction(axis, explained, right, len(one), _by_chance(one - other))


def _by_chance(differences: Floats) -> float:
    """How often the sum of these, shape (pairs, width), is as long with signs at random."""
    pairs = len(differences)
    if pairs <= MOST_COUNTED:
        # A sum and the same turned round are one.
        signs = np.array([(1, *rest) for rest in product((1, -1), repeat=pairs - 1)], dtype=float)
    else:
        drawn = np.random.default_rng(pairs).choice([-1.0, 1.0], (DRAWS, pairs))
        signs = np.concatenate([np.ones((1, pairs)), drawn])
    lengths = np.linalg.norm(signs @ differences, axis=1)
    return float((lengths >= lengths[0] * (1 - _ROUNDING)).mean())


def _component(one: Floats, other: Floats) -> tuple[Floats, float]:
    """The first principal component around the pairs' middles, and the share that it explains."""
    half = (one - other) / 2
    # Around its middle a pair is its half difference and the same turned round.
    _, sizes, axes = np.linalg.svd(np.concatenate([half, -half]), full_matrices=False)
    axis = axes[0] * (1 if float((half @ axes[0]).sum()) >= 0 else -1)
    squares = sizes**2
    return axis, float(squares[0] / squares.sum()) if squares.sum() > 0 else 0.0
