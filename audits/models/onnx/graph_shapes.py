"""Shapes of the tensors of an ONNX graph, told from those of its inputs without running it.

One rule an operator (ONNX operator documentation, opsets 6 to 24). Small whole-number tensors are
computed along the way, since shapes are made of them. What no rule tells is unknown, and so is what
rests on it.
"""

from collections.abc import Mapping

from audits.models.onnx import (  # noqa: F401  (their rules are registered)
    layer_shape_rules,
    shape_rules,
)
from audits.models.onnx.graph_reading import Graph
from audits.models.onnx.shapes import RULES, Shape, Tensor, Untold, tensor_of


def shapes_of(graph: Graph, fed: Mapping[str, Shape]) -> dict[str, Tensor]:
    """Every tensor whose shape can be told, by name.

    graph: read with `most_numbers=MOST_NUMBERS`. fed: shape of each input of the graph.
    """
    known = {name: Tensor(shape) for name, shape in fed.items()}
    for name, array in graph.constants.items():
        known[name] = tensor_of(array)
    for node in graph.nodes:
        compute = RULES.get(node.operator) if node.domain in ("", "ai.onnx") else None
        if compute is None or any(name and name not in known for name in node.inputs):
            continue
        inputs = [known[name] if name else None for name in node.inputs]
        try:
            outputs = compute(node, inputs)
        except (Untold, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue
        known.update(zip(node.outputs, outputs, strict=False))
    return known
