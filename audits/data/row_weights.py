"""How many people each row is, and how many each stands for, checked."""

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Column, Dataset, Role
from audits.errors import Refused

# A weight's square, summed over the rows, must be a number that a computer holds; a smaller one
# than the fewest has nothing for its square.
FEWEST_EACH, MOST_EACH = 1e-150, 1e100


def _checked(data: Dataset, role: Role) -> NDArray[np.float64] | None:
    """The `count` or `weight` column, checked; None where there is none."""
    column = data.one(role)
    if column is None:
        return None
    values = column.numbers
    if not np.isfinite(values).all() or (values < 0).any():
        raise _not_an_amount(column, "a number of at least 0 in every row")
    if (values > MOST_EACH).any():
        raise _not_an_amount(column, f"a number of at most {MOST_EACH:g} in every row")
    if ((values > 0) & (values < FEWEST_EACH)).any():
        raise _not_an_amount(
            column,
            f"0 or a number of at least {FEWEST_EACH:g} in every row",
            "multiply all of them by one number, which changes no result",
        )
    if role is Role.COUNT and (values != np.rint(values)).any():
        raise _not_an_amount(column, "a whole number in every row")
    return values


def weights_differ(data: Dataset) -> bool:
    """Whether the rows of a `weight` column count unequally."""
    weights = _checked(data, Role.WEIGHT)
    return weights is not None and len(weights) > 0 and bool(np.ptp(weights) > 1e-9 * weights.max())


def counts_differ(data: Dataset) -> bool:
    """Whether the rows of a `count` column stand for unequal numbers of people."""
    counts = _checked(data, Role.COUNT)
    return counts is not None and len(counts) > 0 and bool(np.ptp(counts) > 0)


def _not_an_amount(
    column: Column,
    requirement: str,
    remedy: str = "mend those rows or give the column another role",
) -> Refused:
    return Refused.because(
        f"dataset.columns.{column.name}",
        f"the {column.role} column needs {requirement}",
        remedy,
    )


def amounts(data: Dataset) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """(counts, weights) of the rows, each shape (rows,) or None."""
    return _checked(data, Role.COUNT), _checked(data, Role.WEIGHT)
