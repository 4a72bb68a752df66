"""Rows of a table as the forms of serving tools take them: what is sent about a batch of rows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import NotApplicable, Refused
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
    def of(cls, inputs: Mapping[str, Sequence[str]], features: Features, rows: slice) -> "Batch":
        """These rows of the features, as JSON values; what is missing is null."""
        names = [name for fed in inputs.values() for name in fed]
        columns = {name: _plain(name, features[name], rows) for name in dict.fromkeys(names)}
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
        """A list of values a row."""
        return [list(row) for row in zip(*(values for _, values in self.fields), strict=True)]

    @property
    def records(self) -> list[dict[str, Any]]:
        """A mapping of names to values a row."""
        names = [name for name, _ in self.fields]
        return [dict(zip(names, row, strict=True)) for row in self.lists]


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


def question_of(descriptor: Descriptor, batch: Batch) -> str:
    """The question about the batch's one row, of a model that answers in words."""
    (record,) = batch.records
    values = {name: "unknown" if value is None else _written(value)
              for name, value in record.items()}  # fmt: skip
    return str(filled(descriptor.words.prompt, values))


def _tensor(descriptor: Descriptor, name: str, batch: Batch) -> dict[str, Any]:
    """One input of the Open Inference Protocol: shape (rows, columns), row after row."""
    fed = batch.inputs[name]
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


def _plain(
    name: str, values: "NDArray[np.generic] | list[NDArray[Any]]", rows: slice
) -> list[object]:
    """JSON values; missing is null."""
    if isinstance(values, list):
        raise NotApplicable(
            f"column {name!r} holds pictures, and an endpoint is not sent any",
            "export the model to ONNX and name the file",
        )
    taken = values[rows]
    if taken.dtype.kind == "f":
        return [value if np.isfinite(value) else None for value in taken.tolist()]
    return list(taken.tolist())
