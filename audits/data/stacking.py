"""Rows of two datasets as one, in the columns that both have."""

from dataclasses import replace

import numpy as np

from audits.data.arrays import narrowest
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts, Values
from audits.errors import NotApplicable


def stacked(first: Dataset, second: Dataset) -> Dataset:
    """The rows of the first and then those of the second; a column keeps what the first says of it.

    Raises `NotApplicable` where a column holds pictures, or other values there.
    """
    columns = []
    for column in first.columns:
        if column.name not in second:
            continue
        other = second[column.name]
        fed = None
        if column.fed is not None or other.fed is not None:
            fed = _joined(column, column.fed or column.values, other.fed or other.values)
        values = _joined(column, column.values, other.values)
        columns.append(replace(column, values=values, fed=fed))
    return Dataset(tuple(columns), first.notes)


def _joined(column: Column, first: Values, second: Values) -> Values:
    match first, second:
        case Numbers(old, precision), Numbers(new):
            return Numbers(np.concatenate([old, new]), precision)
        case Categories(), Categories():
            levels = tuple(sorted({*first.levels, *second.levels}))
            place_of = {level: code for code, level in enumerate(levels)}
            codes = []
            for side in (first, second):
                own = [*(place_of[level] for level in side.levels), -1]
                codes.append(np.array(own, dtype=narrowest(len(levels)))[side.codes])
            return Categories(np.concatenate(codes), levels)
        case Texts(old), Texts(new):
            return Texts(np.concatenate([old, new]))
    raise NotApplicable(
        f"column {column.name!r} holds pictures, or other values in the two datasets",
        "give both in one dataset with a `split`",
    )
