"""Items ranked within lists: how much attention each position gets, and what it went to.

Attention falls with the position as 1 / log2(1 + position), the discount of NDCG, which Singh &
Joachims 2018 (Fairness of Exposure in Rankings, KDD, doi:10.1145/3219819.3220088) take as the
exposure of an item. Items of one score share the exposure of the positions that they share
(McSherry & Najork 2008, Computing Information Retrieval Performance Measures Efficiently in the
Presence of Tied Scores, ECIR).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.dataset import Categories, Column
from audits.errors import NotApplicable
from audits.fairness.shared_ranks import strangely_shared
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.roles import Role

# A direction is told from so many lists on, where chance is so many standard errors off.
_FEWEST_LISTS, _SURELY = 10, 4.0


@dataclass(frozen=True, eq=False)
class RankedLists:
    """The rows that stand in a list at a position; each array but `lists` has the shape (rows,).

    rows: their positions in the data. of_list: the list each stands in, from 0. merit: how relevant
    each is, 0 or more, and 0 where nobody judged it (`unjudged`); None where nothing says so.
    lists: how many there are. placeless: of all rows of the data those that stand in none.
    """

    rows: NDArray[np.intp]
    of_list: NDArray[np.intp]
    order: Floats
    merit: Floats | None
    lists: int
    unjudged: Flags
    placeless: Flags

    def exposure(self, depth: int | None = None) -> Floats:
        """Of each row the attention that its position gets; 0 beyond the first `depth`."""
        return shared_discounts(self.of_list, self.order, depth)

    def ndcg(self, depth: int | None) -> Floats:
        """Of each list its NDCG at a depth, shape (lists,); NaN where it holds nothing relevant.

        The gain of a row is its merit. Järvelin & Kekäläinen 2002, ACM TOIS 20:422.
        """
        assert self.merit is not None
        gained = self._sums(self.merit * self.exposure(depth))
        ideal = self._sums(self.merit * shared_discounts(self.of_list, -self.merit, depth))
        nothing = np.full(self.lists, np.nan)
        return np.asarray(np.divide(gained, ideal, out=nothing, where=ideal > 0))

    def relative(self, values: Floats) -> Floats:
        """Each row's share of what its list holds, times its rows; NaN where that is nothing.

        values: shape (rows,), 0 or more.
        """
        sizes = np.bincount(self.of_list, minlength=self.lists)
        means = self._sums(values) / sizes
        means[means <= 0] = np.nan
        return np.asarray(values / means[self.of_list])

    def _sums(self, values: Floats) -> Floats:
        return np.bincount(self.of_list, values, self.lists).astype(np.float64, copy=False)


def shared_discounts(of_list: NDArray[np.intp], order: Floats, depth: int | None) -> Floats:
    """The discount of each row's position, shape (rows,); equal rows share theirs.

    of_list, order: shape (rows,): lists from 0 on, and numbers that are the smaller the earlier.
    depth: positions that count; None, all.
    """
    sorted_rows = np.lexsort((order, of_list))
    lists, orders = of_list[sorted_rows], order[sorted_rows]
    position = np.arange(len(lists)) - np.searchsorted(lists, lists)
    discount = discounts_to(int(position.max(initial=-1)) + 1, depth)[position]
    begins = np.ones(len(lists), dtype=bool)
    begins[1:] = (np.diff(lists) != 0) | (np.diff(orders) != 0)
    tied = np.cumsum(begins) - 1
    shared = np.empty_like(discount)
    shared[sorted_rows] = (np.bincount(tied, discount) / np.bincount(tied))[tied]
    return np.asarray(shared)


def discounts_to(positions: int, depth: int | None) -> Floats:
    """The discount of each of so many positions, 0 beyond the first `depth`."""
    discounts = 1 / np.log2(np.arange(positions) + 2.0)
    discounts[depth:] = 0.0 if depth is not None else discounts[depth:]
    return np.asarray(discounts)


def ranked_lists(subject: Subject) -> RankedLists:
    """The rows that have a list and a position; the others are told to `warn`.

    A score orders a list from the largest on, a predicted number, the rank, from the smallest on.
    Merit is a numeric label, or 1 where a label of classes is the positive one. Rows of a list in
    which several share a rank, and not as ties, stand in none. Raises `NotApplicable` where no row
    has both, or a label is negative.
    """
    data = subject.data
    query = data.require(Role.QUERY)
    codes = _codes(query)
    order = _order(subject)
    merit = _merit(subject)
    known = (codes >= 0) & np.isfinite(order)
    rows = np.flatnonzero(known)
    judged = np.ones(len(data), dtype=bool) if merit is None else np.isfinite(merit)
    if not judged[rows].any():
        raise NotApplicable(
            "no row has a list and a position in it", "give the columns their values"
        )
    if len(rows) < len(data):
        one = "row lacks its list or its position: it is in no list"
        many = "rows lack their list or their position: they are in no list"
        subject.warn(counted(len(data) - len(rows), one, many))
    if _is_ranked(subject):
        rows = _with_ranks_of_their_own(subject, rows, codes[rows], order[rows])
        known[:] = False
        known[rows] = True
    unjudged = ~judged[rows]
    if unjudged.any():
        one = "ranked row has no label: it keeps its place and counts"
        many = "ranked rows have no label: they keep their places and count"
        subject.warn(
            f"{counted(int(unjudged.sum()), one, many)} as of no use, as trec_eval has it; NDCG "
            "passes only where it would whatever they are worth, and what goes by relevance does "
            "not. Where the empty cells say of no use, write 0"
        )
    lists, of_list = np.unique(codes[rows], return_inverse=True)
    ranked = RankedLists(
        rows, of_list.reshape(-1), order[rows],
        None if merit is None else np.where(unjudged, 0.0, merit[rows]), len(lists), unjudged,
        ~known,
    )  # fmt: skip
    _tell_of_reversal(subject, ranked)
    return ranked


def _with_ranks_of_their_own(
    subject: Subject, rows: NDArray[np.intp], of_list: NDArray[np.intp], ranks: Floats
) -> NDArray[np.intp]:
    """The rows but those of lists in which several share a rank, as ties do not: of pages, days.

    Which of them stands where is not known. Raises `NotApplicable` where no other list is there.
    """
    lists, numbers = np.unique(of_list, return_inverse=True)
    shared = strangely_shared(numbers.reshape(-1), ranks)
    if not shared.any():
        return rows
    strange = shared[numbers.reshape(-1)]
    what = f"{int(shared.sum()):,} of {counted(len(lists), 'list has', 'lists have')}"
    reason = f"{what} several rows at one rank, so that which stands where is not known"
    remedy = (
        "where a list goes on over pages on which the rank begins anew, add the rows of the pages "
        "before; where each day or request is a list of its own, name the list by both; where 0 "
        "or the like says that a row was not shown, leave it empty"
    )
    if strange.all():
        raise NotApplicable(reason, remedy)
    out = counted(int(strange.sum()), "row is", "rows are")
    subject.warn(f"{reason}: their {out} in no list, and nothing passes beside them. {remedy}")
    return rows[~strange]


def _tell_of_reversal(subject: Subject, ranked: RankedLists) -> None:
    """Lists that put what is relevant behind, by more than chance: turned round, perhaps."""
    if ranked.merit is None or ranked.lists < _FEWEST_LISTS:
        return
    sizes = np.bincount(ranked.of_list, minlength=ranked.lists)
    exposure = ranked.exposure()
    means = np.bincount(ranked.of_list, exposure, ranked.lists) / sizes
    above = ranked.merit * (exposure - means[ranked.of_list])
    gains = np.bincount(ranked.of_list, above, ranked.lists)
    if gains.mean() < -_SURELY * gains.std(ddof=1) / np.sqrt(ranked.lists):
        what = "rank" if _is_ranked(subject) else "score"
        first = "smallest" if what == "rank" else "largest"
        subject.warn(
            f"the {what} runs backwards: what is relevant stands farther behind in its list than "
            f"by chance. The {first} {what} stands first; if it was meant otherwise, turn it round"
        )


def _codes(query: Column) -> NDArray[np.intp]:
    if isinstance(query.values, Categories):
        return query.values.codes.astype(np.intp)
    raise NotApplicable(
        f"column {query.name!r} holds {query.kind}s, not names of lists",
        f"declare `{query.name}: {{role: query, kind: category}}`",
    )


def _is_ranked(subject: Subject) -> bool:
    """Whether recorded ranks order the lists, and not a score."""
    data = subject.data
    return data.one(Role.SCORE) is None and data.one(Role.PREDICTION) is not None


def _order(subject: Subject) -> Floats:
    if _is_ranked(subject):
        return subject.data.require(Role.PREDICTION).numbers
    return -subject.scores


def _merit(subject: Subject) -> Floats | None:
    label = subject.data.one(Role.LABEL)
    if label is None:
        return None
    if isinstance(label.values, Categories):
        merit = label.values.equals(subject.positive).astype(np.float64)
        merit[label.values.codes < 0] = np.nan
        return merit
    if (label.numbers < 0).any():
        raise NotApplicable(
            f"the label {label.name!r} holds negative relevances",
            "give 0 to what is of no use, and more to what is of more",
        )
    return label.numbers
