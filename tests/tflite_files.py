"""TensorFlow Lite files written with the format's own schema, since TensorFlow is not installed."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.specification.document import ModelSpec
from tests.lazily import lazily

schema = lazily("ai_edge_litert.schema_py_generated")
VALUES = np.random.default_rng(5).normal(size=(40, 2)).round(3)
WEIGHTS = np.array([[1.5, -0.5], [0.25, 1.0], [-1.0, 0.5]], dtype=np.float32)  # classes, columns
BIAS = np.array([0.1, 0.0, -0.2], dtype=np.float32)
SPEC = ModelSpec(inputs={"rows": ["age", "hours"]}, labels=["low", "middle", "high"])


@dataclass(frozen=True)
class Made:
    """One tensor. content: None where it is computed or fed. step, zero: of small numbers."""

    name: str
    shape: Sequence[int]
    content: np.ndarray | None = None
    dtype: str = "float32"
    step: float | None = None
    zero: int = 0
    open: Sequence[int] | None = None


@dataclass(frozen=True)
class Step:
    operator: str
    inputs: Sequence[int]
    outputs: Sequence[int]
    code: int | None = None


def write(
    path: Path,
    tensors: Sequence[Made],
    steps: Sequence[Step],
    inputs: Sequence[int],
    outputs: Sequence[int],
    labels: Sequence[str] = (),
) -> Path:
    """The graph as a file; labels: packed behind it as TensorFlow's tools do."""
    import flatbuffers

    model = schema.ModelT()
    model.version, model.description = 3, b"written by hand"
    model.buffers, model.operatorCodes = [schema.BufferT()], []
    graph = schema.SubGraphT()
    graph.tensors = [_tensor(model, item) for item in tensors]
    graph.inputs, graph.outputs = list(inputs), list(outputs)
    graph.operators = [_operator(model, item) for item in steps]
    model.subgraphs = [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    content = bytes(builder.Output())
    if labels:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("labels.txt", "\n".join(labels))
        content += packed.getvalue()
    path.write_bytes(content)
    return path


def _tensor(model, item):
    tensor = schema.TensorT()
    tensor.name, tensor.shape = item.name.encode(), list(item.shape)
    tensor.shapeSignature = None if item.open is None else list(item.open)
    tensor.type = getattr(schema.TensorType, item.dtype.upper())
    tensor.hasRank, tensor.buffer = True, len(model.buffers)
    buffer = schema.BufferT()
    if item.content is not None:
        buffer.data = np.frombuffer(item.content.astype(item.dtype).tobytes(), dtype=np.uint8)
    model.buffers.append(buffer)
    if item.step is not None:
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale = [item.step]
        tensor.quantization.zeroPoint = [item.zero]
    return tensor


_OPTIONS = {
    "FULLY_CONNECTED": "FullyConnectedOptions", "SOFTMAX": "SoftmaxOptions",
    "CONCATENATION": "ConcatenationOptions",
}  # fmt: skip


def _operator(model, item):
    code = schema.OperatorCodeT()
    code.builtinCode = (
        getattr(schema.BuiltinOperator, item.operator) if item.code is None else item.code
    )
    code.deprecatedBuiltinCode, code.version = min(code.builtinCode, 127), 1
    if item.operator == "CUSTOM":
        code.customCode = b"MadeUpHere"
    model.operatorCodes.append(code)
    made = schema.OperatorT()
    made.opcodeIndex = len(model.operatorCodes) - 1
    made.inputs, made.outputs = list(item.inputs), list(item.outputs)
    name = _OPTIONS.get(item.operator)
    if name:
        made.builtinOptionsType = getattr(schema.BuiltinOptions, name)
        made.builtinOptions = getattr(schema, f"{name}T")()
        if name == "SoftmaxOptions":
            made.builtinOptions.beta = 1.0
        if name == "ConcatenationOptions":
            made.builtinOptions.axis = 1
    return made


def table(values=VALUES):
    names = ("age", "hours")
    columns = zip(names, np.asarray(values, dtype=float).T, strict=True)
    return Dataset(tuple(Column(n, Role.FEATURE, Numbers(v)) for n, v in columns))


def dense(path, ending="SOFTMAX", weights=WEIGHTS, bias=BIAS, rows=-1, labels=()):
    """A layer of a table, and what stands behind it."""
    width = len(weights)
    tensors = [
        Made("serving_default_rows:0", (1, 2), open=(rows, 2)),
        Made("w", weights.shape, weights),
        Made("b", bias.shape, bias),
        Made("scores", (1, width), open=(rows, width)),
        Made("out", (1, width), open=(rows, width)),
    ]
    steps = [Step("FULLY_CONNECTED", (0, 1, 2), (3,))]
    if ending:
        steps.append(Step(ending, (3,), (4,)))
    return write(path, tensors, steps, (0,), (4 if ending else 3,), labels)
