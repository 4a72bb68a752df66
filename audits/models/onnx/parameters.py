"""Numbers that an ONNX graph stores as parameters, and those of them that training moved."""

from collections.abc import Mapping, Sequence

import numpy as np

from audits.models.onnx.graph_reading import Graph, Node
from audits.models.onnx.shapes import Array, Tensor

# Whole numbers are parameters where one of these reads them, at these places: quantised weights.
_QUANTISED: Mapping[str, tuple[int, ...]] = {
    "QLinearConv": (3, 8), "QLinearMatMul": (3,), "ConvInteger": (1,), "MatMulInteger": (1,),
    "DequantizeLinear": (0,),
}  # fmt: skip
# Of a batch norm's inputs: scale and shift, and running mean and variance, which are not trained.
_SCALE, _RUNNING = (1, 2), (3, 4)
# Attributes that hold what trees, support vectors and linear models learnt.
_LEARNT = (
    "coefficients", "intercepts", "rho", "support_vectors", "prob_a", "prob_b", "nodes_values",
    "class_weights", "target_weights", "offset", "scale",
)  # fmt: skip
# What a per-channel constant goes through before it scales or shifts.
_LAYING = frozenset({"Unsqueeze", "Reshape"})


def count_parameters(graph: Graph, shapes: Mapping[str, Tensor]) -> tuple[int, int]:
    """Numbers that the graph stores, and those of them that training moved.

    Floats of constants that a node reads, and whole numbers that are quantised weights: others are
    shapes and places. A tensor filled with one number in a shape that is constant is a weight of a
    file that was made small. Where a batch norm is followed by a scale and a shift of their own,
    those that the operator itself cannot go without are no parameters.

    graph, shapes: as of `graph_shapes.shapes_of`.
    """
    floats, whole, attributes = _constants(graph, shapes)
    makers = {name: node for node in graph.nodes for name in node.outputs}
    readers: dict[str, list[Node]] = {}
    for node in graph.nodes:
        for name in node.inputs:
            readers.setdefault(name, []).append(node)
    stored = {name: size for name, size in floats.items() if name in readers}
    running = set[str]()
    for node in graph.nodes:
        for position in _QUANTISED.get(node.operator, ()):
            if position < len(node.inputs) and node.inputs[position] in whole:
                stored[node.inputs[position]] = whole[node.inputs[position]]
        if node.operator == "BatchNormalization":
            running |= {node.inputs[position] for position in _RUNNING} & stored.keys()
            if _is_scaled_behind(node, readers, makers, floats):
                for position in _SCALE:
                    stored.pop(node.inputs[position], None)
    total = sum(stored.values()) + attributes
    return total, total - sum(stored[name] for name in running)


def _constants(
    graph: Graph, shapes: Mapping[str, Tensor]
) -> tuple[dict[str, int], dict[str, int], int]:
    """Sizes of constants of floats and of whole numbers, and floats in attributes of models."""
    floats: dict[str, int] = {}
    whole: dict[str, int] = {}
    constant, attributes = set(graph.constants), 0

    def put(name: str, array: Array, size: int) -> None:
        constant.add(name)
        if array.dtype.kind in "fiu":
            (floats if array.dtype.kind == "f" else whole)[name] = size

    for name, array in graph.constants.items():
        put(name, array, array.size)
    for node in graph.nodes:
        if node.operator == "Constant":
            for value in node.attributes.values():
                put(node.outputs[0], np.asarray(value), np.asarray(value).size)
        elif node.operator == "ConstantOfShape" and constant.issuperset(node.inputs):
            filling = node.attributes.get("value")
            array = np.zeros(1, np.float32) if filling is None else np.asarray(filling)
            if node.outputs[0] in shapes:
                put(node.outputs[0], array, shapes[node.outputs[0]].size)
        elif node.domain == "ai.onnx.ml":
            attributes += sum(_length(node.attributes.get(name)) for name in _LEARNT)
    return floats, whole, attributes


def _length(value: object) -> int:
    return len(value) if isinstance(value, Sequence | np.ndarray) else 0


def _is_scaled_behind(
    node: Node,
    readers: Mapping[str, Sequence[Node]],
    makers: Mapping[str, Node],
    floats: Mapping[str, int],
) -> bool:
    """Whether a product and then a sum with constants of each channel follow the batch norm."""
    channels, name = floats.get(node.inputs[1]), node.outputs[0]
    for operator in ("Mul", "Add"):
        follower = readers.get(name, ())
        if len(follower) != 1 or follower[0].operator != operator:
            return False
        (other,) = [each for each in follower[0].inputs if each != name] or [""]
        while other in makers and makers[other].operator in _LAYING:
            other = makers[other].inputs[0]
        if channels is None or floats.get(other) != channels:
            return False
        name = follower[0].outputs[0]
    return True
