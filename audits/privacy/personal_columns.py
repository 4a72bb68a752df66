"""Which columns of a table hold personal data, and in how many rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.row_keys import key_of, row_keys
from audits.privacy.personal_data import kind_of_title, kinds_in

BY_TITLE = "{kind} (by the column's title)"
# Numbers of fewer digits are no card.
CARD_DIGITS = 13


@dataclass(frozen=True, eq=False)
class Holding:
    """rows: shape (rows,), which hold this kind of personal data in this column."""

    column: str
    kind: str
    rows: Flags


def holdings(data: Dataset, on_progress: Callable[[float], None]) -> Iterator[Holding]:
    """Each column with each kind that it holds, in the order of their names.

    Every distinct value is read once. A column whose title says that it holds people's names,
    addresses, dates of birth or numbers counts with every value.
    """
    columns = sorted(data.columns, key=lambda column: column.name)
    for number, column in enumerate(columns):
        on_progress(number / len(columns))
        by_kind: dict[str, list[int]] = {}
        values, codes = _distinct(column)
        for code, value in enumerate(values):
            for kind in kinds_in(value):
                by_kind.setdefault(kind, []).append(code)
        for kind in sorted(by_kind):
            yield Holding(column.name, kind, np.isin(codes, by_kind[kind]))
        titled = kind_of_title(column.source or column.name) or kind_of_title(column.name)
        if titled is not None and (codes >= 0).any() and _is_of_people(values):
            yield Holding(column.name, BY_TITLE.format(kind=titled), codes >= 0)


def _distinct(column: Column) -> tuple[list[str], NDArray[np.intp]]:
    """Each value as text, once, and of each row its place, -1 where missing; pictures have none."""
    match column.values:
        case Categories(codes, levels):
            return list(levels), codes.astype(np.intp)
        case Texts(values):
            known = [str(value) for value in values.tolist() if value is not None]
            distinct = sorted(set(known))
            place_of = {value: index for index, value in enumerate(distinct)}
            places = [-1 if value is None else place_of[str(value)] for value in values.tolist()]
            return distinct, np.array(places, dtype=np.intp)
        case Numbers(numbers):
            whole = np.isfinite(numbers) & (np.abs(numbers) >= 10.0 ** (CARD_DIGITS - 1))
            whole &= np.abs(numbers) < 2.0**53
            distinct_numbers, inside = np.unique(numbers[whole], return_inverse=True)
            places_of_numbers = np.full(len(numbers), -1, dtype=np.intp)
            places_of_numbers[whole] = inside.reshape(-1)
            return [f"{number:.0f}" for number in distinct_numbers.tolist()], places_of_numbers
        case _:
            return [], np.full(len(column.values), -1, dtype=np.intp)


def _key_of(column: Column) -> NDArray[np.intp]:
    """A number for each distinct value; a text that is missing is no empty one."""
    is_plain = isinstance(column.values, Categories | Numbers)
    return key_of(column.values) if is_plain else _distinct(column)[1]


def _is_of_people(values: list[str]) -> bool:
    """Whether the values differ as people do: a `name` with two values names no one."""
    return len(values) > 20


def cell_sizes(columns: list[Column]) -> NDArray[np.int64]:
    """Rows that agree with each row in all of these columns, itself among them, shape (rows,).

    A missing value agrees with a missing one.
    """
    together = row_keys(map(_key_of, columns), len(columns[0].values))
    return np.asarray(np.bincount(together)[together], dtype=np.int64)
