"""One operator at a time: our shape is that of ONNX's own inference."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.audits.models.onnx.inferred import told_both_ways

ONE = {"x": (2, 3, 8, 6)}
CASES = [
    ("MaxPool", ONE, {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1}, ()),
    ("AveragePool", ONE, {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER", "strides": [2, 1]}, ()),
    ("MaxPool", ONE, {"kernel_shape": [2, 2], "dilations": [2, 2], "pads": [1, 0, 1, 0]}, ()),
    ("Conv", ONE, {"dilations": [2, 1], "auto_pad": "VALID"}, (np.zeros((4, 3, 3, 3), "f4"),)),
    ("ConvTranspose", ONE, {"strides": [2, 3], "output_padding": [1, 0], "pads": [1, 0, 0, 1],
                            "group": 3}, (np.zeros((3, 2, 3, 3), "f4"),)),
    ("Flatten", ONE, {"axis": 2}, ()),
    ("Flatten", ONE, {"axis": -1}, ()),
    ("Transpose", ONE, {"perm": [0, 2, 3, 1]}, ()),
    ("Transpose", ONE, {}, ()),
    ("Reshape", ONE, {}, (np.array([0, -1, 4]),)),
    ("Squeeze", {"x": (1, 3, 1, 6)}, {}, ()),
    ("Squeeze", {"x": (1, 3, 1, 6)}, {}, (np.array([-2]),)),
    ("Unsqueeze", ONE, {}, (np.array([0, -1]),)),
    ("Slice", ONE, {}, (np.array([1, -1]), np.array([9, -99]), np.array([2, 3]),
                        np.array([2, -2]))),
    ("Gather", ONE, {"axis": -1}, (np.array([[0, 1], [2, 3]]),)),
    ("Expand", {"x": (3, 1)}, {}, (np.array([2, 1, 4]),)),
    ("Tile", ONE, {}, (np.array([1, 2, 1, 3]),)),
    ("Pad", ONE, {}, (np.array([0, 0, 1, 2, 0, 0, 3, 4]),)),
    ("ReduceMean", ONE, {"axes": [-1, 1], "keepdims": 0}, ()),
    ("ReduceSum", ONE, {}, (np.array([2]),)),
    ("ReduceMax", ONE, {}, ()),
    ("ArgMax", ONE, {"axis": 1, "keepdims": 0}, ()),
    ("DepthToSpace", {"x": (1, 8, 2, 3)}, {"blocksize": 2}, ()),
    ("SpaceToDepth", {"x": (1, 2, 4, 6)}, {"blocksize": 2}, ()),
    ("GlobalAveragePool", ONE, {}, ()),
    ("Add", ONE, {}, (np.zeros((3, 1, 6), "f4"),)),
    ("MatMul", ONE, {}, (np.zeros((6, 5), "f4"),)),
    ("MatMul", {"x": (4, 6)}, {}, (np.zeros(6, "f4"),)),
    ("MatMul", {"x": (6,)}, {}, (np.zeros((7, 6, 5), "f4"),)),
    ("Gemm", {"x": (6, 4)}, {"transA": 1, "transB": 1}, (np.zeros((5, 6), "f4"),)),
    ("Concat", ONE, {"axis": 1}, (np.zeros((2, 4, 8, 6), "f4"),)),
    ("Split", ONE, {"axis": 3}, (np.array([2, 4]),)),
    ("TopK", ONE, {"axis": 2}, (np.array([3]),)),
    ("Softmax", ONE, {"axis": 1}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "fed", "attributes", "arrays"), CASES)
def test_one_operator(tmp_path, operator, fed, attributes, arrays):
    names = [f"c{at}" for at in range(len(arrays))]
    outputs = ["y", "y2"] if operator in ("Split", "TopK") else ["y"]
    node = helper.make_node(operator, [*fed, *names], outputs, **attributes)
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in
                      fed.items()],
        [], [numpy_helper.from_array(a, n) for n, a in zip(names, arrays, strict=True)],
    )  # fmt: skip
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    pairs = list(told_both_ways(path))
    assert {name for name, *_ in pairs} == set(outputs)
    for _, expected, ours in pairs:
        assert ours is not None
        assert ours.shape == expected
