"""A weighted share with one row more: one that these rows may lack by chance, and the table has.

Where 37 positives that were found weigh 1 each and one that was missed would weigh 20, no missed
one among them looks like certainty and is none. With equal weights, and with weights that do not go
with the answer, one row more changes next to nothing. What the rows are worth is Kish's number, the
trials those of the variance to first order (Kish 1965, Survey Sampling; Cochran 1977, Sampling
Techniques, 6).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.tallies import Tally

Mask = NDArray[np.bool_]
TINY = 1e-300
# Equal weights must be worth their rows whatever the sums were rounded to.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class OneUnseen:
    """A share with one row more, of the kind that would tell most against its weights.

    weight: of that row. worth: rows of equal weight that would then be as precise. effective: the
    trials that would, be that row a success or none.
    """

    weight: float
    worth: float
    effective: float

    def undetermined_reason(self, smallest_group: int) -> str | None:
        """Why nothing can be said with such a row, or None.

        smallest_group: fewest rows' worth of weights from which anything is concluded.
        """
        if self.worth >= smallest_group * (1 - ROUNDING):
            return None
        missing = f"a row that weighs {self.weight:.3g} may be missing by chance"
        return f"{missing}: with one, {worth_too_few(self.worth, smallest_group)}"


def one_unseen_row(tally: Tally, hit: Mask, miss: Mask) -> OneUnseen | None:
    """The share with one row more on either side, of what such a row weighs in the table.

    tally: shape (cells,) or any other, with rows among the trials. hit, miss: shape of the tally,
    the successes and the other trials. None without weights, or where nobody knows what a row
    weighs.
    """
    if tally.typical is None or tally.weights is None or tally.squares is None:
        return None
    rows = int(tally.rows[hit | miss].sum())
    sides = [
        (float(tally.weights[side].sum()), float(tally.squares[side].sum())) for side in (hit, miss)
    ]
    total, squares = (sum(sums) for sums in zip(*sides, strict=True))
    unseen = []
    for index, side in enumerate((hit, miss)):
        typical = tally.typical[side]
        if not typical.any():
            continue
        # What the cell's own rows weigh counts as well, and for more the more of them there are.
        own = tally.weights[side] + typical
        weight = float(((tally.squares[side] + typical**2) / np.maximum(own, TINY)).max())
        with_it = total + weight
        mine, other = sides[index][0] + weight, sides[1 - index][0]
        of_mine, of_other = sides[index][1] + weight**2, sides[1 - index][1]
        variance = of_mine * (other / with_it) ** 2 + of_other * (mine / with_it) ** 2
        worth = with_it**2 / (squares + weight**2)
        effective = mine * other / (variance * (rows + 1) / rows) if variance > 0 else worth
        unseen.append(OneUnseen(weight, worth, min(worth, effective)))
    if not unseen:
        return None
    least = min(unseen, key=lambda each: each.worth)
    return replace(least, effective=min(each.effective for each in unseen))


def worth_too_few(worth: float, smallest_group: int) -> str:
    """The sentence for weights so unequal that the rows tell as little as fewer would.

    worth: how many of equal weight would tell as much; smallest_group: how many are needed.
    """
    rows = int(worth)
    return (
        f"weights are worth {rows} row{'' if rows == 1 else 's'} where {smallest_group} are needed"
    )
