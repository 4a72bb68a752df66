"""Tables under audit: every column has a kind and a role, and missing values stay missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import amounts_of
from audits.data.precision import DOUBLE, Precision
from audits.data.sequences import Sequences
from audits.data.sounds import Sounds
from audits.errors import NotApplicable, Refused
from audits.specification.roles import Kind, Role

__all__ = [
    "Categories",
    "Column",
    "Dataset",
    "Features",
    "Images",
    "Kind",
    "Numbers",
    "Picture",
    "Role",
    "Sequences",
    "Signals",
    "Sounds",
    "Texts",
]

# Shape (height, width, 3): uint8, or float32 of 0 to 255 where the file has 16 bits a value.
Picture = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Categories:
    """Values of a small set, as text.

    codes: shape (rows,), any signed integer type; index into `levels`, -1 where missing.
    levels: the distinct values as text, in text order.
    """

    codes: NDArray[np.signedinteger]
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: NDArray[np.intp] | slice) -> "Categories":
        """The values of these rows alone. rows: shape (taken,), positions, or a slice."""
        return Categories(self.codes[rows], self.levels)

    def equals(self, level: str) -> NDArray[np.bool_]:
        """Shape (rows,): where the value is this one. An unknown level is nowhere."""
        if level not in self.levels:
            return np.zeros(len(self.codes), dtype=bool)
        return np.asarray(self.codes == self.levels.index(level))

    def amounts(self) -> NDArray[np.intp]:
        """Rows with each of the levels, shape (levels,)."""
        return amounts_of(self.codes, len(self.levels))

    def used(self) -> "Categories":
        """The same values with only the levels that some row has."""
        stays = self.amounts() > 0
        if stays.all():
            return self
        codes = np.cumsum(stays) - 1
        known = np.where(self.codes < 0, -1, codes[self.codes]).astype(self.codes.dtype)
        levels = zip(self.levels, stays.tolist(), strict=True)
        return Categories(known, tuple(level for level, stay in levels if stay))

    @classmethod
    def of(cls, values: Sequence[str | None]) -> "Categories":
        """From plain text values; for tests and small tables."""
        levels = tuple(sorted({value for value in values if value is not None}))
        index: dict[str | None, int] = {level: i for i, level in enumerate(levels)}
        codes = np.array([index.get(value, -1) for value in values], dtype=np.int32)
        return cls(codes, levels)


@dataclass(frozen=True, eq=False)
class Numbers:
    """values: shape (rows,), float64, NaN where missing (the only place NaN may stand).

    precision: that of the file, in which a bound is compared with them.
    """

    values: NDArray[np.float64]
    precision: Precision = DOUBLE

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: NDArray[np.intp] | slice) -> "Numbers":
        """The values of these rows alone. rows: shape (taken,), positions, or a slice."""
        return Numbers(self.values[rows], self.precision)


@dataclass(frozen=True, eq=False)
class Texts:
    """values: shape (rows,), objects: str, or None where missing."""

    values: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: NDArray[np.intp] | slice) -> "Texts":
        """The values of these rows alone. rows: shape (taken,), positions, or a slice."""
        return Texts(self.values[rows])

    @classmethod
    def of(cls, values: Sequence[str | None]) -> "Texts":
        """From plain text values; for tests and small tables."""
        objects = np.empty(len(values), dtype=object)
        objects[:] = values
        return cls(objects)


class ImageSource(Protocol):
    """Where pictures come from; decoded only when asked for.

    A source of more than 8 bits a value has `exact(name)` besides: float32 of 0 to 255, with the
    fractions; one that knows sizes without decoding `size(name)`: (width, height).
    """

    def decode(self, name: str) -> NDArray[np.uint8]:
        """Shape (height, width, 3), RGB. Raises `Refused` if damaged."""
        ...


@dataclass(frozen=True, eq=False)
class Images:
    """names: shape (rows,), the member's name in `source`; None where missing."""

    names: NDArray[np.object_]
    source: ImageSource

    def __len__(self) -> int:
        return len(self.names)

    def take(self, rows: NDArray[np.intp] | slice) -> "Images":
        """The names of these rows alone. rows: shape (taken,), positions, or a slice."""
        return replace(self, names=self.names[rows])

    def decoded(self) -> list[NDArray[np.uint8]]:
        """Every picture of this (small) selection, shape (height, width, 3)."""
        return [self.source.decode(name) for name in self.names]

    def fed(self) -> list[NDArray[Any]]:
        """The same for a model: those of 16 bits as float32, see `ImageSource`."""
        exact = getattr(self.source, "exact", self.source.decode)
        return [exact(name) for name in self.names]

    def size(self, row: int) -> tuple[int, int] | None:
        """Width and height in pixels of the picture of that row; None where none can be read."""
        name = self.names[row]
        known = getattr(self.source, "size", None)
        try:
            if name is None:
                return None
            if known is not None:
                width, height = known(name)
            else:
                height, width = self.source.decode(name).shape[:2]
        except Refused:
            return None  # whoever asks a model of it says so
        return width, height


# What runs over time: one waveform, or one array of steps, a row.
Signals: TypeAlias = Sounds | Sequences
Values: TypeAlias = Categories | Numbers | Texts | Images | Sounds | Sequences


@dataclass(frozen=True, eq=False)
class Column:
    """One typed column. `reference`, `positive` and `favourable` are stated by the plan or None.

    fed: what a model is asked with, where that differs from `values` (before `map` or `cut`).
    source: the column's name in the file, where it was renamed.
    of: whose probability a score is, `answer` (the one given) or `positive`, where that was said.
    """

    name: str
    role: Role
    values: Values
    reference: str | None = None
    positive: str | None = None
    favourable: str | tuple[str, ...] | None = None
    threshold: float | None = None
    fed: Values | None = None
    source: str | None = None
    of: str | None = None

    @property
    def kind(self) -> Kind:
        """What the values are: numbers, categories, texts, pictures, sounds or sequences."""
        match self.values:
            case Categories():
                return Kind.CATEGORY
            case Numbers():
                return Kind.NUMBER
            case Texts():
                return Kind.TEXT
            case Images():
                return Kind.IMAGE
            case Sounds():
                return Kind.AUDIO
            case Sequences():
                return Kind.SEQUENCE

    @property
    def categories(self) -> Categories:
        """The values as categories; of another kind they are `NotApplicable`."""
        if not isinstance(self.values, Categories):
            raise NotApplicable(
                f"column {self.name!r} holds {self.kind}s, not categories",
                f"declare `{self.name}: {{kind: category}}`, or give it a `cut`",
            )
        return self.values

    @property
    def numbers(self) -> NDArray[np.float64]:
        """The values, shape (rows,); of another kind they are `NotApplicable`."""
        if not isinstance(self.values, Numbers):
            raise NotApplicable(
                f"column {self.name!r} holds {self.kind}, not numbers",
                f"declare `{self.name}: {{kind: number}}`",
            )
        return self.values.values


# What a model is asked with: dataset column name -> one value a row. Numbers as float64,
# categories and texts as object arrays of str (None where missing), pictures as a list of
# (height, width, 3) arrays, uint8, or float32 of 0 to 255 where the file has 16 bits a value,
# sounds as a list of `Sound`, sequences as a list of arrays of shape (steps, channels).
Features: TypeAlias = Mapping[str, NDArray[np.generic] | list[Any]]


def features_of(values: Values) -> NDArray[np.generic] | list[Any]:
    """A column's values in the form a model adapter reads: shape (rows,), or a list of them."""
    match values:
        case Categories(codes, levels):
            return np.asarray(np.array([*levels, None], dtype=object)[codes])
        case Numbers(array):
            return array
        case Texts(array):
            return array
        case Images() | Sounds() | Sequences():
            return values.fed()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Columns of equal length.

    notes: what a reader must know of how the file was read: words taken as missing, and the like.
    """

    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _by_source(self) -> Mapping[str, Column]:
        return {column.source: column for column in self.columns if column.source is not None}

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def having(self, role: Role) -> tuple[Column, ...]:
        """Every column with this role, in the order of the table."""
        return tuple(column for column in self.columns if column.role is role)

    def one(self, role: Role) -> Column | None:
        """The single column with this role, or None; two are `NotApplicable`."""
        match self.having(role):
            case ():
                return None
            case (column,):
                return column
            case several:
                names = ", ".join(column.name for column in several)
                raise NotApplicable(
                    f"more than one column has the role {role}: {names}",
                    f"give the role {role} to one of them",
                )

    def require(self, role: Role) -> Column:
        """The single column with this role; none, or two, are `NotApplicable`."""
        column = self.one(role)
        if column is None:
            raise NotApplicable(
                f"no column has the role {role}", f"name the {role} column in `columns`"
            )
        return column

    def take(self, rows: NDArray[np.intp] | slice) -> "Dataset":
        """The same columns with these rows alone. rows: shape (taken,), positions, or a slice."""
        return Dataset(
            tuple(
                replace(
                    column,
                    values=column.values.take(rows),
                    fed=None if column.fed is None else column.fed.take(rows),
                )
                for column in self.columns
            )
        )

    def features(self, names: Sequence[str], rows: NDArray[np.intp] | slice) -> Features:
        """The columns of these names, in the form a model adapter reads.

        names: of columns in the dataset, or in its file where they were renamed. rows: shape
        (taken,), positions, or a slice: of the rows that are asked.
        """
        return {name: features_of(self.fed_values(name).take(rows)) for name in names}

    def fed_values(self, name: str) -> Values:
        """What a model is asked with for this column, by its name here or in the file."""
        column = self._by_name.get(name) or self._by_source[name]
        return column.values if column.fed is None else column.fed

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)
