"""The values of one column of somebody else's table, as Arrow's; one value a row, of one type."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from audits.errors import Refused

# Types of pandas whose values are known by their words.
_SPOKEN = ("interval", "period")
# Rows that are looked at to name the types in a column that holds several.
_LOOKED_AT = 10_000


def as_array(values: Any) -> Any:
    """A tensor's numbers without its gradients; a generator's as a list; anything else as it is."""
    if hasattr(values, "detach"):
        return values.detach().cpu().numpy()
    return list(values) if isinstance(values, Iterator) else values


def column_of(name: str, values: Any) -> pa.Array:
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


def check_index(name: str, values: Any, frame: Any) -> None:
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
    kinds = " and ".join(f"{kind} (first in row {row})" for kind, row in list(seen.items())[:3])
    return Refused.because(
        name,
        f"the column holds {kinds or 'values that are no plain ones'}",
        "give every value of the column one type, for example with `.astype(str)`",
        "mixed_types",
    )
