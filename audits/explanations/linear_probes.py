"""Can a straight line read an attribute off a layer? With held-out rows and a control task.

A ridge classifier on one-hot targets (least squares, closed form), five folds. The control task
(Hewitt & Liang 2019, EMNLP) asks the same line for attributes handed out at random: what it gets
right there is what its capacity alone can do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
# Relative to the mean variance of the layer's units.
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """correct: rows named rightly when held out; control: the same of the control task."""

    correct: int
    control: int
    rows: int


def read_layer(
    layer: NDArray[np.float32], codes: NDArray[np.intp], rng: np.random.Generator
) -> Read:
    """layer: shape (rows, width). codes: shape (rows,), all at least 0."""
    folds = folds_of(codes, rng)
    control = rng.permutation(codes)
    return Read(_held_out(layer, codes, folds), _held_out(layer, control, folds), len(codes))


def folds_of(codes: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    """Shape (rows,): which fold each row is in; each level is spread evenly over them."""
    order = rng.permutation(len(codes))
    order = order[np.argsort(codes[order], kind="stable")]
    folds = np.empty(len(codes), dtype=np.intp)
    folds[order] = np.arange(len(codes)) % FOLDS
    return folds


def _held_out(layer: NDArray[np.float32], codes: NDArray[np.intp], folds: NDArray[np.intp]) -> int:
    return int((ridge_scores(layer, codes, folds).argmax(axis=1) == codes).sum())


def ridge_scores(
    layer: NDArray[np.float32], codes: NDArray[np.intp], folds: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Shape (rows, levels): each row's scores by a ridge fitted without the rows of its fold.

    layer: shape (rows, width). codes: shape (rows,), all at least 0. folds: as of `folds_of`.
    """
    targets = np.eye(int(codes.max()) + 1)[codes]
    scores = np.empty(targets.shape)
    for fold in range(FOLDS):
        out = folds == fold
        unseen, seen = layer[out].astype(np.float64), layer[~out].astype(np.float64)
        centre = seen.mean(axis=0)
        seen, unseen = seen - centre, unseen - centre
        middle = targets[~out].mean(axis=0)
        aim = targets[~out] - middle
        penalty = RIDGE * max(float((seen**2).mean()), 1e-12)
        if len(seen) <= seen.shape[1]:
            gram = seen @ seen.T
            gram.flat[:: len(gram) + 1] += penalty
            guess = unseen @ (seen.T @ np.linalg.solve(gram, aim))
        else:
            gram = seen.T @ seen
            gram.flat[:: len(gram) + 1] += penalty
            guess = unseen @ np.linalg.solve(gram, seen.T @ aim)
        scores[out] = guess + middle
    return scores
