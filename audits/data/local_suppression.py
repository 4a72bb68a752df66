"""Rows whose protected values would stand alone are given none: cells under five do not arise.

Local suppression (Willenborg & de Waal 2001, "Elements of statistical disclosure control") by whole
cells: every combination of protected values, the unknown among them, has no row or at least five.
Whatever is then counted by groups is a sum of such cells, and so is every difference of counts:
nothing smaller can be had by subtraction. Who a model is asked about stays as it was.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column, Dataset
from audits.specification.few_people import FEWEST
from audits.specification.roles import Role

UNKNOWN = -1


def without_small_cells(
    data: Dataset, parts: Sequence[NDArray[np.generic]] = ()
) -> tuple[Dataset, int]:
    """The data in which no cell has one to four people, and how many rows lost a value for it.

    parts: shape (rows,) each: rows that are counted apart, such as the parts of a split; a cell is
    of one part. A row counts as often as its count column says.
    """
    columns = data.having(Role.PROTECTED)
    if not columns or not len(data):
        return data, 0
    codes = np.stack([column.categories.codes.astype(np.intp) for column in columns], axis=1)
    apart = np.zeros(len(data), dtype=np.intp)
    for values in parts:
        inside = np.unique(values, return_inverse=True)[1].reshape(-1)
        apart = np.unique(apart * (int(inside.max()) + 1) + inside, return_inverse=True)[1]
        apart = apart.reshape(-1)
    count = data.one(Role.COUNT)
    people = np.ones(len(data)) if count is None else np.nan_to_num(count.numbers)
    codes_left = codes.copy()
    for number in range(int(apart.max()) + 1):
        rows = np.flatnonzero(apart == number)
        codes_left[rows] = _codes_left(codes[rows], people[rows])
    changed = (codes_left != codes).any(axis=1)
    if not changed.any():
        return data, 0
    new = {column.name: _with(column, codes_left[:, axis]) for axis, column in enumerate(columns)}
    made = Dataset(tuple(new.get(column.name, column) for column in data.columns), data.notes)
    return made, int(changed.sum())


def _with(column: Column, codes: NDArray[np.intp]) -> Column:
    """The column with these codes; a model is still fed what stood there."""
    old = column.categories
    values = Categories(codes.astype(old.codes.dtype), old.levels)
    return replace(column, values=values, fed=column.values if column.fed is None else column.fed)


def _codes_left(codes: NDArray[np.intp], people: NDArray[np.float64]) -> NDArray[np.intp]:
    """Codes of which no combination has under five people, if there are five at all.

    codes: shape (rows, columns). One value of a small cell is given up where that brings it into a
    cell of five or more, the smallest such; what is small then gives up all of its values, and the
    smallest of the other cells with it while even those are too few.
    """
    codes_left = codes.copy()
    for cell, size in _small(codes_left, people):
        reached = [
            (amount + size, axis)
            for axis, target in enumerate(_blanked(cell))
            if (amount := float(people[_among(codes_left, target)].sum())) + size >= FEWEST
        ]
        if reached:
            codes_left[_among(codes_left, cell)] = _blanked(cell)[min(reached)[1]]
    for cell, _ in _small(codes_left, people):
        codes_left[_among(codes_left, cell)] = UNKNOWN
    while True:
        nobody = (codes_left == UNKNOWN).all(axis=1)
        others = _cells(codes_left[~nobody], people[~nobody])
        if not 0 < people[nobody].sum() < FEWEST or not others:
            return codes_left
        smallest, _ = min(others, key=lambda one: (one[1], one[0].tolist()))
        codes_left[_among(codes_left, smallest)] = UNKNOWN


def _among(codes: NDArray[np.intp], cell: NDArray[np.intp]) -> Flags:
    return np.asarray((codes == cell).all(axis=1))


def _blanked(cell: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The cell with one value given up, for each value it has."""
    targets = []
    for axis in np.flatnonzero(cell != UNKNOWN).tolist():
        target = cell.copy()
        target[axis] = UNKNOWN
        targets.append(target)
    return targets


def _cells(
    codes: NDArray[np.intp], people: NDArray[np.float64]
) -> list[tuple[NDArray[np.intp], float]]:
    """Each combination with its people."""
    if not len(codes):
        return []
    cells, inside = np.unique(codes, axis=0, return_inverse=True)
    sizes = np.bincount(inside.reshape(-1), people, minlength=len(cells))
    return list(zip(cells, sizes.tolist(), strict=True))


def _small(
    codes: NDArray[np.intp], people: NDArray[np.float64]
) -> list[tuple[NDArray[np.intp], float]]:
    """Those of under five, from the smallest on."""
    small = [one for one in _cells(codes, people) if one[1] < FEWEST]
    return sorted(small, key=lambda one: (one[1], one[0].tolist()))
