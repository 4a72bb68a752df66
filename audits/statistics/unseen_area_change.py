"""The change of an area with one row more, whose weight the other rows tell (`one_unseen_change`).

A positive that was not flagged before weighs twenty times as much as the flagged ones, and where a
sample has two of them, what these two happened to do is the change. One more stands where a row of
either kind stands, then and now, and weighs what label and fifths of the scores tell; it moves the
area by how it is placed (DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837).
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.typical_weights import typical_weights
from audits.statistics.one_unseen_row import ROUNDING

# Parts of the scores then, and of those now.
PARTS = 5


def one_unseen_move(
    then: Floats,
    now: Floats,
    positive: NDArray[np.bool_],
    weights: Floats,
    counts: Floats | None,
) -> tuple[float, float]:
    """How much lower, and higher, the change could be with one row more that weighs the most.

    then, now, positive, weights, counts: shape (rows,), the scores, which rows are positive, what
    each weighs and how many people it is.
    Both 0 where all rows weigh the same. Of the weight only what is beyond that of rows of its kind
    in general counts, which is what a sample of such weights may lack.
    """
    number = np.ones(len(then)) if counts is None else counts
    amounts = weights * number
    used = amounts > 0
    if weights[used].max(initial=0) <= weights[used].min(initial=np.inf) * (1 + ROUNDING):
        return 0.0, 0.0
    pairs, pair = np.unique(_parts(then) * PARTS + _parts(now), return_inverse=True)
    kind = positive * len(pairs) + pair.reshape(-1)
    sums = [
        np.bincount(kind, each, 2 * len(pairs)).astype(np.float64).reshape(1, 2, len(pairs))
        for each in (number, amounts, amounts * weights)
    ]
    typical = typical_weights(np.rint(sums[0]).astype(np.int64), sums[1], sums[2])
    if typical is None:
        return 0.0, 0.0
    down = up = 0.0
    for side, one in enumerate((~positive, positive)):
        total, squares = float(sums[1][0, side].sum()), float(sums[2][0, side].sum())
        change = _placed(now, ~one, amounts) - _placed(then, ~one, amounts)
        around = (change - np.average(change[one], weights=amounts[one])) * (1 if side else -1)
        heavier = np.maximum(0.0, typical[0, side] - squares / total)[pair.reshape(-1)]
        by = heavier / (total + heavier) * around
        down, up = max(down, float(-by.min())), max(up, float(by.max()))
    return down, up


def _parts(scores: Floats) -> NDArray[np.intp]:
    """Which of PARTS of as many rows each score is in; equal scores are in one."""
    in_order = np.sort(scores)
    edges = in_order[[index * len(scores) // PARTS for index in range(1, PARTS)]]
    return np.searchsorted(np.unique(edges), scores, side="right")


def _placed(scores: Floats, others: NDArray[np.bool_], amounts: Floats) -> Floats:
    """Share of the other kind below each score, ties as a half; shape (rows,)."""
    distinct, rank = np.unique(scores, return_inverse=True)
    rank = rank.reshape(-1)
    there = np.bincount(rank, amounts * others, minlength=len(distinct))
    return np.asarray((np.cumsum(there) - there / 2)[rank] / there.sum())
