"""Names of the arrays that measurements are made of, and the narrowest integers for their codes."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Shape (rows,) unless a function says otherwise.
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
# Positions of rows, as an index takes them.
Rows: TypeAlias = NDArray[np.intp]
# Shape (rows, columns).
Matrix: TypeAlias = NDArray[np.float64]


def narrowest(largest: int) -> "np.dtype[np.signedinteger]":
    """The narrowest signed integers that hold 0 to `largest`, and as far below 0."""
    return np.dtype(np.min_scalar_type(-1 - max(0, largest)))


def in_precision_of(values: Floats, bound: float) -> float:
    """The bound as the values' own precision has it: .7 of 32 bits lies below .7 of 64.

    values: shape (rows,), NaN where missing. Whoever wrote numbers of 32 bits compared them with a
    bound of 32 bits, and reads both as .7. Of values that need 64 bits it is the bound itself.
    """
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    if np.array_equal(narrow, values, equal_nan=True):
        return float(np.float32(bound))
    return bound
