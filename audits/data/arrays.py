"""Names of the arrays that measurements are made of; the narrowest codes, and how often each is."""

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


# Up to so many levels bytes are compared with each of them.
_FEW_LEVELS = 16


def amounts_of(codes: "NDArray[np.signedinteger]", levels: int) -> Rows:
    """How often each of the levels occurs, shape (levels,).

    codes: shape (rows,), each below `levels`, or -1, which is not counted.
    """
    if levels <= _FEW_LEVELS and codes.itemsize == 1:
        # To compare bytes takes a tenth of what it takes to widen and count them.
        return np.array([np.count_nonzero(codes == level) for level in range(levels)], np.intp)
    # Shifted by one and not filtered: a filter costs more than the count.
    return np.bincount(codes.astype(np.intp) + 1, minlength=levels + 1)[1:]
