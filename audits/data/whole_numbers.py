"""Columns that hold whole numbers alone: what changes their values on purpose keeps them whole."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def are_whole(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Of each column whether it has numbers and all are whole, shape (columns,); () of one column.

    values: floats, shape (rows, columns) or (rows,), NaN where missing.
    """
    known = np.isfinite(values)
    whole = ~known | (values == np.rint(values))
    return np.asarray(known.any(axis=0) & whole.all(axis=0))


def kept_whole(values: NDArray[Any], whole: NDArray[np.bool_]) -> NDArray[Any]:
    """The values, the nearest whole ones where the column is of such; in their shape (rows, ...).

    values: shape (rows, columns) or (rows,). whole: as of `are_whole`, shape (columns,) or ().
    """
    return np.where(whole, np.rint(values), values) if whole.any() else values
