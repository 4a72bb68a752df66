"""How far items that nobody judged could move the NDCG of the lists they stand in.

Such an item keeps its place and counts as of no use, as in trec_eval; in truth it is worth
something from 0 to the largest relevance that the table holds. Written by levels of relevance (l
from 0 on, w apart), gain and ideal gain are sums of w (K + P(c)) and of w C(n + c): K the discounts
of the judged items of that level and more, n how many these are, c how many unjudged ones are of
it, P the discounts of those c and C the first n + c discounts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.fairness.ranked_lists import RankedLists, discounts_to

# Dinkelbach's ratios rise to the greatest faster than by halves; so many steps are never needed.
_MOST_STEPS, _ENOUGH = 50, 1e-12


@dataclass(frozen=True, eq=False)
class NdcgEnds:
    """Of each list the least and greatest NDCG, shape (lists,), and what it holds unjudged.

    They are its NDCG where all is judged. A list in which nothing judged is relevant has no NDCG,
    and may have one: its ends are those it has if it has one.
    """

    least: Floats
    greatest: Floats
    unjudged: Flags

    def of(self, whose: Flags) -> "NdcgEnds":
        """Those of some lists; whose: shape (lists,)."""
        return NdcgEnds(self.least[whose], self.greatest[whose], self.unjudged[whose])

    def among(self, values: Floats) -> tuple[Floats, Floats]:
        """The NDCGs whose mean is least, and greatest; values: as they are, shape (lists,).

        A list without an NDCG has one where that moves the mean that way.
        """
        known, maybe = np.isfinite(values), ~np.isfinite(values) & self.unjudged
        low = _pulled(self.least[known], np.sort(self.least[maybe]))
        high = -_pulled(-self.greatest[known], np.sort(-self.greatest[maybe]))
        return low, high


def _pulled(values: Floats, more: Floats) -> Floats:
    """The values with those of `more`, smallest first, that make their mean smaller."""
    total, count = float(values.sum()), len(values)
    taken = 0
    while taken < len(more) and (count == 0 or more[taken] < total / count):
        total, count, taken = total + more[taken], count + 1, taken + 1
    return np.concatenate([values, more[:taken]])


def ndcg_ends(ranked: RankedLists, depth: int | None) -> NdcgEnds:
    """Of each list its least and greatest NDCG."""
    assert ranked.merit is not None
    values = ranked.ndcg(depth)
    ends = NdcgEnds(values.copy(), values.copy(), np.zeros(ranked.lists, dtype=bool))
    most = float(ranked.merit.max(initial=0.0)) or 1.0
    exposure = ranked.exposure(depth)
    by_list = np.argsort(ranked.of_list, kind="stable")
    starts = np.searchsorted(ranked.of_list[by_list], np.arange(ranked.lists + 1))
    for name in np.unique(ranked.of_list[ranked.unjudged]):
        rows = by_list[starts[name] : starts[name + 1]]
        open_ = ranked.unjudged[rows]
        own = _Levels.of(ranked.merit[rows][~open_], exposure[rows], open_, most, depth)
        ends.least[name], ends.greatest[name] = own.least(), own.greatest()
        ends.unjudged[name] = True
    return ends


@dataclass(frozen=True, eq=False)
class _Levels:
    """One list. apart, gained, reached: shape (levels,): how far a level lies above that below, the
    discounts of the judged items of it and more, and how many these are. open_: discounts of the
    unjudged items, the largest first. ideal: sums of the first 0, 1 ... discounts.
    """

    apart: Floats
    gained: Floats
    reached: NDArray[np.intp]
    open_: Floats
    ideal: Floats

    @classmethod
    def of(
        cls, merit: Floats, exposure: Floats, open_: Flags, most: float, depth: int | None
    ) -> "_Levels":
        """merit: of the judged items; exposure, open_: of all items of the list."""
        tops = np.unique(np.append(merit[merit > 0], most))
        reached = merit[None, :] >= tops[:, None]
        return cls(
            np.diff(tops, prepend=0.0), reached @ exposure[~open_], reached.sum(axis=1),
            np.sort(exposure[open_])[::-1],
            np.concatenate([[0.0], np.cumsum(discounts_to(len(exposure), depth))]),
        )  # fmt: skip

    def least(self) -> float:
        """For a ratio of a linear and a convex function, where each item is worth nothing or all.

        Of those worth all, the ones that stand last.
        """
        how_many = np.arange(len(self.open_) + 1)
        last = np.concatenate([[0.0], np.cumsum(self.open_[::-1])])
        gain = (self.apart * self.gained).sum() + self.apart.sum() * last
        best = self.apart @ self.ideal[self.reached[:, None] + how_many]
        return float((gain[best > 0] / best[best > 0]).min(initial=1.0))

    def greatest(self) -> float:
        """Each level has the number of items that serves it, as fewer are of more (Dinkelbach
        1967, Management Science 13:492)."""
        first = np.concatenate([[0.0], np.cumsum(self.open_)])
        gains = self.gained[:, None] + first
        ideals = self.ideal[self.reached[:, None] + np.arange(len(first))]
        ratio = 0.0
        for _ in range(_MOST_STEPS):
            # At the ratio 0 each level takes all, so that nothing stands below the line.
            counts = (gains - ratio * ideals).argmax(axis=1) if ratio else len(first) - 1
            gain, ideal = (
                float(self.apart @ each[np.arange(len(self.apart)), counts])
                for each in (gains, ideals)
            )
            if ideal <= 0 or gain / ideal <= ratio + _ENOUGH:
                break
            ratio = gain / ideal
        return ratio
