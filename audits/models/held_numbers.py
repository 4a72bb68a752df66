"""Which numbers an input's type can hold: a fraction is never cut to a whole number in silence.

A row with a number that its input cannot hold is not asked about another one: it has no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features


def are_held(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[np.bool_]:
    """Where the type holds the number, shape (rows, ...).

    values: floats of shape (rows, ...), NaN where missing. Whole numbers hold neither fractions nor
    what is missing, and true and false hold 1 and 0 alone. Floats round, and hold all but a finite
    number that would become infinite.
    """
    if dtype.kind == "b":
        return np.asarray((values == 0) | (values == 1))
    if dtype.kind in "iu":
        ends = np.iinfo(dtype)
        # As a double the greatest of 64 bits is one more than it: hence below the next one.
        inside = (values >= float(ends.min)) & (values < float(ends.max) + 1)
        return np.asarray(inside & (values == np.rint(values)))
    if dtype.kind != "f" or dtype.itemsize >= values.dtype.itemsize:
        return np.ones(values.shape, dtype=bool)
    with np.errstate(over="ignore"):
        # Where the sum of squares is small every number is, at a part of the cost of each.
        if values.ndim == 1 and values @ values <= float(np.finfo(dtype).max) ** 2:
            return np.ones(values.shape, dtype=bool)
        return np.asarray(np.isfinite(values.astype(dtype)) | ~np.isfinite(values))


def why_not(value: float, dtype: np.dtype[Any]) -> str:
    """Why the type does not hold the number, in words.

    value: NaN where missing. dtype: of the model's input.
    """
    if np.isnan(value):
        return f"has missing values, and the model takes {_SPOKEN[dtype.kind]} ({dtype.name})"
    return f"holds {value:.12g}, and the model takes {_SPOKEN[dtype.kind]} ({dtype.name})"


_SPOKEN: Mapping[str, str] = {
    "b": "true and false", "i": "whole numbers", "u": "whole numbers", "f": "smaller numbers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotHeld:
    """Rows that an input cannot be fed. column: whose first such value is `value`. rows: so many.

    dtype: of the input.
    """

    column: str
    value: float
    rows: int
    dtype: np.dtype[Any]

    @property
    def reason(self) -> str:
        """What the column has and the model does not take; no value, for it may be a person's."""
        what = "numbers out of range"
        if np.isnan(self.value):
            what = "missing values"
        elif np.isfinite(self.value) and self.value != np.rint(self.value):
            what = "fractions"
        takes = f"{_SPOKEN[self.dtype.kind]} ({self.dtype.name})"
        return f"column {self.column!r} has {what}, and the model takes {takes}"


def without(features: Features, rows: NDArray[np.intp]) -> Features:
    """These rows alone.

    features: of all, each column of shape (rows,). rows: the places of those that stay, shape
    (rows,).
    """
    return {
        name: [values[row] for row in rows.tolist()] if isinstance(values, list) else values[rows]
        for name, values in features.items()
    }


def back_in_place(
    answers: NDArray[Any], rows: NDArray[np.intp], total: int, filling: Any
) -> NDArray[Any]:
    """The answers of these rows among all, shape (total, ...), and the filling for the others.

    answers: shape (rows, ...). rows: their places, shape (rows,). total: how many there are of all.
    filling: what stands in the other rows.
    """
    whole = np.full((total, *answers.shape[1:]), filling, dtype=answers.dtype)
    whole[rows] = answers
    return whole


def unheld_notes(unheld: Sequence[NotHeld], total: int) -> tuple[str, ...]:
    """A sentence a column whose values an input cannot hold.

    unheld: of each column. total: how many rows there are.
    """
    return tuple(
        f"{each.reason}: {each.rows:,} of {total:,} rows have a value there that it cannot hold, "
        "and no answer, for none was cut or rounded; prepare the column as your own code does "
        "before it asks the model, or export the model with inputs of 64-bit floats"
        for each in unheld
    )
