"""A changed share with one row more: one that changed, and that these rows may lack by chance.

Where the rows that were flagged before were all looked at and of the others one in twenty, a row
that is flagged now and was not weighs twenty times as much as one that is flagged no more; a sample
that has the second alone looks like a loss. The same of a single share: `one_unseen_row`. The
variance is that of a mean of weighted rows (Cochran 1977, Sampling Techniques, 6).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.tallies import Tally
from audits.statistics.one_unseen_row import OneUnseen

Mask = NDArray[np.bool_]
# How many times the lightest row one may weigh of a kind that no row of the table is of: as much as
# where one in twenty is looked at, and elsewhere all.
UNSEEN_TIMES = 20.0
NOBODY_CHANGED = "no answer in the table changed, and what one that did would weigh is not known"


@dataclass(frozen=True, slots=True)
class ChangedWeights:
    """What a row weighs that is gained, and one that is lost, by all rows of the table.

    shown: of either side, whether the answers of some row in the table changed to it. unseen: what
    a row may weigh of a side that none changed to.
    """

    gained: float
    lost: float
    shown: tuple[bool, bool] = (True, True)
    unseen: float = 0.0

    @property
    def heaviest(self) -> tuple[float, float]:
        """What a row of either side may weigh at most, shown or not."""
        own = (self.gained, self.lost)
        gained, lost = (
            weight if shown else max(weight, self.unseen)
            for weight, shown in zip(own, self.shown, strict=True)
        )
        return gained, lost

    @property
    def unknown_reason(self) -> str | None:
        """Why rows of such weights say nothing of a change, or None."""
        return None if any(self.shown) else NOBODY_CHANGED


def one_unseen_change(
    tally: Tally, trial: Mask, gained: Mask, lost: Mask, typical: ChangedWeights
) -> OneUnseen:
    """The least that the trials' rows are worth with one row more that changed, to either side.

    tally: with weights. trial, gained, lost: shape of the tally, which cells count, and which of
    these changed to either side; there must be weight among the trials.
    """
    assert tally.weights is not None
    assert tally.squares is not None
    rows = int(tally.rows[trial].sum())
    total, squares = (float(sums[trial].sum()) for sums in (tally.weights, tally.squares))
    sides = [(float(tally.weights[m].sum()), float(tally.squares[m].sum())) for m in (gained, lost)]
    unseen = []
    for side, weight in enumerate((typical.gained, typical.lost)):
        with_it = total + weight
        # Of either side its share of all, and the sum of its squares.
        more = [weight if side == index else 0.0 for index in range(2)]
        shares = [(sums[0] + row) / with_it for sums, row in zip(sides, more, strict=True)]
        squared = [sums[1] + row**2 for sums, row in zip(sides, more, strict=True)]
        difference = shares[0] - shares[1]
        rest = squares + weight**2 - squared[0] - squared[1]
        variance = (
            squared[0] * (1 - difference) ** 2
            + squared[1] * (1 + difference) ** 2
            + max(0.0, rest) * difference**2
        ) / with_it**2
        worth = with_it**2 / (squares + weight**2)
        one_variance = shares[0] + shares[1] - difference**2
        effective = one_variance / (variance * (rows + 1) / rows) if variance > 0 else worth
        unseen.append(OneUnseen(weight, worth, min(worth, effective)))
    heaviest = min(unseen, key=lambda each: each.worth)
    return OneUnseen(heaviest.weight, heaviest.worth, min(each.effective for each in unseen))
