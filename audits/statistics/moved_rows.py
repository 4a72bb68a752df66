"""A mean of moves that few rows make: what rises and what falls, each with its limits.

Where the rows whose scores rise weigh thirteen times as much as the others, and a sample holds two
of them, its spread knows of two. Each side is bounded with one row more that moves as much as any
has (Fay & Feuer 1997, Statistics in Medicine 16:791: `weighted_counts`), and as much as the other
side's where none has.
"""

import numpy as np

from audits.data.arrays import Floats
from audits.statistics.one_unseen_change import UNSEEN_TIMES
from audits.statistics.one_unseen_row import ROUNDING
from audits.statistics.weighted_counts import Sides, WeightedCount


def moved_rows(moves: Floats, weights: Floats | None, counts: Floats | None) -> Sides:
    """What rose and what fell, of the largest move.

    moves, weights, counts: shape (rows,), each move between -1 and 1, what a row weighs, and how
    many people it is; some row must weigh something and have moved. Without weights a row that was
    not seen weighs as the others do.
    """
    number = np.ones(len(moves)) if counts is None else counts
    up, down = (np.where(side > ROUNDING, side, 0.0) for side in (moves, -moves))
    unseen = 1.0
    if weights is None:
        weights = np.ones(len(moves))
    else:
        used = weights[weights * number > 0]
        unseen = max(float(used.max()), UNSEEN_TIMES * float(used.min()))
    gained, lost = (
        WeightedCount(
            float((own * weights) @ number),
            float((own * weights) ** 2 @ number),
            float((own * weights).max() if own.any() else unseen * other.max()),
            float(weights @ number),
        )
        for own, other in ((up, down), (down, up))
    )
    return gained, lost
