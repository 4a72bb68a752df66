"""Differences of graphs with known answers."""

import numpy as np

from audits.models.onnx.parity import largest_difference
from tests.audits.models.onnx.graphs import linear
from tests.lazily import lazily

lazily("onnxruntime")
WEIGHTS = np.array([[1, -2], [0.5, 3]], dtype=np.float32)
ROWS = np.array([[1, 2], [3, 4]], dtype=np.float32)  # times WEIGHTS: [[2, 4], [5, 6]]


def apart(tmp_path, *expected):
    graph = linear(tmp_path, width=2, weights=WEIGHTS)
    return largest_difference(graph, [ROWS], [np.array(item) for item in expected])


def test_the_largest_difference_is_relative_to_what_is_beyond_one(tmp_path):
    assert apart(tmp_path, [[2, 4], [5, 6]]) == 0
    np.testing.assert_allclose(apart(tmp_path, [[2, 4], [5, 8]]), 2 / 8)
    np.testing.assert_allclose(apart(tmp_path, [[0.5, 4], [5, 6]]), 1.5)


def test_another_shape_or_number_of_outputs_is_infinitely_far(tmp_path):
    assert apart(tmp_path, [[2, 4, 5, 6]]) == np.inf
    assert apart(tmp_path, [[2, 4], [5, 6]], [[2, 4], [5, 6]]) == np.inf
