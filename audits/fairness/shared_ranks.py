"""Ranks that several rows of one list have: ties of equal items, or a rank that begins anew.

Ties are written as 1, 2, 2, 4 or 1, 3, 3, 4 or 1, 2.5, 2.5, 4, or else, where no rank is passed
over, as 1, 2, 2, 3. Pages have each of their ranks again, the first one most often; and what was
not shown has one rank before all others, or far behind them.
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats

# Where more of the lists than this have ties that nothing else explains, all may be ties.
_SHARE_OF_TIES = 0.2


def strangely_shared(of_list: NDArray[np.intp], ranks: Floats) -> Flags:
    """Which lists have several rows at one rank, and not as ties are written; shape (lists,).

    of_list, ranks: of each row, shape (rows,); lists are numbered from 0 on, each with a row.
    """
    order = np.lexsort((ranks, of_list))
    lists, values = of_list[order], ranks[order]
    begins = np.flatnonzero(np.diff(lists, prepend=-1))
    is_first = np.diff(values, prepend=np.nan) != 0
    is_first[begins] = True
    first = np.flatnonzero(is_first)
    rows_at = np.diff(first, append=len(values))
    # From here on an entry is a rank of a list, and no row.
    rank, listed = values[first], lists[first]
    heads = np.flatnonzero(np.diff(listed, prepend=-1))
    shares = np.maximum.reduceat(rows_at, heads) > 1
    before = first - begins[np.searchsorted(begins, first, side="right") - 1]
    competition = np.zeros(len(heads), dtype=bool)
    # The least, largest and mean place of those tied; ranks begin at 0 or 1, or later where rows
    # were left out.
    for rank_of_ties in (before, before + rows_at - 1, before + (rows_at - 1) / 2):
        away = rank - rank_of_ties
        least = np.minimum.reduceat(away, heads)
        competition |= (np.maximum.reduceat(away, heads) == least) & (least >= 0)
    unexplained = shares & ~competition
    apart = unexplained & _set_apart(rank, rows_at, heads)
    pages = unexplained & ~apart & _fall(rows_at, heads)
    ties = unexplained & ~apart & ~pages
    if ties.sum() > _SHARE_OF_TIES * unexplained.sum():
        return np.zeros(len(heads), dtype=bool)
    return np.asarray(apart | pages)


def _set_apart(rank: Floats, rows_at: NDArray[np.intp], heads: NDArray[np.intp]) -> Flags:
    """Lists that share one rank alone, which is 0 or less, or stands behind a gap at the end."""
    ends = np.append(heads[1:], len(rank)) - 1
    shared = np.add.reduceat((rows_at > 1).astype(np.intp), heads)
    at_first = (rows_at[heads] > 1) & (rank[heads] <= 0)
    steps = rank - np.roll(rank, 1)
    at_last = (rows_at[ends] > 1) & (ends > heads) & (steps[ends] > 1)
    return np.asarray((shared == 1) & (at_first | at_last))


def _fall(rows_at: NDArray[np.intp], heads: NDArray[np.intp]) -> Flags:
    """Lists of which no rank has more rows than the one before it."""
    rises = np.diff(rows_at, prepend=0) > 0
    rises[heads] = False
    return np.asarray(np.add.reduceat(rises.astype(np.intp), heads) == 0)
