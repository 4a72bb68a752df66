"""Whether a graph of pictures scales them itself, as Keras' `Rescaling` and `Normalization` do.

Such a graph takes values of 0 to 255. Fed 0 to 1, it would see pictures that are all but black.
"""

from pathlib import Path

import numpy as np

from audits.models.onnx.graph_reading import Array, Graph, read_graph
from audits.models.onnx.protobuf import Broken

# Steps that leave the values of pixels as they are, or mix neighbours.
_CARRYING = frozenset({"Cast", "CastLike", "Identity", "Resize", "Slice", "Transpose"})
_AS_CONSTANT = frozenset({"Cast", "CastLike", "Identity", "Reshape", "Unsqueeze"})
# 1/255, 1/127.5 and 1/58 (a deviation of ImageNet) are below; what is done to values of 0 to 1 is a
# division by .2 to .5, and a mean of at most 1.
_SMALL_FACTOR, _LARGE_SHIFT = 1 / 32, 8
_MOST_CONSTANTS, _MOST_STEPS = 64, 32


def scales_itself(path: Path, name: str) -> bool:
    """Whether the first arithmetic behind the input of that name brings 0 to 255 near 0 to 1."""
    try:
        return _scales(read_graph(path, most_numbers=_MOST_CONSTANTS), name)
    except (Broken, OSError, ValueError, IndexError):
        return False  # what must be read of the graph says so itself


def _scales(graph: Graph, name: str) -> bool:
    constants = _constants(graph)
    for _ in range(_MOST_STEPS):
        readers = [node for node in graph.nodes if name in node.inputs and node.operator != "Shape"]
        if len(readers) != 1:
            return False
        (node,) = readers
        if node.operator not in _CARRYING:
            others = [constants.get(each) for each in node.inputs if each != name]
            if len(others) != 1 or others[0] is None or node.inputs[0] != name:
                return False
            is_found = _brings_near(node.operator, np.abs(others[0].astype(float)))
            if is_found is not None:
                return is_found
        name = node.outputs[0]
    return False


def _brings_near(operator: str, sizes: Array) -> bool | None:
    """Whether values of 0 to 255 come near 0 to 1; None of a step that changes nothing.

    sizes: shape (...), the absolute values of the constant that they are reckoned with.
    """
    if not sizes.size or not np.isfinite(sizes).all():
        return False
    if operator in ("Add", "Sub"):
        return bool(sizes.max() >= _LARGE_SHIFT) if sizes.any() else None
    if operator == "Mul":
        return bool(0 < sizes.max() <= _SMALL_FACTOR)
    if operator == "Div":
        return bool(sizes.min() >= 1 / _SMALL_FACTOR)
    return False


def _constants(graph: Graph) -> dict[str, Array]:
    """Constants of few numbers, also behind a change of type or shape."""
    known = {
        name: array for name, array in graph.constants.items() if array.size <= _MOST_CONSTANTS
    }
    for node in graph.nodes:
        if node.operator == "Constant":
            value = np.asarray(next(iter(node.attributes.values()), np.zeros(0)))
            if value.dtype.kind in "fiu" and value.size <= _MOST_CONSTANTS:
                known[node.outputs[0]] = value
        elif node.operator in _AS_CONSTANT and node.inputs and node.inputs[0] in known:
            known[node.outputs[0]] = known[node.inputs[0]]
    return known
