"""One number for each distinct value of a column, and for each distinct row of several."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.dataset import Categories, Images, Numbers, Sequences, Sounds, Texts, Values


def key_of(values: Values) -> Rows:
    """A number for each distinct value, at least -1, shape (rows,); larger values, larger numbers.

    A missing number is as good as another. Pictures and sounds are told apart by their names.
    """
    match values:
        case Categories(codes, _):
            return codes.astype(np.intp)
        case Numbers(numbers):
            return np.unique(numbers, return_inverse=True, equal_nan=True)[1].reshape(-1)
        case Texts(texts):
            return _ranks(texts)
        case Images() | Sounds():
            return _ranks(values.names)
        case Sequences(arrays):
            return _ranks(np.array([None if a is None else a.tobytes().hex() for a in arrays]))


def row_keys(keys: Iterable[Rows], rows: int) -> Rows:
    """Shape (rows,): equal where all columns' keys are, in the order of the first, then the next.

    keys: of each column, shape (rows,), at least -1.
    """
    joint = np.zeros(rows, dtype=np.intp)
    for own in keys:
        # Below the square of the number of rows, so that no number of rows overflows.
        joint = joint * (int(own.max(initial=-1)) + 2) + own + 1
        joint = np.unique(joint, return_inverse=True)[1].reshape(-1)
        if int(joint.max(initial=-1)) + 1 == rows:
            break
    return joint


def _ranks(values: NDArray[np.object_]) -> Rows:
    texts = np.array(["" if value is None else str(value) for value in values])
    return np.unique(texts, return_inverse=True)[1].reshape(-1)
