"""A session of LiteRT over a file that was looked over. No other module names the runtime."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.models.foreign_kinds import TFLITE
from audits.models.tables.recognition import damaged, library
from audits.models.tflite.graph import EXTRA, SAVE, Graph, read_graph


@dataclass(frozen=True)
class Port:
    """An input or output. shape: without the axis of rows, None where open.

    rows: a call takes, None for any. step, zero: of numbers that are stored as small whole ones,
    value = step * (stored - zero); step 0 where they are stored as they are.
    """

    name: str
    index: int
    shape: tuple[int | None, ...]
    rows: int | None
    dtype: np.dtype
    step: float
    zero: int

    def stored(self, values: NDArray[Any]) -> NDArray[Any]:
        """Shape (rows, ...), as the graph takes them. values: what they mean, shape (rows, ...)."""
        if self.step:
            values = np.rint(values / self.step) + self.zero
        if self.dtype.kind in "iu":
            ends = np.iinfo(self.dtype)
            values = np.clip(values, ends.min, ends.max)
        return values.astype(self.dtype)

    def meant(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Shape (rows, ...), what they mean. values: as the graph has them, shape (rows, ...)."""
        numbers = values.astype(np.float64)
        return (numbers - self.zero) * self.step if self.step else numbers


class Session:
    """One thread of one interpreter; every call is of as many rows as the file allows."""

    def __init__(self, path: Path) -> None:
        self.graph: Graph = read_graph(path)
        runtime = library("ai_edge_litert.interpreter", EXTRA, path, TFLITE)
        try:
            # The set of operators that come with it: none of the file's own, no delegate.
            self._interpreter = runtime.Interpreter(str(path), num_threads=1)
            self.inputs = tuple(map(self._port, self._interpreter.get_input_details()))
            self.outputs = tuple(map(self._port, self._interpreter.get_output_details()))
            self._interpreter.allocate_tensors()
        except (RuntimeError, ValueError, TypeError, KeyError) as error:
            why = " ".join(str(error).split())[:160]
            if any(word in why for word in ("custom op", "Flex", "unresolved", "Unsupported")):
                raise Refused.because(
                    "model", f"{path.name} has operators that LiteRT alone does not know ({why})",
                    "convert it with built-in operators alone "
                    "(`converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]`), "
                    "or record its answers as a column with the role prediction",
                    "unknown_operator",
                ) from error  # fmt: skip
            raise damaged(path, TFLITE.is_a, why, SAVE) from error
        self._rows = self.inputs[0].rows if self.inputs else None
        self._set = 1
        self.engine = f"LiteRT {version('ai-edge-litert')} on CPU, 1 thread"

    def _port(self, item: dict[str, Any]) -> Port:
        scales, zeros = (item["quantization_parameters"][k] for k in ("scales", "zero_points"))
        signature = [int(size) for size in item["shape_signature"]]
        if not len(signature):
            signature = [int(size) for size in item["shape"]]
        index = int(item["index"])
        name = self.graph.names.get(index) or str(item["name"]).removesuffix(":0")
        return Port(
            name.removeprefix("serving_default_"),
            index,
            tuple(size if size > 0 else None for size in signature[1:]),
            signature[0] if signature and signature[0] > 0 else None,
            np.dtype(item["dtype"]),
            float(scales[0]) if len(scales) == 1 else 0.0,
            int(zeros[0]) if len(zeros) == 1 else 0,
        )

    def run(self, fed: Sequence[NDArray[Any]], output: Port) -> NDArray[np.float64]:
        """The output's numbers, shape (rows, ...).

        fed: an input each in order, shape (rows, ...), as the graph stores them. Raises
        `ModelFailure` where the graph cannot be run.
        """
        rows = len(fed[0])
        size = self._rows or rows
        parts = []
        for start in range(0, rows, size):
            chunk = [values[start : start + size] for values in fed]
            if (short := size - len(chunk[0])) > 0:  # the last call is filled with its last row
                chunk = [np.concatenate([v, np.repeat(v[-1:], short, axis=0)]) for v in chunk]
            parts.append(self._call(chunk, output)[: min(size, rows - start)])
        return np.concatenate(parts)

    def _call(self, fed: Sequence[NDArray[Any]], output: Port) -> NDArray[np.float64]:
        rows = len(fed[0])
        try:
            if rows != self._set or any(None in item.shape for item in self.inputs):
                for item, values in zip(self.inputs, fed, strict=True):
                    self._interpreter.resize_tensor_input(item.index, values.shape)
                self._interpreter.allocate_tensors()
                self._set = rows
            for item, values in zip(self.inputs, fed, strict=True):
                self._interpreter.set_tensor(item.index, np.ascontiguousarray(values))
            self._interpreter.invoke()
            answers = output.meant(self._interpreter.get_tensor(output.index))
        except (RuntimeError, ValueError) as error:
            raise ModelFailure(f"the model failed: {' '.join(str(error).split())[:300]}") from error
        if not answers.ndim or len(answers) != rows:
            raise ModelFailure(
                f"the model answers {list(answers.shape)} to {rows} rows: no answer a row"
            )
        return answers
