"""Deletion and insertion: does the answer move as an explanation says it should?

Petsiuk, Das & Saenko 2018 (RISE), BMVC. The order is the explanation's; random orders of the
same row are what it has to beat.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance, Mask

# Steps of a curve and random orders beside it; more would only make it smoother.
STEPS, RANDOM_ORDERS = 10, 4


@dataclass(frozen=True, eq=False)
class Curves:
    """P(class) as units go or come, shape (steps + 1,), from share 0 to share 1.

    The areas are means of the curve over the share (trapezoids), between 0 and 1.
    """

    shares: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    random_deletion: NDArray[np.float64]
    random_insertion: NDArray[np.float64]

    @property
    def deletion_area(self) -> float:
        return _area(self.shares, self.deletion)

    @property
    def insertion_area(self) -> float:
        return _area(self.shares, self.insertion)

    @property
    def random_deletion_area(self) -> float:
        return _area(self.shares, self.random_deletion)

    @property
    def random_insertion_area(self) -> float:
        return _area(self.shares, self.random_insertion)


def draw_curves(
    instance: Instance, explanation: Explanation, asker: Asker, rng: np.random.Generator
) -> Curves:
    """Take units away, and put them back on nothing, strongest support first."""
    count = len(instance.units)
    steps = min(STEPS, count)
    gone = np.unique(np.round(np.linspace(0, count, steps + 1)).astype(int))
    orders = [np.argsort(-explanation.signed_weights, kind="stable")]
    orders += [rng.permutation(count) for _ in range(RANDOM_ORDERS)]
    masks = np.concatenate([_absent(order, gone) for order in orders])
    answers = asker.of_masks(instance, np.concatenate([masks, ~masks]), explanation.target)
    deletion, insertion = answers.reshape(2, len(orders), len(gone))
    return Curves(
        shares=gone / count,
        deletion=deletion[0],
        insertion=insertion[0],
        random_deletion=deletion[1:].mean(axis=0),
        random_insertion=insertion[1:].mean(axis=0),
    )


def _absent(order: NDArray[np.intp], gone: NDArray[np.intp]) -> Mask:
    """Shape (steps, units): the first so many of the order are absent."""
    ranks = np.empty(len(order), dtype=np.intp)
    ranks[order] = np.arange(len(order))
    return np.asarray(ranks[None, :] >= gone[:, None])


def _area(shares: NDArray[np.float64], heights: NDArray[np.float64]) -> float:
    return float(np.trapezoid(heights, shares))
