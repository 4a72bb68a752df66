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
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audits.errors import Refused

# Types of pandas whose values are known by their words.
_SPOKEN = ("interval", "period")
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
        data = _plain_table(data)
        library = _library(data)
        _check_names(_names(data, library))
        columns: dict[str, pa.Array] = {}
        left_out: dict[str, Refused] = {}
        for name, values in _columns(data, library):
            try:
                columns[name] = _column(name, values)
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
            _check_index(name, values, self.given)
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
                return _as_polars(table, self.given)
            case "numpy":
                return np.column_stack([column.to_numpy() for column in table.columns])
            case "mapping":
                return {name: table[name].to_numpy() for name in table.column_names}
        return table

    def as_array(self) -> "Frame":
        """The same table, whose rows are handed out as arrays: no estimator reads a mapping."""
        return replace(self, library="numpy")


def as_frame(rows: Sequence[Mapping[str, Any]], library: str, columns: Sequence[str] = ()) -> Any:
    """Rows of plain values as a frame of the library, else of pandas where it is installed.

    columns: the names, where there may be no row to show them.
    """
    names = list(columns or (rows[0] if rows else ()))
    table = pa.table({name: [row[name] for row in rows] for name in names})
    if library == "polars":
        return sys.modules["polars"].from_arrow(table)
    if library == "pyarrow":
        return table
    try:
        import pandas
    except ImportError:
        return table
    return pandas.DataFrame.from_records([dict(row) for row in rows], columns=names)


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


def as_array(values: Any) -> Any:
    """A tensor's numbers without its gradients; a generator's as a list; anything else as it is."""
    if hasattr(values, "detach"):
        return values.detach().cpu().numpy()
    return list(values) if isinstance(values, Iterator) else values


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


def _column(name: str, values: Any) -> pa.Array:
    """Raises `Refused` where the values are not one a row, or of several types."""
    values = _one_a_row(name, values)
    try:
        is_arrow = isinstance(values, pa.Array | pa.ChunkedArray)
        column = values if is_arrow else pa.array(values, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise _mixed(name, values) from error
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column


def _one_a_row(name: str, values: Any) -> Any:
    """The values of a column; a single column of a table or an array is one."""
    values = as_array(values)
    if isinstance(values, Mapping | str) or not hasattr(values, "__len__"):
        raise Refused.because(
            name, f"a {type(values).__name__} is no column", "give one value a row", "no_column"
        )
    shape: tuple[int, ...] = tuple(getattr(values, "shape", ()))
    if len(shape) == 2 and shape[1] == 1:
        values = values.iloc[:, 0] if hasattr(values, "iloc") else np.asarray(values)[:, 0]
    elif len(shape) > 1:
        raise Refused.because(
            name, f"has the shape {shape}",
            "give one value a row, of probabilities those of the positive class: `[:, 1]`",
            "no_column",
        )  # fmt: skip
    kind = str(getattr(values, "dtype", ""))
    if kind.startswith("Sparse"):
        return np.asarray(values)
    categories = getattr(getattr(values, "dtype", None), "categories", None)
    if categories is not None and str(categories.dtype).startswith(_SPOKEN):
        categorical = getattr(values, "cat", values)
        return categorical.rename_categories([str(category) for category in categories])
    if kind.startswith(_SPOKEN):  # by their words: a period's own number says nothing
        pandas = sys.modules["pandas"]
        return [None if pandas.isna(value) else str(value) for value in values]
    return values


def _check_lengths(lengths: Mapping[str, int]) -> None:
    first = next(iter(lengths), "")
    for name, length in lengths.items():
        if length != lengths[first]:
            raise Refused.because(
                name, f"has {length:,} values, and {first} {lengths[first]:,}",
                "give one value a row", "wrong_length",
            )  # fmt: skip


def _check_index(name: str, values: Any, frame: Any) -> None:
    """Raise `Refused` where both are indexed and it is open which value belongs to which row.

    An index that just counts says nothing about rows, unless the other one counts as far.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return
    kinds = (pandas.Series, pandas.DataFrame)
    if not isinstance(values, kinds) or not isinstance(frame, kinds):
        return
    ours, theirs = frame.index, values.index
    if len(ours) != len(theirs) or ours.equals(theirs):
        return
    counts = any(index.equals(pandas.RangeIndex(len(index))) for index in (ours, theirs))
    if counts and not theirs.isin(ours).all():
        return
    if not theirs.isin(ours).any():
        return
    raise Refused.because(
        name, "its index is that of other rows than the frame's, or in another order",
        f"give `{name}.loc[frame.index]`, or `{name}.to_numpy()` where the order is right",
        "other_index",
    )  # fmt: skip


def _mixed(name: str, values: Any) -> Refused:
    seen: dict[str, int] = {}
    for row, value in enumerate(list(values)[:_LOOKED_AT]):
        if value is not None and not (isinstance(value, float) and value != value):
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


def _as_polars(table: pa.Table, given: Any) -> Any:
    frame = sys.modules["polars"].from_arrow(table)
    wanted = {name: given.schema[name] for name in table.column_names if name in given.schema}
    for name, kind in wanted.items():
        try:
            frame = frame.with_columns(frame[name].cast(kind))
        except sys.modules["polars"].exceptions.PolarsError:  # a perturbation's value
            continue
    return frame


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
