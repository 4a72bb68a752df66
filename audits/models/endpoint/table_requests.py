"""Rows of a table as the forms of serving tools take them: what is sent about a batch of rows."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models.endpoint.pictures import DataUri, Pictures
from audits.models.endpoint.template import filled
from audits.models.held_numbers import are_held
from audits.specification.endpoint import Descriptor

_WHOLE = frozenset(f"{sign}INT{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64))


@dataclass(frozen=True)
class Batch:
    """Rows to be sent. inputs: of the model, each with the columns that feed it, in order."""

    inputs: Mapping[str, Sequence[str]]
    columns: Mapping[str, Sequence[Any]]
    rows: int

    @classmethod
    def of(
        cls,
        inputs: Mapping[str, Sequence[str]],
        features: Features,
        rows: slice,
        pictures: Pictures,
    ) -> "Batch":
        """These rows of the features, as JSON values; what is missing is null.

        pictures: how those are sent; each is an array, or an address.
        """
        fed_by = {name: given for given, fed in inputs.items() for name in fed}
        columns = {
            name: pictures.sent(given, values[rows])
            if isinstance(values := features[name], list)
            else _plain(values, rows)
            for name, given in fed_by.items()
        }
        return cls(inputs, columns, len(next(iter(columns.values()))))

    def single_rows(self) -> list["Batch"]:
        """Each row as a batch of its own."""
        return [
            Batch(self.inputs, {name: [values[row]] for name, values in self.columns.items()}, 1)
            for row in range(self.rows)
        ]

    @property
    def fields(self) -> list[tuple[str, Sequence[Any]]]:
        """Names with their values, in order: an input of one column goes by its own name."""
        return [
            (name if len(fed) == 1 else column, self.columns[column])
            for name, fed in self.inputs.items()
            for column in fed
        ]

    @property
    def lists(self) -> list[list[Any]]:
        """A list of values a row; where a picture is all of it, the row is its numbers."""
        rows = [list(row) for row in zip(*(values for _, values in self.fields), strict=True)]
        if len(self.fields) == 1 and rows and isinstance(rows[0][0], np.ndarray):
            return [row[0].tolist() for row in rows]
        return rows

    @property
    def records(self) -> list[dict[str, Any]]:
        """A mapping of names to values a row."""
        return [
            {name: _as_list(values[row]) for name, values in self.fields}
            for row in range(self.rows)
        ]


def request_of(descriptor: Descriptor, batch: Batch) -> dict[str, Any]:
    """The body of one request about these rows."""
    if descriptor.form == "oip":
        return {"inputs": [_tensor(descriptor, name, batch) for name in batch.inputs]}
    match descriptor.layout:
        case "csv":
            return {"csv": _csv(batch.lists)}
        case "features":
            return {"instances": [{"features": row} for row in batch.lists]}
        case "records" if descriptor.form == "mlflow":
            return {"dataframe_records": batch.records}
        case "records":
            return {"instances": batch.records}
        case "split":
            names = [name for name, _ in batch.fields]
            return {"dataframe_split": {"columns": names, "data": batch.lists}}
        case "inputs":
            return {"inputs": batch.lists}
        case _:
            return {"instances": batch.lists}


def question_of(descriptor: Descriptor, batch: Batch) -> list[str | DataUri]:
    """The question about the batch's one row, of a model that answers in words.

    A text, cut where a picture stands in it.
    """
    (record,) = batch.records
    shown = {name: value for name, value in record.items() if isinstance(value, DataUri)}
    values = {name: "unknown" if value is None else _written(value)
              for name, value in record.items() if name not in shown}  # fmt: skip
    places = "|".join(rf"\{{{re.escape(name)}\}}" for name in shown)
    prompt = descriptor.words.prompt or ""
    pieces = re.split(f"({places})", prompt) if shown else [prompt]
    parts = [shown.get(piece[1:-1]) or str(filled(piece, values)) for piece in pieces]
    return list(filter(None, parts))


def _tensor(descriptor: Descriptor, name: str, batch: Batch) -> dict[str, Any]:
    """One input of the Open Inference Protocol: shape (rows, columns), row after row."""
    fed = batch.inputs[name]
    if batch.rows and isinstance(batch.columns[fed[0]][0], np.ndarray):
        return _pictures(descriptor, name, batch)
    values = [value for row in zip(*(batch.columns[one] for one in fed), strict=True)
              for value in row]  # fmt: skip
    kinds = {type(value) for value in values if value is not None}
    if str in kinds and len(kinds) > 1:
        raise Refused.because(
            f"model.inputs.{name}", "one input is fed numbers and texts",
            "give each of its columns an input of its own", "mixed_kinds",
        )  # fmt: skip
    datatype = descriptor.datatypes.get(name) or ("BYTES" if str in kinds else "FP64")
    if datatype.startswith(("INT", "UINT")):
        values = [_whole(name, value, datatype) for value in values]
    elif datatype == "BOOL":
        values = [_true_or_false(name, value) for value in values]
    return {"name": name, "datatype": datatype, "shape": [batch.rows, len(fed)], "data": values}


def _pictures(descriptor: Descriptor, name: str, batch: Batch) -> dict[str, Any]:
    """One input of pictures: shape (rows, channels, height, width), or with the channels last."""
    (column,) = batch.inputs[name]
    values = batch.columns[column]
    if len({value.shape for value in values}) > 1:
        raise Refused.because(
            "model.preprocessing.size", "pictures of one request have different sizes",
            "give the size that the model was trained on, or `batch: 1`", "no_size",
        )  # fmt: skip
    data = np.stack(values)
    return {
        "name": name, "datatype": descriptor.datatypes.get(name, "FP32"),
        "shape": list(data.shape), "data": data.ravel().tolist(),
    }  # fmt: skip


def _as_list(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _whole(name: str, value: Any, datatype: str) -> Any:
    """The number as one that the datatype holds; texts are the server's to refuse."""
    if not isinstance(value, float | int):
        return value
    dtype = np.dtype(datatype.lower() if datatype in _WHOLE else "int64")
    if not are_held(np.array([value], dtype=np.float64), dtype).all():
        reason = "is no whole number" if value != int(value) else "is out of its range"
        raise _wrong_datatype(name, value, reason)
    return int(value)


def _true_or_false(name: str, value: Any) -> Any:
    if isinstance(value, float | int) and value not in (0, 1):
        raise _wrong_datatype(name, value, "is neither 0 nor 1")
    return None if value is None else bool(value)


def _wrong_datatype(name: str, value: float, reason: str) -> Refused:
    return Refused.because(
        f"model.endpoint.datatypes.{name}", f"{value:g} {reason}",
        "give another datatype, e.g. FP64", "wrong_datatype",
    )  # fmt: skip


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([["" if value is None else _written(value) for value in row] for row in rows])
    return out.getvalue()


def _written(value: Any) -> str:
    """Whole numbers without `.0`, as tables have them."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _plain(values: NDArray[np.generic], rows: slice) -> list[object]:
    """JSON values; missing is null."""
    taken = values[rows]
    if taken.dtype.kind == "f":
        return [value if np.isfinite(value) else None for value in taken.tolist()]
    return list(taken.tolist())
