"""Scores in order, positives beside negatives, read in blocks that fit the processor's cache.

Each side is sorted by itself, in place, and the two are merged a block at a time: ten million
rows take 80 MB and no index of them is ever made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

# Rows of each side that one block merges at most.
AHEAD = 1 << 16
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Side:
    """The positives, or the negatives, from the lowest score to the highest.

    scores: shape (rows,). row_weights, squares: sums of weights and of squared weights of each row,
    or None where each row counts once; squares None where they are the weights (counts alone).
    clusters: code of the cluster of each row, or None. size: how many rows it stands for.
    """

    scores: Floats
    row_weights: Floats | None
    squares: Floats | None
    clusters: NDArray[np.int32] | None
    size: int

    @cached_property
    def total(self) -> float:
        """The sum of the weights: people times weights."""
        return float(self.size if self.row_weights is None else self.row_weights.sum())

    @property
    def effective(self) -> float:
        """How many rows would be as many if all counted alike (Kish 1965, Survey Sampling)."""
        if self.squares is None:
            return float(self.size)
        return self.total**2 / max(float(self.squares.sum()), TINY)

    def grouped(self) -> "Grouped":
        """The clusters of these rows; there must be clusters."""
        assert self.clusters is not None
        cluster_weights = np.bincount(self.clusters, self.weights_of(slice(0, len(self.scores))))
        codes = np.flatnonzero(cluster_weights)
        return Grouped(codes, cluster_weights[codes].astype(np.float64, copy=False))

    def weights_of(self, rows: slice) -> Floats:
        """How much each of these rows counts, shape (rows,)."""
        if self.row_weights is None:
            return np.ones(len(self.scores[rows]))
        return self.row_weights[rows]

    def squares_of(self, rows: slice) -> Floats:
        """The squares of the weights of these rows, times their counts: shape (rows,)."""
        return self.weights_of(rows) if self.squares is None else self.squares[rows]

    def sums(self, rows: slice) -> tuple[float, float]:
        """The sum of the weights of these rows, and that of their squares (`squares_of`)."""
        if self.row_weights is None:
            return float(rows.stop - rows.start), float(rows.stop - rows.start)
        return float(self.row_weights[rows].sum()), float(self.squares_of(rows).sum())


@dataclass(frozen=True, eq=False)
class Grouped:
    """Clusters that have rows: their codes, and the weight of each; shapes (clusters,)."""

    codes: NDArray[np.intp]
    weights: Floats

    @property
    def number(self) -> int:
        """How many clusters have rows here."""
        return len(self.codes)

    @property
    def highest(self) -> int:
        """The highest code of a cluster, 0 where there is none."""
        return int(self.codes.max(initial=0))

    @property
    def effective(self) -> float:
        """How many clusters of one size would be as many (Kish 1965, Survey Sampling)."""
        total, squares = float(self.weights.sum()), float(self.weights @ self.weights)
        return total**2 / squares if squares > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Block:
    """Distinct scores that follow one another; every array has the shape (distinct scores,).

    positives, negatives: weights. squared_*: squares. ups, downs: the rows of each side.
    """

    scores: Floats
    positives: Floats
    negatives: Floats
    squared_positives: Floats
    squared_negatives: Floats
    ups: slice
    downs: slice


@dataclass(frozen=True, eq=False)
class Ranked:
    """Positives beside negatives, each in the order of their scores."""

    up: Side
    down: Side

    @property
    def rows_positive(self) -> int:
        """How many people the positives are."""
        return self.up.size

    @property
    def rows_negative(self) -> int:
        """How many people the negatives are."""
        return self.down.size

    @property
    def rows(self) -> int:
        """How many people both are."""
        return self.up.size + self.down.size

    @property
    def clustered(self) -> bool:
        """Whether rows belong together."""
        return self.up.clusters is not None and self.down.clusters is not None

    @property
    def both(self) -> bool:
        """Whether there is something to rank against something."""
        return self.up.total > 0 and self.down.total > 0

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return self.up.total + self.down.total

    @property
    def effective(self) -> float:
        """How many rows both would be if all counted alike."""
        if self.up.squares is None or self.down.squares is None:
            return float(self.rows)
        squares = float(self.up.squares.sum()) + float(self.down.squares.sum())
        return self.total**2 / max(squares, TINY)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest score; there must be a row."""
        scores = [side.scores for side in (self.up, self.down) if len(side.scores)]
        return min(float(values[0]) for values in scores), max(
            float(values[-1]) for values in scores
        )

    def at_rank(self, rank: int) -> float:
        """The score of the row at this rank of all, counted from 0 and from the lowest score.

        rank: at least 0 and less than `Ranked.rows`.
        """
        candidates = []
        for side in (self.up, self.down):
            low, high = 0, len(side.scores)
            while low < high:
                middle = (low + high) // 2
                enough = self._reached(float(side.scores[middle])) > rank
                low, high = (low, middle) if enough else (middle + 1, high)
            if low < len(side.scores):
                candidates.append(float(side.scores[low]))
        return min(candidates)

    def _reached(self, score: float) -> int:
        """Rows of both sides with at most this score."""
        sides = (self.up.scores, self.down.scores)
        return sum(int(np.searchsorted(side, score, "right")) for side in sides)

    def blocks(self) -> Iterator[Block]:
        """All distinct scores, the lowest first; no score is in two blocks."""
        if len(self.up.scores) + len(self.down.scores) <= AHEAD:
            yield from self._few
        else:
            yield from self._merged()

    @cached_property
    def _few(self) -> tuple[Block, ...]:
        return tuple(self._merged())

    def _merged(self) -> Iterator[Block]:
        ups, downs = self.up.scores, self.down.scores
        at_up = at_down = 0
        while at_up < len(ups) or at_down < len(downs):
            last = self._last(at_up, at_down)
            up, up_end = _until(ups, at_up, last)
            down, down_end = _until(downs, at_down, last)
            yield self._block(slice(at_up, up), slice(at_down, down), up_end, down_end, last)
            at_up, at_down = up_end, down_end

    def _last(self, at_up: int, at_down: int) -> float:
        """The score that ends the block: neither side has more than AHEAD rows under it."""
        ahead = [
            float(side[index + AHEAD])
            for side, index in ((self.up.scores, at_up), (self.down.scores, at_down))
            if index + AHEAD < len(side)
        ]
        return min(ahead) if ahead else self.limits[1]

    def _block(self, ups: slice, downs: slice, up_end: int, down_end: int, last: float) -> Block:
        """The rows under the last score, merged; then those at it, however many they are."""
        values = np.concatenate((self.up.scores[ups], self.down.scores[downs]))
        # A stable sort of two runs is a merge.
        order = np.argsort(values, kind="stable")
        values = values[order]
        is_up = order < ups.stop - ups.start
        is_last = values[1:] != values[:-1]
        # Of scores of which no two are alike, as of most models, nothing is added up.
        starts = None if is_last.all() else np.flatnonzero(np.append(True, is_last))
        many = len(values) if starts is None else len(starts)
        scores = np.empty(many + 1)
        scores[:many], scores[many] = values if starts is None else values[starts], last
        if self.up.row_weights is None:
            parts = [is_up, ~is_up]
        else:
            weights = np.concatenate((self.up.weights_of(ups), self.down.weights_of(downs)))[order]
            parts = [np.where(is_up, weights, 0.0), np.where(is_up, 0.0, weights)]
            if self.up.squares is not None:
                squares = np.concatenate((self.up.squares_of(ups), self.down.squares_of(downs)))
                squares = squares[order]
                parts += [np.where(is_up, squares, 0.0), np.where(is_up, 0.0, squares)]
        sums = np.empty((len(parts), many + 1))
        for row, summed in zip(sums, parts, strict=True):
            row[:many] = (
                summed if starts is None else np.add.reduceat(summed, starts, dtype=np.float64)
            )
        of_last = zip(
            self.up.sums(slice(ups.stop, up_end)),
            self.down.sums(slice(downs.stop, down_end)),
            strict=True,
        )
        sums[:, many] = [value for pair in of_last for value in pair][: len(parts)]
        up, down, squared_up, squared_down = sums if len(parts) == 4 else (*sums, *sums)
        rows = slice(ups.start, up_end), slice(downs.start, down_end)
        return Block(scores, up, down, squared_up, squared_down, *rows)


def _until(scores: Floats, start: int, last: float) -> tuple[int, int]:
    """Where the scores under `last` end, and where those at it end."""
    rest = scores[start:]
    return (
        start + int(np.searchsorted(rest, last, "left")),
        start + int(np.searchsorted(rest, last, "right")),
    )


def ranked(
    scores: Floats,
    positive: NDArray[np.bool_],
    counts: Floats | None = None,
    weights: Floats | None = None,
    clusters: NDArray[np.int32] | None = None,
) -> Ranked:
    """Scores in order, from rows in any order; `scored_rows` does it by group.

    scores, positive, counts, weights, clusters: shape (rows,): the score, whether the row is
    positive, how many people it is, how many each stands for, and a code of what belongs together.
    """
    return Ranked(
        *(
            side_of(
                scores[rows],
                None if counts is None else counts[rows],
                None if weights is None else weights[rows],
                None if clusters is None else clusters[rows],
            )
            for rows in (positive, ~positive)
        )
    )


def side_of(
    scores: Floats,
    counts: Floats | None,
    weights: Floats | None,
    clusters: NDArray[np.int32] | None,
) -> Side:
    """One side of rows that are its own to change: the scores are sorted in place.

    scores, counts, weights, clusters: shape (rows,), as of `ranked`.
    """
    if counts is None and weights is None and clusters is None:
        scores.sort()
        return Side(scores, None, None, None, len(scores))
    order = np.argsort(scores, kind="stable")
    scores = scores[order]
    number = None if counts is None else counts[order]
    weight = None if weights is None else weights[order]
    size = len(scores) if number is None else round(float(number.sum()))
    ordered_clusters = None if clusters is None else clusters[order]
    if weight is None:
        return Side(scores, number, None, ordered_clusters, size)
    row_weights = weight if number is None else weight * number
    return Side(scores, row_weights, row_weights * weight, ordered_clusters, size)
