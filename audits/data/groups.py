"""Who is compared with whom: groups, their intersections, and the reference of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import narrowest
from audits.data.dataset import Column, Dataset
from audits.data.tallies import BLOCK, Cells, Tally, count_cells
from audits.errors import NotApplicable
from audits.measurement import Group

# Intersections are measured up to this many groups in one crossing and in all together;
# beyond, a warning says which crossings were left out.
MOST_IN_ONE = 200
MOST_IN_ALL = 600


@dataclass(frozen=True, eq=False)
class Division:
    """The groups of one protected attribute, or of several crossed.

    groups: in the order of the values, unknown first.
    slots: shape (groups, attributes), 0 where unknown.
    rows: shape (groups,).
    reference: whom the others are compared with; None if every value is unknown.
    why: how the reference came to be it.
    """

    attributes: tuple[str, ...]
    groups: tuple[Group, ...]
    slots: NDArray[np.intp]
    rows: NDArray[np.int64]
    reference: Group | None
    why: str

    def tally(self, cells: Cells, inner: Sequence[str]) -> Tally:
        """Cells of each group, shape (groups, 1 + levels of each inner column)."""
        return cells.groups(self.attributes, inner)[1]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Shape (groups,): where no value is missing."""
        return np.asarray((self.slots > 0).all(axis=1))

    def hiding(self, index: int) -> NDArray[np.bool_]:
        """Shape (groups,): unknown groups whose rows may belong to the group at this position.

        index: its index in `groups`.
        """
        alike = (self.slots == self.slots[index]) | (self.slots == 0)
        return np.asarray(alike.all(axis=1) & ~self.known)


def divide(columns: Sequence[Column], cells: Cells, warn: Callable[[str], None]) -> list[Division]:
    """Every attribute alone, then pairs, triples ... as deep as the data carries.

    A crossing is carried by the data if it has at most MOST_IN_ONE groups (MOST_IN_ALL with
    those before it); what is left out is told to `warn`.
    """
    single = [_single(column, cells) for column in columns]
    references = {division.attributes[0]: division.reference for division in single}
    divisions = list(single)
    total = 0
    left_out: list[str] = []
    for depth in range(2, len(columns) + 1):
        for attributes in combinations([column.name for column in columns], depth):
            slots, tally = cells.groups(attributes, ())
            if len(slots) > MOST_IN_ONE or total + len(slots) > MOST_IN_ALL:
                left_out.append(" x ".join(attributes))
                continue
            total += len(slots)
            divisions.append(_crossed(attributes, slots, tally.rows, cells, references))
    if left_out:
        named = ", ".join(left_out[:5]) + (" ..." if len(left_out) > 5 else "")
        message = f"too many groups to measure: {len(left_out)} crossings left out ({named})"
        warn(message)
    return divisions


def _single(column: Column, cells: Cells) -> Division:
    slots, tally = cells.groups((column.name,), ())
    levels = column.categories.levels
    groups = tuple(_group((column.name,), row, (levels,)) for row in slots)
    rows = tally.rows
    if column.reference is not None:
        if column.reference not in levels:
            raise NotApplicable(
                f"the reference {column.reference!r} is no value of {column.name!r}",
                f"name one of: {', '.join(levels[:8])}",
            )
        return Division(
            (column.name,), groups, slots, rows, ((column.name, column.reference),), "as stated"
        )
    known = [index for index in range(len(groups)) if slots[index, 0] > 0]
    # Levels are in text order, so the first of the largest settles a tie.
    largest = max(known, key=lambda index: (rows[index], -index), default=None)
    reference = None if largest is None else groups[largest]
    return Division((column.name,), groups, slots, rows, reference, "it has the most rows")


def _crossed(
    attributes: tuple[str, ...],
    slots: NDArray[np.intp],
    rows: NDArray[np.int64],
    cells: Cells,
    references: dict[str, Group | None],
) -> Division:
    levels = tuple(cells.levels[cells.names.index(name)] for name in attributes)
    groups = tuple(_group(attributes, row, levels) for row in slots)
    parts = [references[name] for name in attributes]
    reference: Group | None = None
    if all(pairs_of_column is not None for pairs_of_column in parts):
        reference = tuple(
            pair
            for pairs_of_column in parts
            if pairs_of_column is not None
            for pair in pairs_of_column
        )
    return Division(
        attributes, groups, slots, rows, reference, "it joins the attributes' references"
    )


def _group(
    attributes: Sequence[str], slots: NDArray[np.intp], levels: Sequence[tuple[str, ...]]
) -> Group:
    return tuple(
        (name, level_counts[slot - 1] if slot else None)
        for name, slot, level_counts in zip(attributes, slots.tolist(), levels, strict=True)
    )


def everyone(cells: Cells, inner: Sequence[str]) -> Tally:
    """All rows together, shape (1 + levels of each inner column)."""
    return cells.groups((), inner)[1][0]


def compared(division: Division) -> Iterator[tuple[Group, Group, tuple[int, int]]]:
    """Each known group but the reference, the reference, and the codes of both.

    The code of a reference that no row has is -2, which is that of no row.
    """
    reference = division.reference
    known = [code for code in range(len(division.groups)) if division.known[code]]
    if reference is None or len(known) < 2:
        return
    base = division.groups.index(reference) if reference in division.groups else -2
    for code in known:
        if code != base:
            yield division.groups[code], reference, (code, base)


def divisions_of(
    data: Dataset, columns: Sequence[Column], warn: Callable[[str], None]
) -> list[Division]:
    """The divisions where nothing but the groups is counted; none without protected columns."""
    if not columns:
        return []
    cells = count_cells(data, {column.name: column.categories for column in columns})
    return divide(columns, cells, warn)


def row_groups(
    columns: Sequence[Column], divisions: Sequence[Division]
) -> Iterator[tuple[Division, NDArray[np.signedinteger]]]:
    """For metrics that need rows: each division with the group of every row, shape (rows,)."""
    codes = {column.name: column.categories.codes for column in columns}
    sizes = {column.name: len(column.categories.levels) + 1 for column in columns}
    for division in divisions:
        crossed_codes = [codes[name] for name in division.attributes]
        shape = [sizes[name] for name in division.attributes]
        strides = [int(np.prod(shape[axis + 1 :], dtype=np.int64)) for axis in range(len(shape))]
        narrow = narrowest(len(division.groups))
        group_of_slot = np.full(int(np.prod(shape)), -1, dtype=narrow)
        group_of_slot[(division.slots * strides).sum(axis=1)] = np.arange(len(division.slots))
        group: NDArray[np.signedinteger] = np.empty(len(crossed_codes[0]), dtype=narrow)
        for start in range(0, len(group), BLOCK):
            rows = slice(start, start + BLOCK)
            code = np.zeros(len(group[rows]), dtype=np.int64)
            for values, stride in zip(crossed_codes, strides, strict=True):
                code += (values[rows].astype(np.int64) + 1) * stride
            group[rows] = group_of_slot[code]
        yield division, group


def slices(
    rows: NDArray[np.int32], group: NDArray[np.signedinteger], groups: int
) -> Iterator[NDArray[np.int32]]:
    """The rows of each of so many groups, one group after the other, in the order they came in.

    rows: shape (n,), positions. group: shape (all rows,), of every row the code of its group, below
    `groups`, or -1. Each array that is yielded has the shape (rows of the group,).
    """
    narrow = narrowest(groups)
    codes = group[rows].astype(narrow)
    # A stable sort of small integers is a radix sort: one pass.
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(groups + 1, dtype=narrow))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        yield rows[order[start:end]]
