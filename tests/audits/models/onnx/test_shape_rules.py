"""One operator at a time that moves or joins values: our shape is ONNX's."""

import numpy as np
import pytest

from tests.audits.models.onnx.inferred import check_one

ONE = {"x": (2, 3, 8, 6)}
CASES = [
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
    ("Add", ONE, {}, (np.zeros((3, 1, 6), "f4"),)),
    ("Concat", ONE, {"axis": 1}, (np.zeros((2, 4, 8, 6), "f4"),)),
    ("Split", ONE, {"axis": 3}, (np.array([2, 4]),)),
    ("TopK", ONE, {"axis": 2}, (np.array([3]),)),
    ("Softmax", ONE, {"axis": 1}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "fed", "attributes", "arrays"), CASES)
def test_one_operator(tmp_path, operator, fed, attributes, arrays):
    check_one(tmp_path / "m.onnx", operator, fed, attributes, arrays)
