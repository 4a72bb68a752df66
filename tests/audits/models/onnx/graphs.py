"""Small ONNX graphs with answers that are known by hand."""

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from audits.data.dataset import Features
from audits.models import Answers, Classifier
from audits.specification.document import ModelSpec


def saved(
    path: Path, nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: Any = ()
) -> Path:
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(constants))
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def linear(
    tmp_path: Path, *, width: int, batch: int | str = "n", last: str = "", weights: Any = None
) -> Path:
    """scores = x @ weights, two features; then the operator `last`."""
    held = np.eye(2, width, dtype=np.float32) if weights is None else weights
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw" if last else "scores"])]
    if last:
        nodes.append(helper.make_node(last, ["raw"], ["scores"]))
    return saved(
        tmp_path / "m.onnx",
        nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 2])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [batch, width])],
        [numpy_helper.from_array(held, "w")],
    )


def classified(model: object, features: Features) -> Answers:
    assert isinstance(model, Classifier)
    return model.classify(features)


X: Features = {"a": np.array([2.0, 0.0, 1.0]), "b": np.array([0.0, 3.0, 1.0])}


SPEC = ModelSpec(inputs={"x": ["a", "b"]}, labels=["no", "yes"])
