"""Columns as codes with a place for missing values, in an order that the file does not decide."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.confounds.variables import Variable, present

Codes = NDArray[np.intp]
# Numbers of so few values are not cut where a verdict hangs on the cells.
APART = 10


def binned(variable: Variable, bins: int, *, apart: int = 0) -> Variable:
    """A number cut at its quantiles into at most `bins` classes; a category as it is.

    apart: a number of so few values keeps each of them. Where many rows share a value, a quantile
    falls on this side of it or on that by chance, and what is made of the cut follows.
    """
    if variable.is_category:
        return variable
    known = present(variable)
    values = variable.values.astype(np.float64)
    edges = _edges(values[known], bins, apart)
    codes = np.full(len(values), -1, dtype=np.intp)
    codes[known] = np.searchsorted(edges, values[known], side="left")
    marks = [f"{edge:.6g}" for edge in edges]
    names = [f"<={mark}" for mark in marks] + [f">{marks[-1]}" if marks else "all"]
    binned = Variable(codes, tuple(names))
    empty = np.bincount(codes[known], minlength=len(names)) == 0
    return binned if not empty.any() else _without(binned, empty)


def _edges(values: NDArray[np.float64], bins: int, apart: int) -> NDArray[np.float64]:
    """Where to cut: each class ends with its edge.

    values: known ones, shape (rows,). apart: as of `binned`; where it is not 0, a value that fills
    a class by itself is one, and the others are cut without it.
    """
    if not len(values):
        return np.empty(0)
    if apart == 0:
        cuts = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
        return np.asarray(cuts[cuts < values.max()], dtype=np.float64)
    distinct, amounts = np.unique(values, return_counts=True)
    if len(distinct) <= apart:
        return np.asarray(distinct[:-1], dtype=np.float64)
    heavy = np.zeros(len(distinct), dtype=bool)
    classes = bins
    while classes > 1:
        # Without those that stand alone another may fill what is left of the classes.
        fills = ~heavy & (amounts * classes >= amounts[~heavy].sum())
        if not fills.any():
            break
        heavy |= fills
        classes = max(1, bins - int(heavy.sum()))
    rest = values[~np.isin(values, distinct[heavy])] if heavy.any() else values
    cuts = np.quantile(rest, np.linspace(0, 1, classes + 1)[1:-1]) if len(rest) else np.empty(0)
    around = np.flatnonzero(heavy)
    ends = distinct[np.union1d(around, around[around > 0] - 1)]
    edges = np.unique(np.concatenate([cuts, ends]))
    return np.asarray(edges[edges < distinct[-1]], dtype=np.float64)


def _without(variable: Variable, empty: NDArray[np.bool_]) -> Variable:
    new_code = np.cumsum(~empty) - 1
    codes = np.where(variable.codes >= 0, new_code[np.maximum(variable.codes, 0)], -1)
    assert variable.levels is not None
    return Variable(
        codes, tuple(name for name, gone in zip(variable.levels, empty, strict=True) if not gone)
    )


def folds(
    columns: Sequence[NDArray[np.generic]], number: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """A fold for each row, shape (rows,), dealt in the order of the values."""
    rows = len(columns[0])
    order = np.lexsort(tuple(columns))
    dealt = np.empty(rows, dtype=np.intp)
    dealt[order] = rng.permutation(rows) % number
    return dealt
