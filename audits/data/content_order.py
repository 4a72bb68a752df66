"""An order of rows that the file does not decide, so that samples do not depend on it either."""

from collections.abc import Sequence

import numpy as np

from audits.data.arrays import Rows
from audits.data.dataset import Dataset
from audits.data.row_keys import key_of, row_keys


def content_order(data: Dataset, reads: Sequence[str] = ()) -> Rows:
    """Row numbers, shape (rows,), sorted by the values of the columns `reads`, then of all others.

    Rows that are equal in every column keep their order, and nobody could tell them apart.
    """
    columns = sorted(data.columns, key=lambda column: column.name)
    values = [data.fed_values(name) for name in reads] + [column.values for column in columns]
    return np.argsort(row_keys(map(key_of, values), len(data)), kind="stable")


def evenly(rows: Rows, most: int) -> Rows:
    """At most so many of the rows, spread evenly over their order; all where there are no more.

    rows: shape (rows,), positions; returned has the shape (at most `most`,).
    """
    if len(rows) <= most:
        return rows
    return rows[np.unique(np.linspace(0, len(rows) - 1, most).astype(np.intp))]
