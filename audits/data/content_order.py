"""An order of rows that the file does not decide, so that samples do not depend on it either."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.dataset import Categories, Dataset, Images, Numbers, Texts, Values


def key_of(values: Values) -> Rows:
    """A number for each distinct value, at least -1, shape (rows,); larger values, larger numbers.

    Pictures are told apart by their names.
    """
    match values:
        case Categories(codes, _):
            return codes.astype(np.intp)
        case Numbers(numbers):
            return np.unique(numbers, return_inverse=True, equal_nan=True)[1].reshape(-1)
        case Texts(texts):
            return _ranks(texts)
        case Images():
            return _ranks(values.names)


def content_order(data: Dataset, reads: Sequence[str] = ()) -> Rows:
    """Row numbers, shape (rows,), sorted by the values of the columns `reads`, then of all others.

    Rows that are equal in every column keep their order, and nobody could tell them apart.
    """
    columns = sorted(data.columns, key=lambda column: column.name)
    values = [data.fed_values(name) for name in reads] + [column.values for column in columns]
    classes = np.zeros(len(data), dtype=np.intp)
    for column in values:
        keys = key_of(column) + 1
        # Below the square of the number of rows, so that no number of rows overflows.
        classes = classes * (int(keys.max(initial=0)) + 1) + keys
        classes = np.unique(classes, return_inverse=True)[1].reshape(-1)
        if int(classes.max(initial=-1)) + 1 == len(data):
            break
    return np.argsort(classes, kind="stable")


def evenly(rows: Rows, most: int) -> Rows:
    """At most so many of the rows, spread evenly over their order; all where there are no more.

    rows: shape (rows,), positions; returned has the shape (at most `most`,).
    """
    if len(rows) <= most:
        return rows
    return rows[np.unique(np.linspace(0, len(rows) - 1, most).astype(np.intp))]


def _ranks(values: NDArray[np.object_]) -> Rows:
    texts = np.array(["" if value is None else str(value) for value in values])
    return np.unique(texts, return_inverse=True)[1].reshape(-1)
