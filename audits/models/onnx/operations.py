"""Multiply-accumulates and parameters of an ONNX graph, counted from its nodes and their shapes.

A multiply-accumulate is one product that is added to a sum, as published tables count them
(torchvision's `_ops`): convolutions, matrix products, recurrent layers, linear models. Biases,
activations, pools and normalisations are none. What may multiply and is on neither list is named.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import TypeAlias

from audits.errors import ModelFailure
from audits.models import Operations
from audits.models.onnx.graph_reading import Node, read_graph
from audits.models.onnx.graph_shapes import shapes_of
from audits.models.onnx.layer_shape_rules import product
from audits.models.onnx.parameters import count_parameters
from audits.models.onnx.protobuf import Broken
from audits.models.onnx.shapes import (
    MOST_NUMBERS,
    RULES,
    Shape,
    Tensor,
)

# Of operators that multiply: the kind of layer, and how often, by inputs and the first output.
Count: TypeAlias = Callable[[Node, Sequence[Shape], Shape], int]
# What is no product and no sum of products, beside all that has a rule of shapes: comparisons,
# look-ups and what only carries.
_NONE = frozenset(
    {
        "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "ZipMap",
        "LabelEncoder", "OneHotEncoder", "ArrayFeatureExtractor", "FeatureVectorizer", "Imputer",
        "CategoryMapper", "DictVectorizer", "TfIdfVectorizer", "Tokenizer", "StringNormalizer",
        "Binarizer", "Normalizer", "Scaler", "Compress", "NonZero", "OneHot", "ScatterElements",
        "GatherND", "RandomNormalLike", "EyeLike", "Unique", "StringSplit", "StringConcat",
    }
)  # fmt: skip


def _convolution(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    weights = inputs[3 if node.operator == "QLinearConv" else 1]
    return prod(output) * prod(weights[1:])


def _transposed(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    return prod(inputs[0]) * prod(inputs[1][1:])


def _gemm(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    return prod(output) * inputs[0][0 if node.attributes.get("transA") else 1]


def _matmul(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    one, two = inputs[0], inputs[3 if node.operator == "QLinearMatMul" else 1]
    return prod(product(one, two)) * one[-1]


def _recurrent(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    steps, rows, _ = inputs[0]
    return steps * rows * (prod(inputs[1]) + prod(inputs[2]))


def _linear(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    return inputs[0][0] * len(node.attributes["coefficients"])


def _vectors(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    return inputs[0][0] * len(node.attributes["support_vectors"])


def _einsum(node: Node, inputs: Sequence[Shape], output: Shape) -> int:
    read = str(node.attributes["equation"]).replace(" ", "").partition("->")[0].split(",")
    sides: dict[str, int] = {}
    for letters, shape in zip(read, inputs, strict=True):
        sides |= dict(zip(letters, shape, strict=True))
    return prod(sides.values()) if len(read) > 1 else 0


COUNTED: Mapping[str, tuple[str, Count]] = {
    "Conv": ("convolution", _convolution), "ConvInteger": ("convolution", _convolution),
    "QLinearConv": ("convolution", _convolution),
    "ConvTranspose": ("transposed convolution", _transposed),
    "Gemm": ("matrix product", _gemm), "MatMul": ("matrix product", _matmul),
    "MatMulInteger": ("matrix product", _matmul), "QLinearMatMul": ("matrix product", _matmul),
    "Einsum": ("matrix product", _einsum),
    "LSTM": ("recurrent layer", _recurrent), "GRU": ("recurrent layer", _recurrent),
    "RNN": ("recurrent layer", _recurrent),
    "LinearClassifier": ("linear model", _linear), "LinearRegressor": ("linear model", _linear),
    "SVMClassifier": ("support vectors", _vectors), "SVMRegressor": ("support vectors", _vectors),
}  # fmt: skip
# Those whose output's shape no rule tells, and whose count does not need it.
_BY_INPUTS = frozenset(
    {"LinearClassifier", "LinearRegressor", "SVMClassifier", "SVMRegressor", "Einsum"}
)


def count_operations(path: Path, fed: Mapping[str, Shape], *, rows: int = 1) -> Operations:
    """Of the main graph, for one row. fed: by input, the shape of what holds so many `rows`.

    Raises `ModelFailure` where the file's bytes cannot be read.
    """
    try:
        graph = read_graph(path, most_numbers=MOST_NUMBERS)
    except (Broken, OSError, ValueError, IndexError) as error:
        raise ModelFailure(f"the graph cannot be read for its operations: {error}") from error
    shapes = shapes_of(graph, fed)
    by_kind, uncounted = Counter[str](), Counter[str]()
    for node in graph.nodes:
        name = node.operator
        if node.domain not in ("", "ai.onnx", "ai.onnx.ml"):
            uncounted[f"{node.domain}.{name}"] += 1
        elif name in COUNTED:
            kind, count = COUNTED[name]
            try:
                by_kind[kind] += count(node, *_shapes(node, shapes))
            except (ArithmeticError, LookupError, TypeError, ValueError):
                uncounted[f"{name} of unknown shape"] += 1
        elif name not in RULES and name not in _NONE:
            uncounted[name] += 1
    stored, trained = count_parameters(graph, shapes)
    each = {kind: count // rows for kind, count in by_kind.items()}
    return Operations(each, stored, trained, dict(uncounted))


def _shapes(node: Node, shapes: Mapping[str, Tensor]) -> tuple[list[Shape], Shape]:
    """Of the node's inputs (of one left out an empty one) and of its output; `KeyError` without."""
    inputs = [shapes[name].shape if name else () for name in node.inputs]
    if node.operator in _BY_INPUTS:
        return inputs, ()
    return inputs, shapes[node.outputs[0]].shape
