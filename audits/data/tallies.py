"""Rows to cells in one pass. Every count metric, and every bootstrap of one, reads the cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import narrowest
from audits.data.clusters import Clustered
from audits.data.dataset import Categories, Column, Dataset, Role
from audits.data.typical_weights import typical_weights
from audits.errors import Refused

# Rows are read in blocks that stay in the processor's cache; no copy of a column is made.
BLOCK = 1 << 17
# Above this many possible cells only the used ones are kept, at the price of a sort.
DENSE = 1 << 22
# A weight's square, summed over the rows, must be a number that a computer holds; a smaller one
# than the fewest has nothing for its square.
FEWEST_EACH, MOST_EACH = 1e-150, 1e100


@dataclass(frozen=True, eq=False)
class Tally:
    """What was counted in each cell of an array of cells; every field has the shape of that array.

    rows: how many rows (with a `count` column: the sum of the counts).
    weights, squares: sums of the sampling weights and of their squares; None without weights.
    clustered: which clusters they come from (of `rows`, or of `weights` where there are any).
    typical: what a row of the cell weighs, by the whole table (`typical_weights`), where known.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64] | None = None
    squares: NDArray[np.float64] | None = None
    clustered: Clustered | None = None
    typical: NDArray[np.float64] | None = None

    def __getitem__(self, index: Any) -> "Tally":
        return self._each(lambda counts: counts[index])

    def sum(self, axis: int | tuple[int, ...]) -> "Tally":
        """Margins: the cells added up along this axis, or these."""
        summed = self._changed(lambda counts: np.asarray(counts.sum(axis)))
        if self.typical is not None:
            summed = replace(summed, typical=np.asarray(self.typical.max(axis)))
        if self.clustered is None:
            return summed
        positions = np.arange(summed.rows.size).reshape(summed.rows.shape)
        to = np.broadcast_to(np.expand_dims(positions, axis), self.rows.shape)
        return replace(summed, clustered=self.clustered.moved(to.reshape(-1)))

    def take(self, positions: NDArray[np.intp], axis: int) -> "Tally":
        """The cells at these positions along an axis, in this order; zeros where one is -1.

        positions: shape (taken,), positions along the axis.
        """

        def taken(counts: NDArray[Any]) -> NDArray[Any]:
            values = np.take(counts, np.maximum(positions, 0), axis=axis)
            shape = [1] * counts.ndim
            shape[axis] = len(positions)
            return np.asarray(values * (positions >= 0).reshape(shape))

        return self._each(taken)

    def _each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Tally":
        """The same change of every part; a change that moves cells, not one that adds them."""
        clustered = None
        if self.clustered is not None:
            # Cells are numbered from 1: a change may put 0 where there was none.
            numbers = np.arange(1, self.rows.size + 1).reshape(self.rows.shape)
            changed = np.asarray(change(numbers)).reshape(-1)
            to = np.full(self.rows.size + 1, -1, dtype=np.intp)
            to[changed] = np.arange(changed.size)
            clustered = self.clustered.moved(to[1:])
        return replace(self._changed(change), clustered=clustered)

    def _changed(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Tally":
        if self.weights is None or self.squares is None:
            return Tally(change(self.rows))
        typical = None if self.typical is None else change(self.typical)
        return Tally(change(self.rows), change(self.weights), change(self.squares), typical=typical)


@dataclass(frozen=True, eq=False)
class Cells:
    """The used cells of a crossing of columns.

    names: what was crossed. levels: of each, the values.
    slots: shape (cells, columns): 0 where missing, else 1 + index into the levels.
    tally: shape (cells,). clusters: shape (cells,), where rows are clustered: then there is a
    cell for each cluster.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    slots: NDArray[np.intp]
    tally: Tally
    clusters: NDArray[np.intp] | None = None

    def joined(self, other: "Cells") -> "Cells":
        """With the cells of further rows, counted over the same columns and levels."""
        first, second = self.tally, other.tally
        parts = ((first.weights, second.weights), (first.squares, second.squares))
        weights, squares = (
            None if one is None or two is None else np.concatenate([one, two]) for one, two in parts
        )
        clusters = None
        if self.clusters is not None and other.clusters is not None:
            clusters = np.concatenate([self.clusters, other.clusters])
        return replace(
            self,
            slots=np.concatenate([self.slots, other.slots]),
            tally=Tally(np.concatenate([first.rows, second.rows]), weights, squares),
            clusters=clusters,
        )

    def groups(self, outer: Sequence[str], inner: Sequence[str]) -> tuple[NDArray[np.intp], Tally]:
        """Cells by the used combinations of `outer`, each an array over `inner`.

        Returns the combinations' slots, shape (groups, outer), in the order of the levels, and
        the tally, shape (groups, 1 + levels of each inner column); slot 0 is missing.
        """
        outer_slots = self.slots[:, [self.names.index(name) for name in outer]]
        if outer_slots.shape[1]:
            combinations, group = np.unique(outer_slots, axis=0, return_inverse=True)
        else:
            combinations, group = outer_slots[:1], np.zeros(len(outer_slots), dtype=np.intp)
        code = group.reshape(-1).astype(np.intp)
        sizes = []
        for name in inner:
            axis_number = self.names.index(name)
            sizes.append(len(self.levels[axis_number]) + 1)
            code = code * sizes[-1] + self.slots[:, axis_number]
        shape = (len(combinations), *sizes)
        tally = _added(self.tally, code, shape)
        if inner and tally.weights is not None and tally.squares is not None:
            typical = typical_weights(tally.rows, tally.weights, tally.squares)
            tally = replace(tally, typical=typical)
        if self.clusters is None:
            return combinations, tally
        amount = self.tally.rows if self.tally.weights is None else self.tally.weights
        clustered = Clustered(self.clusters, code, amount.astype(np.float64))
        return combinations, replace(tally, clustered=clustered)


def count_cells(
    data: Dataset,
    columns: Mapping[str, Categories],
    *,
    clusters: NDArray[np.int32] | None = None,
) -> Cells:
    """Count the rows of each combination of these columns, missing values included.

    The dataset's `count` and `weight` columns are honoured. clusters: shape (rows,), the code
    of each row's cluster, where intervals are to know of it. Raises `Refused` where a count or
    a weight holds something that is not an amount.
    """
    sizes = [len(column.levels) + 1 for column in columns.values()]
    crossed = list(columns.values())
    if clusters is not None:
        crossed.append(Categories(clusters, ()))
        sizes.append(int(clusters.max(initial=0)) + 2)
    if prod(sizes) > 1 << 62:
        raise Refused.because(
            "dataset.columns",
            "the protected and nuisance columns have too many values to cross",
            "give them a `cut` or a `map`, or fewer of them their role",
        )
    tally, codes = _count(data, crossed, sizes)
    slots = np.stack(np.unravel_index(codes, sizes), axis=1)
    levels = tuple(column.levels for column in columns.values())
    if clusters is None:
        return Cells(tuple(columns), levels, slots, tally)
    return Cells(tuple(columns), levels, slots[:, :-1], tally, slots[:, -1])


def _count(
    data: Dataset, columns: list[Categories], sizes: list[int]
) -> tuple[Tally, NDArray[np.intp]]:
    """Tallies of the used cells, and their codes."""
    cells = prod(sizes)
    rows = len(data)
    counts, weights = _amounts(data, Role.COUNT), _amounts(data, Role.WEIGHT)
    if cells > DENSE:
        codes = np.empty(rows, dtype=np.int64)
        for start in range(0, rows, BLOCK):
            codes[start : start + BLOCK] = _codes(columns, sizes, start)
        used, cell_of_row = np.unique(codes, return_inverse=True)
        full = _tally(cell_of_row.astype(np.intp), len(used), counts, weights, slice(None))
        return full, used.astype(np.intp)
    total: Tally | None = None
    for start in range(0, max(rows, 1), BLOCK):
        code = _codes(columns, sizes, start)
        block_tally = _tally(code, cells, counts, weights, slice(start, start + BLOCK))
        total = block_tally if total is None else _plus(total, block_tally)
    assert total is not None
    used = np.flatnonzero(total.rows)
    return total[used], used


def _codes(columns: list[Categories], sizes: list[int], start: int) -> NDArray[np.integer]:
    """Cell of each row of a block, in the narrowest type that holds all of them (Horner)."""
    cells = prod(sizes)
    narrow = narrowest(cells)
    code: NDArray[Any] = columns[0].codes[start : start + BLOCK].astype(narrow)
    offset = 1
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        code *= size
        code += column.codes[start : start + BLOCK].astype(narrow, copy=False)
        offset = offset * size + 1
    # A missing value is code -1: its slot is 0.
    code += offset
    return code


def _tally(
    code: NDArray[np.integer],
    cells: int,
    counts: NDArray[np.float64] | None,
    weights: NDArray[np.float64] | None,
    rows: slice,
) -> Tally:
    if counts is None:
        number = np.bincount(code, minlength=cells)
    else:
        number = np.rint(np.bincount(code, counts[rows], minlength=cells)).astype(np.int64)
    if weights is None:
        return Tally(number)
    times = weights[rows] if counts is None else weights[rows] * counts[rows]
    return Tally(
        number,
        _summed(code, times, cells),
        _summed(code, times * weights[rows], cells),
    )


def _summed(
    code: NDArray[np.integer], amounts: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    return np.bincount(code, amounts, minlength=size).astype(np.float64, copy=False)


def _plus(first: Tally, second: Tally) -> Tally:
    if first.weights is None or second.weights is None:
        return Tally(first.rows + second.rows)
    assert first.squares is not None
    assert second.squares is not None
    return Tally(
        first.rows + second.rows,
        first.weights + second.weights,
        first.squares + second.squares,
    )


def _added(tally: Tally, code: NDArray[np.intp], shape: tuple[int, ...]) -> Tally:
    """Cells added up where they share a code."""
    size = prod(shape)
    rows = np.zeros(size, dtype=np.int64)
    np.add.at(rows, code, tally.rows)
    if tally.weights is None or tally.squares is None:
        return Tally(rows.reshape(shape))
    return Tally(
        rows.reshape(shape),
        _summed(code, tally.weights, size).reshape(shape),
        _summed(code, tally.squares, size).reshape(shape),
    )


def _amounts(data: Dataset, role: Role) -> NDArray[np.float64] | None:
    """The `count` or `weight` column, checked; None where there is none."""
    column = data.one(role)
    if column is None:
        return None
    values = column.numbers
    if not np.isfinite(values).all() or (values < 0).any():
        raise _not_an_amount(column, "a number of at least 0 in every row")
    if (values > MOST_EACH).any():
        raise _not_an_amount(column, f"a number of at most {MOST_EACH:g} in every row")
    if ((values > 0) & (values < FEWEST_EACH)).any():
        raise _not_an_amount(
            column,
            f"0 or a number of at least {FEWEST_EACH:g} in every row",
            "multiply all of them by one number, which changes no result",
        )
    if role is Role.COUNT and (values != np.rint(values)).any():
        raise _not_an_amount(column, "a whole number in every row")
    return values


def weights_differ(data: Dataset) -> bool:
    """Whether the rows of a `weight` column count unequally."""
    weights = _amounts(data, Role.WEIGHT)
    return weights is not None and len(weights) > 0 and bool(np.ptp(weights) > 1e-9 * weights.max())


def counts_differ(data: Dataset) -> bool:
    """Whether the rows of a `count` column stand for unequal numbers of people."""
    counts = _amounts(data, Role.COUNT)
    return counts is not None and len(counts) > 0 and bool(np.ptp(counts) > 0)


def _not_an_amount(
    column: Column,
    requirement: str,
    remedy: str = "mend those rows or give the column another role",
) -> Refused:
    return Refused.because(
        f"dataset.columns.{column.name}",
        f"the {column.role} column needs {requirement}",
        remedy,
    )


def amounts(data: Dataset) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """(counts, weights) of the rows, each shape (rows,) or None."""
    return _amounts(data, Role.COUNT), _amounts(data, Role.WEIGHT)
