"""What a TensorFlow Lite file says of itself, read before the interpreter sees it.

The interpreter trusts places and sizes that stand in the file: a damaged one ends its process. So
every place is held against what it points into, and every constant against its shape.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from audits.models.foreign_kinds import TFLITE
from audits.models.tables.recognition import damaged, library

EXTRA = "tflite"
SAVE = "tf.lite.TFLiteConverter.from_keras_model(model).convert()"
# Operators that change how numbers lie or are stored, and not what they mean.
_CARRYING = ("RESHAPE", "QUANTIZE", "DEQUANTIZE", "SQUEEZE", "EXPAND_DIMS", "CAST")
_BYTES = {
    "FLOAT32": 4, "FLOAT16": 2, "INT32": 4, "UINT8": 1, "INT64": 8, "BOOL": 1, "INT16": 2,
    "INT8": 1, "FLOAT64": 8, "UINT64": 8, "UINT32": 4, "UINT16": 2,
}  # fmt: skip
_MOST_LABELS = 1 << 20


@dataclass(frozen=True)
class Graph:
    """endings: by number of a tensor, the operator whose numbers it shows, "" where none is known.

    names: of inputs as the file's signature calls them, by theirs. parameters: numbers that it
    stores. labels: lines of the one list of classes that is packed into the file, () without one.
    """

    endings: dict[int, str]
    names: dict[int, str]
    parameters: int
    labels: tuple[str, ...]


def read_graph(path: Path) -> Graph:
    """What stands in the file; `Refused` where a place or size in it leads nowhere.

    path: of a file that begins as one.
    """
    schema = library("ai_edge_litert.schema_py_generated", EXTRA, path, TFLITE)
    try:
        model = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
        _check(schema, model)
        return Graph(
            dict(_endings(schema, model)),
            dict(_names(model)),
            sum(_weights(schema, model)),
            _labels(path),
        )
    except MemoryError:
        raise
    except Exception as error:  # of a file that was made up, whatever flatbuffers raises
        why = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise damaged(path, TFLITE.is_a, why[0][:120], SAVE) from error


def _endings(schema: Any, model: Any) -> Iterator[tuple[int, str]]:
    operators, graph = _names_of(schema.BuiltinOperator), model.subgraphs[0]
    made_by = {
        int(output): (operators.get(_code(model, item), ""), list(item.inputs))
        for item in graph.operators
        for output in item.outputs
    }
    for index in map(int, graph.outputs):
        yield index, _ending(made_by, index)


def _names_of(kind: Any) -> dict[int, str]:
    """The names of an enumeration of the schema, by number."""
    return {int(value): name for name, value in vars(kind).items() if not name.startswith("_")}


def _weights(schema: Any, model: Any) -> Iterator[int]:
    """How many numbers each constant holds; whole ones that count places are none."""
    types = _names_of(schema.TensorType)
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            scale = None if tensor.quantization is None else tensor.quantization.scale
            if _content(model, tensor) and (
                types.get(int(tensor.type), "").startswith("FLOAT") or scale is not None
            ):
                yield prod(map(int, _some(tensor.shape)))


def _code(model: Any, operator: Any) -> int:
    """Numbers above 127 stand in a second field, which older files do not have."""
    code = model.operatorCodes[operator.opcodeIndex]
    return max(int(code.builtinCode), int(code.deprecatedBuiltinCode))


def _ending(made_by: Mapping[int, tuple[str, Sequence[int]]], index: int) -> str:
    for _ in range(len(made_by) + 1):
        operator, inputs = made_by.get(index, ("", ()))
        if operator not in _CARRYING or not len(inputs):
            return operator
        index = int(inputs[0])
    return ""


def _names(model: Any) -> Iterator[tuple[int, str]]:
    for signature in model.signatureDefs or ():
        if not signature.subgraphIndex:
            for item in (*(signature.inputs or ()), *(signature.outputs or ())):
                yield int(item.tensorIndex), bytes(item.name).decode("utf-8", "replace")


def _check(schema: Any, model: Any) -> None:
    """Raise `ValueError` where the interpreter would read beyond what there is."""
    types = _names_of(schema.TensorType)
    if not model.subgraphs or model.buffers is None or model.operatorCodes is None:
        raise ValueError("it holds no graph")
    for graph in model.subgraphs:
        tensors = len(graph.tensors)
        for tensor in graph.tensors:
            if not 0 <= int(tensor.buffer) < len(model.buffers):
                raise ValueError("a tensor names a buffer that is not there")
            shape = list(map(int, _some(tensor.shape)))
            if any(size < 0 for size in shape):
                raise ValueError("a tensor has a negative size")
            stored, each = _content(model, tensor), _BYTES.get(types.get(int(tensor.type), ""), 0)
            # Weights of four bits and sparse ones are packed; the interpreter checks those.
            if stored and each and tensor.sparsity is None and stored != prod(shape) * each:
                raise ValueError("a tensor's numbers are fewer or more than its shape says")
        places = [list(graph.inputs), list(graph.outputs)]
        for operator in graph.operators or ():
            if not 0 <= int(operator.opcodeIndex) < len(model.operatorCodes):
                raise ValueError("an operator is of no kind")
            places += [_some(operator.inputs), _some(operator.outputs)]
            if any(int(index) < 0 for index in places[-1]):
                raise ValueError("an operator's result goes nowhere")
        # An input that is left out is -1.
        if any(not -1 <= int(index) < tensors for listed in places for index in listed):
            raise ValueError("an operator names a tensor that is not there")


def _some(places: Any) -> list[int]:
    return [] if places is None else list(places)


def _content(model: Any, tensor: Any) -> int:
    """How many bytes stand in the file for it."""
    data = model.buffers[tensor.buffer].data
    return 0 if data is None else len(np.asarray(data))


def _labels(path: Path) -> tuple[str, ...]:
    """TensorFlow's tools append a zip with the classes, one a line."""
    if not zipfile.is_zipfile(path):
        return ()
    try:
        with zipfile.ZipFile(path) as packed:
            lists = [item for item in packed.infolist() if item.filename.endswith(".txt")]
            if len(lists) != 1 or lists[0].file_size > _MOST_LABELS:
                return ()
            lines = packed.read(lists[0]).decode("utf-8", "replace").splitlines()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ()  # names are a help, and numbers stand in for them
    return tuple(line.strip() for line in lines if line.strip())
