"""Tables of other libraries, in and out: pandas, polars, pyarrow, numpy and plain mappings.

Everything passes through pyarrow, which a worker has anyway; pandas and polars are used where the
user has them, and never imported for somebody who does not.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audits.errors import Refused

# Rows that are looked at to name the types in a column that holds several.
_LOOKED_AT = 10_000


@dataclass(frozen=True, eq=False)
class Frame:
    """A table in memory.

    library: of the frame that was given. given: that frame, for its types. left_out: columns that
    hold values of several types, with the refusal that is raised where one of them is named.
    """

    table: pa.Table
    library: str
    given: Any
    left_out: Mapping[str, Refused] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any) -> "Frame":
        """The table of a frame; raises `Refused` where it is none."""
        library = _library(data)
        _check_names(_names(data, library))
        columns: dict[str, pa.Array] = {}
        left_out: dict[str, Refused] = {}
        for name, values in _columns(data, library):
            try:
                columns[name] = _column(name, values)
            except Refused as refused:
                left_out[name] = refused
        return cls(pa.table(columns), library, data, left_out)

    def require(self, names: Iterable[str]) -> None:
        """Raise `Refused` where one of these columns had to be left out."""
        for name in names:
            if name in self.left_out:
                raise self.left_out[name]

    def with_columns(self, columns: Mapping[str, Any]) -> "Frame":
        """The table with further columns of the same length."""
        table = self.table
        for name, values in columns.items():
            column = _column(name, values)
            if len(column) != len(table):
                raise Refused.because(
                    name, f"has {len(column):,} values, and the data {len(table):,} rows",
                    "give one value a row", "wrong_length",
                )  # fmt: skip
            if name in table.column_names:
                raise Refused.because(
                    name, f"the data have a column {name!r} already", "name that column instead",
                    "name_twice",
                )  # fmt: skip
            table = table.append_column(name, column)
        return replace(self, table=table)

    def write(self, path: Path) -> None:
        """As Parquet, which keeps each value as it is."""
        pq.write_table(self.table, path, compression="zstd")

    def rows_like(self, columns: Mapping[str, Sequence[Any]]) -> Any:
        """Rows of these values in the library and with the types of the frame that was given."""
        fields = [self.table.schema.field(name) for name in columns]
        table = pa.table(
            {
                field.name: _typed(values, field.type)
                for field, values in zip(fields, columns.values(), strict=True)
            }
        )
        match self.library:
            case "pandas":
                return _as_pandas(table, self.given)
            case "polars":
                return sys.modules["polars"].from_arrow(table)
            case "numpy":
                return np.column_stack([column.to_numpy() for column in table.columns])
            case "mapping":
                return {name: table[name].to_numpy() for name in table.column_names}
        return table


def as_frame(rows: Sequence[Mapping[str, Any]], library: str) -> Any:
    """Rows of plain values as a frame of the library, else of pandas where it is installed."""
    table = pa.Table.from_pylist([dict(row) for row in rows])
    if library == "polars":
        return sys.modules["polars"].from_arrow(table)
    if library == "pyarrow":
        return table
    try:
        import pandas
    except ImportError:
        return table
    return pandas.DataFrame.from_records([dict(row) for row in rows])


def _library(data: Any) -> str:
    for name in ("pandas", "polars"):
        module = sys.modules.get(name)
        if module is not None and isinstance(data, module.DataFrame):
            return name
    if isinstance(data, pa.Table | pa.RecordBatch):
        return "pyarrow"
    if isinstance(data, np.ndarray):
        return "numpy"
    if isinstance(data, Mapping):
        return "mapping"
    raise Refused.because(
        "data",
        f"a {type(data).__module__}.{type(data).__qualname__} is no table",
        "give a frame of pandas, polars or pyarrow, an array, a mapping of columns, or a path",
        "no_table",
    )


def _names(data: Any, library: str) -> list[str]:
    if library == "numpy":
        return list(data.dtype.names or ())
    if library == "pyarrow":
        return list(data.schema.names)
    return [str(name) for name in (data.keys() if library == "mapping" else data.columns)]


def _check_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused.because(
            "data", f"has the column {twice[0]!r} {names.count(twice[0])} times",
            "give each column a name of its own", "name_twice",
        )  # fmt: skip


def _columns(data: Any, library: str) -> Iterator[tuple[str, Any]]:
    match library:
        case "polars" | "pyarrow":
            table = data.to_arrow() if library == "polars" else data
            yield from zip(table.schema.names, table.columns, strict=True)
        case "numpy" if data.dtype.names:
            yield from ((name, data[name]) for name in data.dtype.names)
        case "numpy":
            if data.ndim != 2:
                raise Refused.because(
                    "data", f"an array of shape {data.shape} is no table",
                    "give an array of rows and columns", "no_table",
                )  # fmt: skip
            yield from ((str(index), data[:, index]) for index in range(data.shape[1]))
        case _:
            names = data.keys() if library == "mapping" else data.columns
            yield from ((str(name), data[name]) for name in names)


def _column(name: str, values: Any) -> pa.Array:
    """Raises `Refused` where the values are of several types, with the first row of each."""
    try:
        is_arrow = isinstance(values, pa.Array | pa.ChunkedArray)
        column = values if is_arrow else pa.array(values, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise _mixed(name, values) from error
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column


def _mixed(name: str, values: Any) -> Refused:
    seen: dict[str, int] = {}
    for row, value in enumerate(list(values)[:_LOOKED_AT]):
        if value is not None and value == value:
            seen.setdefault(type(value).__name__, row)
    told = " and ".join(f"{kind} (first in row {row})" for kind, row in list(seen.items())[:3])
    return Refused.because(
        name,
        f"the column holds {told or 'values that are no plain ones'}",
        "give every value of the column one type, for example with `.astype(str)`",
        "mixed_types",
    )


def _typed(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """The values with the column's own type, where they have it; else as they are."""
    try:
        if pa.types.is_dictionary(kind):
            return _typed(values, kind.value_type).cast(kind)
        if pa.types.is_boolean(kind):
            return pa.array(
                [None if v is None else str(v).lower() in ("true", "1") for v in values]
            )
        if pa.types.is_integer(kind):
            return pa.array(values, pa.float64()).cast(kind)
        if pa.types.is_temporal(kind):
            return pc.cast(pa.array(values, pa.string()), kind)
        return pa.array(values).cast(kind)
    except (pa.ArrowException, ValueError, TypeError):
        return pa.array(values)


def _as_pandas(table: pa.Table, given: Any) -> Any:
    frame = table.to_pandas()
    frame.columns = [_own_name(name, given) for name in table.column_names]
    for name in frame.columns:
        wanted = given.dtypes.get(name)
        if wanted is not None and frame[name].dtype != wanted:
            try:
                frame[name] = frame[name].astype(wanted)
            except (ValueError, TypeError):  # a value that a perturbation put there
                continue
    return frame


def _own_name(name: str, given: Any) -> Any:
    """The column's own name: pandas has names that are no text."""
    return next((own for own in given.columns if str(own) == name), name)
