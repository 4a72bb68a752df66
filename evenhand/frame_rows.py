"""Rows handed back in the library of the frame that was given, with its own types."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def rows_like(table: pa.Table, library: str, given: Any) -> Any:
    """The rows in that library, with the types of the frame that was given."""
    match library:
        case "pandas":
            return _as_pandas(table, given)
        case "polars":
            return _as_polars(table, given)
        case "numpy":
            return np.column_stack([column.to_numpy() for column in table.columns])
        case "mapping":
            return {name: table[name].to_numpy() for name in table.column_names}
    return table


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


def typed(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """The values with the column's own type, where they have it; else as they are."""
    try:
        if pa.types.is_dictionary(kind):
            return typed(values, kind.value_type).cast(kind)
        if pa.types.is_boolean(kind):
            return pa.array(
                [None if v is None else str(v).lower() in ("true", "1", "1.0") for v in values]
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
    types = {name: given.schema[name] for name in table.column_names if name in given.schema}
    for name, kind in types.items():
        try:
            frame = frame.with_columns(frame[name].cast(kind))
        except sys.modules["polars"].exceptions.PolarsError:  # a perturbation's value
            continue
    return frame


def _as_pandas(table: pa.Table, given: Any) -> Any:
    frame = table.to_pandas()
    frame.columns = [_own_name(name, given) for name in table.column_names]
    for name in frame.columns:
        dtype = given.dtypes.get(name)
        if dtype is not None and frame[name].dtype != dtype:
            try:
                cast = frame[name].astype(dtype)
            except (ValueError, TypeError):  # a value that a perturbation put there
                continue
            if not (dtype.kind in "iu" and (cast != frame[name]).any()):  # nothing was cut
                frame[name] = cast
    return frame


def _own_name(name: str, given: Any) -> Any:
    """The column's own name: pandas has names that are no text."""
    return next((own for own in given.columns if str(own) == name), name)
