"""Label, answer and nuisance side by side: whole rows only, in an order of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Dataset, Numbers, Values
from audits.data.row_weights import amounts
from audits.errors import NotApplicable

# Expanding a count column beyond this many rows would cost more than it tells.
MOST_EXPANDED = 5_000_000


# The square of a larger number, summed over the rows, is more than a double holds.
LARGEST = 1e150


@dataclass(frozen=True, eq=False)
class Variable:
    """One column without gaps.

    values: shape (rows,): float64 where `levels` is None, else indices into `levels`.
    """

    values: NDArray[np.float64] | NDArray[np.intp]
    levels: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_category(self) -> bool:
        return self.levels is not None

    @property
    def codes(self) -> NDArray[np.intp]:
        """Shape (rows,), of a category."""
        assert self.levels is not None
        return self.values.astype(np.intp, copy=False)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Variable":
        return Variable(self.values[rows], self.levels)

    def used(self) -> "Variable":
        """The same category with only the levels that occur."""
        if self.levels is None:
            return self
        used_codes, codes = np.unique(self.codes, return_inverse=True)
        return Variable(
            codes.reshape(-1).astype(np.intp), tuple(self.levels[i] for i in used_codes)
        )

    def indicators(self) -> NDArray[np.float64]:
        """Shape (rows, levels) of 0 and 1; a number is itself, shape (rows, 1)."""
        if self.levels is None:
            return self.values.astype(np.float64)[:, None]
        matrix = np.zeros((len(self), len(self.levels)))
        matrix[np.arange(len(self)), self.codes] = 1
        return matrix


def too_large(values: Values) -> bool:
    """Whether some number is so large that its square cannot be computed."""
    if not isinstance(values, Numbers) or not len(values):
        return False
    numbers = values.values
    return bool((np.fmax.reduce(numbers) > LARGEST) or (np.fmin.reduce(numbers) < -LARGEST))


def contrasts(column: Variable) -> NDArray[np.float64]:
    """Its indicators without the last, which the others determine; a number is itself."""
    whole = column.indicators()
    return whole[:, :-1] if column.is_category and whole.shape[1] > 1 else whole


def variable(values: Values, name: str) -> Variable:
    """A column's values with -1 or NaN still standing for missing."""
    match values:
        case Categories(codes, levels):
            return Variable(codes.astype(np.intp), levels)
        case Numbers(numbers):
            if too_large(values):
                raise NotApplicable(
                    f"column {name!r} holds numbers beyond {LARGEST:g}, whose squares cannot be "
                    "computed",
                    "mend those values, or leave them empty where they mean that there is none",
                )
            return Variable(numbers)
        case _:
            raise NotApplicable(
                f"column {name!r} holds neither numbers nor categories",
                f"declare `{name}: {{kind: category}}`, or a column extracted from it",
            )


def present(column: Variable) -> NDArray[np.bool_]:
    """Shape (rows,): where there is a value."""
    if column.is_category:
        return np.asarray(column.values >= 0)
    return np.asarray(np.isfinite(column.values))


def side_by_side(data: Dataset, columns: Sequence[Variable]) -> tuple[Variable, ...]:
    """Rows in which every column has a value, sorted by them, a `count` column written out.

    The order depends on the values alone, so that the order of the file changes no number.
    """
    whole = np.flatnonzero(np.logical_and.reduce([present(column) for column in columns]))
    counts, _ = amounts(data)
    if counts is not None:
        times = counts[whole].astype(np.int64)
        if times.sum() > MOST_EXPANDED:
            raise NotApplicable(
                f"the count column stands for {int(times.sum()):,} rows",
                f"give a sample of at most {MOST_EXPANDED:,}",
            )
        whole = np.repeat(whole, times)
    complete_columns = [column.take(whole) for column in columns]
    order = np.lexsort([column.values for column in reversed(complete_columns)])
    return tuple(column.take(order).used() for column in complete_columns)
