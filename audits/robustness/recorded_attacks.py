"""Attacks that were made elsewhere: how many succeeded, as sure as pictures are many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.statistics.shares import Ends, Share


@dataclass(frozen=True, slots=True)
class OfAttacks:
    """share: of the attacks with an answer. ends: with all, where some have none."""

    share: Share
    ends: Ends | None


@dataclass(frozen=True, eq=False)
class Recorded:
    """Shape (attacks,) each: which picture was attacked, whether that succeeded, was answered."""

    pictures: NDArray[np.object_]
    success: Flags
    answered: Flags

    def of(self, rows: Flags) -> OfAttacks | None:
        """What these attacks came to; None where none has an answer. rows: shape (attacks,)."""
        known = rows & self.answered
        if not known.any():
            return None
        silent = int((rows & ~self.answered).sum())
        share = recorded_share(self.pictures[known], self.success[known])
        if not silent:
            return OfAttacks(share, None)
        low, high = (
            recorded_share(self.pictures[rows], filled[rows])
            for filled in (self.success & self.answered, self.success | ~self.answered)
        )
        return OfAttacks(share, Ends(low, high, silent))


def recorded_share(pictures: NDArray[np.generic], success: Flags) -> Share:
    """The share of attacks that succeeded, as sure as so many pictures are: repeats are no trials.

    Pictures that were attacked more often than others are worth fewer (Kish 1965, Survey Sampling).

    pictures: shape (attacks,), which picture each was made on; success: shape (attacks,).
    """
    _, often = np.unique(pictures, return_counts=True)
    attacks, distinct = len(success), len(often)
    hits = int(success.sum())
    if distinct == attacks:
        return Share(hits, attacks, attacks)
    return Share(hits, attacks, distinct, effective=attacks**2 / float(often @ often))
