"""A few rows that together show what a model uses: sub-modular pick."""

import numpy as np
from numpy.typing import NDArray


def pick(weights: NDArray[np.float64], count: int) -> list[int]:
    """Rows chosen greedily for the importance of the units they cover, most telling first.

    weights: shape (rows, units). A unit's importance is the root of its total weight. A unit is
    covered as far as the best chosen row shows it, as a share of the largest weight any row gives
    it, so that rows with a trace of everything do not count as showing everything.
    Ribeiro et al. 2016, algorithm 2, with this graded cover (still sub-modular).
    """
    size = np.abs(weights)
    importance = np.sqrt(size.sum(axis=0))
    most = size.max(axis=0, initial=0.0)
    shown = np.divide(size, most, out=np.zeros_like(size), where=most > 0)
    covered = np.zeros(size.shape[1])
    picks: list[int] = []
    while len(picks) < min(count, len(size)):
        gains = np.maximum(shown, covered) @ importance
        gains[picks] = -1.0
        best = int(np.argmax(gains))
        picks.append(best)
        covered = np.maximum(covered, shown[best])
    return picks
