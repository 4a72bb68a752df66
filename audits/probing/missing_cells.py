"""Rows of which a cell is missing that a probe cannot do without."""

import numpy as np

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role


def without_end(data: Dataset) -> Flags:
    """Shape (rows,): where nothing says how long a row was followed, or how that ended."""
    open_ = np.zeros(len(data), dtype=bool)
    for role in (Role.DURATION, Role.EVENT):
        column = data.one(role)
        if column is not None:
            open_ |= missing(column)
    return open_


def missing(column: Column) -> Flags:
    """Shape (rows,): where the column's cell says nothing."""
    match column.values:
        case Categories(codes, _):
            return np.asarray(codes < 0)
        case Numbers(values):
            return np.asarray(~np.isfinite(values))
        case Texts(values):
            return np.array([cell is None for cell in values.tolist()], dtype=bool)
        case others:
            return np.zeros(len(others), dtype=bool)


def unrecorded(data: Dataset) -> Flags:
    """Shape (rows,): where a recorded answer is missing; nowhere where none is recorded."""
    recorded = data.one(Role.PREDICTION)
    return np.zeros(len(data), dtype=bool) if recorded is None else missing(recorded)


def unanswered_sets(data: Dataset) -> Flags:
    """Shape (rows,): where the labels are known and some answer about them is not."""
    open_ = np.zeros(len(data), dtype=bool)
    for column in data.having(Role.ANSWER_SET):
        open_ |= missing(column)
    for column in data.having(Role.LABEL_SET):
        open_ &= ~missing(column)
    return open_
