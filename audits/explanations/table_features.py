"""A table as columns: what a value may be replaced by, and one row seen through it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Features
from audits.errors import NotApplicable
from audits.explanations.explanation import Mask

# Rows read to learn what values a column takes. More would change quartiles in the third digit.
MOST_ROWS = 20_000


@dataclass(frozen=True, eq=False)
class Table:
    """The rows that a model reads, as columns of plain values.

    columns: name -> shape (rows,), float64 (NaN where missing) or objects (None where missing).
    """

    columns: Mapping[str, NDArray[np.generic]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @cached_property
    def numeric(self) -> tuple[bool, ...]:
        """Whether each column holds numbers."""
        return tuple(values.dtype != object for values in self.columns.values())

    @cached_property
    def constant(self) -> tuple[str, ...]:
        """Columns that never vary, so that nothing can be learnt of them."""
        return tuple(name for name in self.names if len(self._levels[name][0]) < 2)

    @cached_property
    def _levels(self) -> Mapping[str, tuple[NDArray[np.generic], NDArray[np.intp]]]:
        by_column = {}
        for name, values in self.columns.items():
            if values.dtype == object:
                texts = [None if value is None else str(value) for value in values]
                # Missing first, then in the order of texts.
                known = sorted(set(texts), key=lambda text: (text is not None, text or ""))
                code_of = {text: code for code, text in enumerate(known)}
                level_values = np.empty(len(known), dtype=object)
                level_values[:] = known
                codes = np.array([code_of[text] for text in texts], dtype=np.intp)
                by_column[name] = (level_values, codes)
            else:
                levels, codes = np.unique(values, return_inverse=True)
                by_column[name] = (levels, codes.astype(np.intp))
        return by_column

    def levels(self, name: str) -> tuple[NDArray[np.generic], NDArray[np.intp]]:
        """The distinct values of a column, and shape (rows,) which of them each row has."""
        return self._levels[name]


def read_table(
    data: Dataset, names: Sequence[str], order: NDArray[np.intp], rng: np.random.Generator
) -> Table:
    """The columns that a model reads, rows as in `order`; a large table is sampled.

    order: row numbers, shape (rows,), as the file does not decide them.
    """
    rows = order
    if len(rows) > MOST_ROWS:
        rows = rows[np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))]
    columns: dict[str, NDArray[np.generic]] = {}
    for name, values in data.features(names, rows).items():
        if isinstance(values, list):
            raise NotApplicable(
                f"the model reads pictures ({name}) beside other columns",
                "explanations read a single picture or text column, or columns of a table",
            )
        columns[name] = values
    return Table(columns)


@dataclass(frozen=True, eq=False)
class TableInstance:
    """One row of a table; absent values are drawn from rows of the background together.

    values: name -> the row's value, shape (1,).
    background: name -> shape (draws,), what stands for an absent value.
    """

    row: int
    values: Mapping[str, NDArray[np.generic]]
    background: Mapping[str, NDArray[np.generic]]

    @cached_property
    def units(self) -> tuple[str, ...]:
        """One unit a column that the model reads."""
        return tuple(self.values)

    @property
    def draws(self) -> int:
        return len(next(iter(self.background.values())))

    def features(self, masks: Mask) -> Features:
        """The draws of one mask stand together."""
        return {
            name: np.where(masks[:, column, None], self.values[name], self.background[name]).ravel()
            for column, name in enumerate(self.values)
        }

    def original(self, copies: int) -> Features:
        """The row itself, so many times."""
        return {name: np.repeat(value, copies) for name, value in self.values.items()}

    def shown(self, name: str) -> str:
        """A value as a page prints it."""
        (value,) = self.values[name]
        if value is None or (isinstance(value, float) and np.isnan(value)):
            return "missing"
        return f"{value:.4g}" if isinstance(value, float) else str(value)


def row_values(data: Dataset, names: Sequence[str], row: int) -> dict[str, NDArray[np.generic]]:
    """One row of the table."""
    features = data.features(names, np.array([row]))
    return {name: np.asarray(values) for name, values in features.items()}
