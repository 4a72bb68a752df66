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
