"""One layer at a time: our shape is that of ONNX's own inference."""

import numpy as np
import pytest

from tests.audits.models.onnx.inferred import check_one

ONE = {"x": (2, 3, 8, 6)}
CASES = [
    ("MaxPool", ONE, {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1}, ()),
    ("AveragePool", ONE, {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER", "strides": [2, 1]}, ()),
    ("MaxPool", ONE, {"kernel_shape": [2, 2], "dilations": [2, 2], "pads": [1, 0, 1, 0]}, ()),
    ("Conv", ONE, {"dilations": [2, 1], "auto_pad": "VALID"}, (np.zeros((4, 3, 3, 3), "f4"),)),
    ("ConvTranspose", ONE, {"strides": [2, 3], "output_padding": [1, 0], "pads": [1, 0, 0, 1],
                            "group": 3}, (np.zeros((3, 2, 3, 3), "f4"),)),
    ("DepthToSpace", {"x": (1, 8, 2, 3)}, {"blocksize": 2}, ()),
    ("SpaceToDepth", {"x": (1, 2, 4, 6)}, {"blocksize": 2}, ()),
    ("GlobalAveragePool", ONE, {}, ()),
    ("MatMul", ONE, {}, (np.zeros((6, 5), "f4"),)),
    ("MatMul", {"x": (4, 6)}, {}, (np.zeros(6, "f4"),)),
    ("MatMul", {"x": (6,)}, {}, (np.zeros((7, 6, 5), "f4"),)),
    ("Gemm", {"x": (6, 4)}, {"transA": 1, "transB": 1}, (np.zeros((5, 6), "f4"),)),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "fed", "attributes", "arrays"), CASES)
def test_one_operator(tmp_path, operator, fed, attributes, arrays):
    check_one(tmp_path / "m.onnx", operator, fed, attributes, arrays)
