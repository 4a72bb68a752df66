"""Bounds in the precision of the numbers they meet, as numpy and pandas compare the two (NEP 50).

.7 of 32 bits is 0.699999988, below the .7 of a document; its frame and everybody's eye have it at
.7. Once numbers are read they are doubles, so what they were is kept beside them.
"""

import numpy as np
from numpy.typing import NDArray

Precision = np.dtype[np.floating]
DOUBLE: Precision = np.dtype(np.float64)
NARROWEST: Precision = np.dtype(np.float16)


def in_precision(bound: float, precision: Precision) -> float:
    """The bound as numbers of this precision have it; beyond their range it stays as it is."""
    with np.errstate(over="ignore"):
        rounded = float(precision.type(bound))
    return rounded if np.isfinite(rounded) else bound


def all_in_precision(bounds: NDArray[np.float64], precision: Precision) -> NDArray[np.float64]:
    """`in_precision` of each bound, shape (bounds,).

    bounds: shape (bounds,).
    """
    return np.array([in_precision(float(bound), precision) for bound in bounds], dtype=np.float64)
