"""An area with one row more: one that these rows may lack by chance, and whose weight they tell.

Where the score decides which rows were looked at, a positive with a low score weighs twenty times
as much as the others, and a sample without one shows an area that is too large and a spread that is
too small. What a row weighs is told by label and tenth of the scores (`typical_weights`), and it
may stand at the end of its tenth that moves the area most. The same of a share: `one_unseen_row`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.typical_weights import typical_weights
from audits.statistics.one_unseen_row import ROUNDING, worth_too_few
from audits.statistics.ranked_scores import Ranked, Side

# Parts of the scores, each of as many rows.
PARTS = 10
SUMS_TO_ONE = 1 + 1e-12


@dataclass(frozen=True, slots=True)
class UnseenScore:
    """What one row more could do to an area.

    down, up: how much lower, and higher, the area would be with the row that moves it most. worth:
    rows of equal weight that the positives and the negatives would be worth with their heaviest row
    (Kish 1965, Survey Sampling); weights: of these rows.
    """

    down: float
    up: float
    worth: tuple[float, float]
    weights: tuple[float, float]

    def undetermined_reason(self, smallest_group: int) -> str | None:
        """Why nothing can be said of the area, or None.

        smallest_group: fewest rows' worth of positives, and of negatives.
        """
        for worth, weight, kind in zip(
            self.worth, self.weights, ("positive", "negative"), strict=True
        ):
            if worth < smallest_group * (1 - ROUNDING):
                return (
                    f"a {kind} row that weighs {weight:.3g} may be missing by chance: with one, "
                    f"{kind} {worth_too_few(worth, smallest_group)}"
                )
        return None


def one_unseen_score(ranked: Ranked, area: float) -> UnseenScore | None:
    """The area with one row more; None without weights, or where all rows weigh the same.

    ranked: scores of both kinds. area: under their ROC curve.
    """
    sides = (ranked.up, ranked.down)
    if _all_alike(sides):
        return None
    starts = _parts(ranked)
    sums = [_sums(side, starts) for side in sides]
    rows, weights, squares = (np.stack([each[index] for each in sums]) for index in range(3))
    typical = typical_weights(np.rint(rows).astype(np.int64)[None], weights[None], squares[None])
    if typical is None:
        return None
    ups, downs = weights.sum(axis=1)
    # Above which share of the other kind a row of each part may stand, at the least and at most.
    below_up, below_down = (np.concatenate(([0.0], np.cumsum(each))) for each in weights)
    least = np.stack([below_down[:-1] / downs, 1 - below_up[1:] / ups])
    most = np.stack([below_down[1:] / downs, 1 - below_up[:-1] / ups])
    moves = typical[0] / (weights.sum(axis=1)[:, None] + typical[0])
    heaviest = typical[0].max(axis=1)
    worth = (weights.sum(axis=1) + heaviest) ** 2 / (squares.sum(axis=1) + heaviest**2)
    return UnseenScore(
        max(0.0, float((moves * (area - least)).max())),
        max(0.0, float((moves * (most - area)).max())),
        (float(worth[0]), float(worth[1])),
        (float(heaviest[0]), float(heaviest[1])),
    )


def _all_alike(sides: tuple[Side, Side]) -> bool:
    """Whether every row that counts weighs the same; of no weights too."""
    seen: list[float] = []
    for side in sides:
        if side.row_weights is None or side.squares is None:
            return True
        counting = side.row_weights > 0
        weights = side.squares[counting] / side.row_weights[counting]
        seen += [float(weights.min()), float(weights.max())] if len(weights) else []
    return not seen or max(seen) <= min(seen) * SUMS_TO_ONE


def _parts(ranked: Ranked) -> Floats:
    """The least score of each part; equal scores are in one, so there may be fewer."""
    rows = len(ranked.up.scores) + len(ranked.down.scores)
    edges = [ranked.at_rank(index * rows // PARTS) for index in range(1, PARTS)]
    return np.unique([ranked.limits[0], *edges])


def _sums(side: Side, starts: Floats) -> tuple[Floats, Floats, Floats]:
    """Rows of each part, their weights and squared weights added up; each shape (parts,)."""
    assert side.row_weights is not None
    assert side.squares is not None
    cuts: NDArray[np.intp] = np.append(
        np.searchsorted(side.scores, starts, "left"), len(side.scores)
    )
    rows = np.diff(cuts).astype(np.float64)
    sums = []
    for values in (side.row_weights, side.squares):
        cumulative = np.concatenate(([0.0], np.cumsum(values)))
        sums.append(np.diff(cumulative[cuts]))
    return rows, np.maximum(sums[0], 0.0), np.maximum(sums[1], 0.0)
