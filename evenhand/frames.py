"""Tables of other libraries, in and out: pandas, polars, pyarrow, numpy and plain mappings.

Everything passes through pyarrow, which a worker has anyway; pandas and polars are used where the
user has them, and never imported for somebody who does not.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from audits.errors import Refused
from evenhand.frame_columns import as_array, check_index, column_of
from evenhand.frame_rows import rows_like, typed


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
        data = _plain_table(data)
        library = _library(data)
        _check_names(_names(data, library))
        columns: dict[str, pa.Array] = {}
        left_out: dict[str, Refused] = {}
        for name, values in _columns(data, library):
            try:
                columns[name] = column_of(name, values)
            except Refused as refused:
                left_out[name] = refused
        _check_lengths({name: len(column) for name, column in columns.items()})
        return cls(pa.table(columns), library, data, left_out)

    def require(self, names: Iterable[str]) -> None:
        """Raise `Refused` where one of these columns was left out, or stands in the index."""
        index = self.given.index.names if self.library == "pandas" else ()
        for name in names:
            if name in self.left_out:
                raise self.left_out[name]
            if name in index and name not in self.table.column_names:
                raise Refused.because(
                    name, "is the frame's index and no column", "give `frame.reset_index()`",
                    "unknown_column",
                )  # fmt: skip

    def with_columns(self, columns: Mapping[str, Any]) -> "Frame":
        """The table with further columns of the same length; each value belongs to its row."""
        table = self.table
        for name, values in columns.items():
            check_index(name, values, self.given)
            column = column_of(name, values)
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
                field.name: typed(values, field.type)
                for field, values in zip(fields, columns.values(), strict=True)
            }
        )
        return rows_like(table, self.library, self.given)

    def as_array(self) -> "Frame":
        """The same table, whose rows are handed out as arrays: no estimator reads a mapping."""
        return replace(self, library="numpy")


def _plain_table(data: Any) -> Any:
    """Rows of mappings, lazy frames, tensors and whatever speaks Arrow, as a table that is read."""
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(data, polars.LazyFrame):
        return data.collect()
    if isinstance(data, list) and data and all(isinstance(row, Mapping) for row in data):
        return {name: [row.get(name) for row in data] for name in dict.fromkeys(chain(*data))}
    if hasattr(data, "detach"):
        return as_array(data)
    if _library_of(data) or not hasattr(data, "__arrow_c_stream__"):
        return data
    try:
        return pa.table(data)
    except (TypeError, ValueError, pa.ArrowException):  # a lone column
        return data


def _library_of(data: Any) -> str:
    """Whose table it is; empty of what is none."""
    for name in ("pandas", "polars"):
        module = sys.modules.get(name)
        if module is not None and isinstance(data, module.DataFrame):
            return name
    if isinstance(data, pa.Table | pa.RecordBatch):
        return "pyarrow"
    if isinstance(data, np.ndarray):
        return "numpy"
    return "mapping" if isinstance(data, Mapping) else ""


def _library(data: Any) -> str:
    library = _library_of(data)
    if not library:
        raise Refused.because(
            "data",
            f"a {type(data).__module__}.{type(data).__qualname__} is no table",
            "give a frame of pandas, polars or pyarrow, an array, a mapping of columns, or a path",
            "no_table",
        )
    return library


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


def _check_lengths(lengths: Mapping[str, int]) -> None:
    first = next(iter(lengths), "")
    for name, length in lengths.items():
        if length != lengths[first]:
            raise Refused.because(
                name, f"has {length:,} values, and {first} {lengths[first]:,}",
                "give one value a row", "wrong_length",
            )  # fmt: skip
