"""Shapes told by our rules are those that ONNX's own inference tells."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.models.onnx.graph_reading import read_graph
from audits.models.onnx.graph_shapes import shapes_of
from tests.audits.models.onnx.inferred import told_both_ways

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


@pytest.mark.parametrize("name", ["inception_v1", "shufflenet", "squeezenet", "zfnet512"])
def test_published_networks(name):
    pairs = list(told_both_ways(LIGHT / f"light_{name}.onnx"))
    assert len(pairs) > 30
    for tensor, expected, ours in pairs:
        assert ours is not None, tensor
        assert ours.shape == expected, tensor


def test_a_shape_that_is_computed_from_shapes(tmp_path):
    """As exporters write `view(x.size(0), -1, x.size(2) // 2)`."""
    nodes = [
        helper.make_node("Shape", ["x"], ["s"]),
        helper.make_node("Gather", ["s", "zero"], ["rows"]),
        helper.make_node("Gather", ["s", "two"], ["side"]),
        helper.make_node("Div", ["side", "two"], ["half"]),
        helper.make_node("Concat", ["rows", "rest", "half"], ["sides"], axis=0),
        helper.make_node("Reshape", ["x", "sides"], ["y"]),
    ]
    arrays = {"zero": [0], "two": [2], "rest": [-1]}
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, (5, 3, 8))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.array(v), n) for n, v in arrays.items()],
    )  # fmt: skip
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph), path)
    shapes = shapes_of(read_graph(path), {"x": (5, 3, 8)})
    assert shapes["y"].shape == (5, 6, 4)


def test_what_no_rule_tells_is_unknown_with_all_that_rests_on_it(tmp_path):
    nodes = [
        helper.make_node("NonZero", ["x"], ["n"]),
        helper.make_node("Transpose", ["n"], ["y"]),
        helper.make_node("Relu", ["x"], ["z"]),
    ]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, (5, 3))],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in "yz"],
    )  # fmt: skip
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph), path)
    shapes = shapes_of(read_graph(path), {"x": (5, 3)})
    assert set(shapes) == {"x", "z"}
