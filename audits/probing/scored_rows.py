"""Scores beside labels, dealt out to groups: each group's rows in order, none copied twice."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats, narrowest
from audits.data.clusters import cluster_codes
from audits.data.row_weights import amounts
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.statistics.ranked_scores import Ranked, Side, side_of

# Rows dealt at a time.
BLOCK = 1 << 17


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores and whether the label is positive; every array has the shape (rows,) of the data.

    side: 1 where the label is positive, 0 where it is negative, -1 where the row lacks a score
    or a label. used: how many rows lack neither.
    """

    scores: Floats
    side: NDArray[np.int8]
    used: int
    counts: Floats | None
    weights: Floats | None
    clusters: NDArray[np.int32] | None = None

    def everyone(self) -> Ranked:
        """All rows in the order of their scores."""
        return next(self.groups(None, 1))

    def groups(self, group: NDArray[np.signedinteger] | None, groups: int) -> Iterator[Ranked]:
        """Each group's rows in the order of their scores; group: shape (rows,).

        Scores are dealt out to all groups in one array, and sorted there.
        """
        ends = np.cumsum(self._sizes(group, groups))
        places = np.concatenate(([0], ends[:-1]))
        dealt = [
            None if column is None else np.empty(self.used, dtype=column.dtype)
            for column in (self.scores, self.counts, self.weights, self.clusters)
        ]
        for rows, code in self._codes(group):
            order, to = _deal(code, places)
            for column, into in zip(
                (self.scores, self.counts, self.weights, self.clusters), dealt, strict=True
            ):
                if column is not None and into is not None:
                    into[to] = column[rows][order]
        scores, counts, weights, clusters = dealt
        assert scores is not None

        def side(code: int) -> Side:
            rows = slice(ends[code - 1] if code else 0, ends[code])
            return side_of(
                scores[rows],
                None if counts is None else counts[rows],
                None if weights is None else weights[rows],
                None if clusters is None else clusters[rows],
            )

        for index in range(groups):
            yield Ranked(side(2 * index + 1), side(2 * index))

    def _codes(
        self, group: NDArray[np.signedinteger] | None
    ) -> Iterator[tuple[slice, NDArray[np.int16] | NDArray[np.int32]]]:
        """A block of rows and the group and side of each; negative where a row is unused."""
        for start in range(0, len(self.scores), BLOCK):
            rows = slice(start, start + BLOCK)
            side = self.side[rows]
            if group is None:
                yield rows, side.astype(np.int16)
                continue
            code = group[rows].astype(np.int32) * 2 + side
            code[side < 0] = -1
            yield rows, code

    def _sizes(self, group: NDArray[np.signedinteger] | None, groups: int) -> NDArray[np.intp]:
        """Rows of each group and side, shape (2 groups,)."""
        sizes = np.zeros(2 * groups, dtype=np.intp)
        for _, code in self._codes(group):
            sizes += np.bincount(code[code >= 0], minlength=2 * groups)
        return sizes


def _deal(
    code: NDArray[np.int16] | NDArray[np.int32], places: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The used rows of a block by their code, and where each goes; `places` move on."""
    narrow = code.astype(narrowest(len(places)), copy=False)
    # A stable sort of small integers is a radix sort: one pass.
    order = np.argsort(narrow, kind="stable")
    sorted_codes = code[order]
    unused = int(np.searchsorted(sorted_codes, 0))
    order, sorted_codes = order[unused:], sorted_codes[unused:]
    sizes = np.bincount(sorted_codes, minlength=len(places))
    starts = np.cumsum(sizes) - sizes
    to = (places - starts)[sorted_codes] + np.arange(len(sorted_codes))
    places += sizes
    return order, to


def scored(subject: Subject) -> Scored:
    """The subject's scores and labels. Rows that lack one are left out, with a warning.

    Where every row lacks one, it raises `NotApplicable`.
    """
    labels, scores = subject.labels.categories, subject.scores
    side = labels.equals(subject.positive).view(np.int8)
    used = 0
    for start in range(0, len(scores), BLOCK):
        rows = slice(start, start + BLOCK)
        incomplete = ~np.isfinite(scores[rows]) | (labels.codes[rows] < 0)
        side[rows][incomplete] = -1
        used += len(incomplete) - int(np.count_nonzero(incomplete))
    if used == 0:
        raise NotApplicable("no row has both a score and a label", "give the columns their values")
    if used < len(scores):
        one = "row lacks a score or a label: no curve counts it"
        many = "rows lack a score or a label: no curve counts them"
        subject.warn(counted(len(scores) - used, one, many))
    counts, weights = amounts(subject.data)
    return Scored(scores, side, used, counts, weights, cluster_codes(subject.data))
