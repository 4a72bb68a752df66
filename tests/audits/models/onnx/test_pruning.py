"""A file's smallest weights become zero in its bytes; what is no weight stays."""

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from audits.errors import NotApplicable
from audits.models.onnx.pruning import prune
from tests.audits.models.onnx.test_weight_randomisation import network
from tests.lazily import lazily

lazily("torch")


def tensors(path):
    return {init.name: numpy_helper.to_array(init) for init in onnx.load(path).graph.initializer}


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("width", [np.float32, np.float64])
def test_half_of_the_weights_that_multiply_are_zero(tmp_path, packed, width):
    if width is np.float64 and not packed:
        pytest.skip("that graph is written with numbers of 32 bits")
    path = network(tmp_path / "m.onnx", packed=packed, width=width)
    before = tensors(path)
    words = prune(path, 0.5)
    after = tensors(path)
    weights = np.concatenate([before["w1"].ravel(), before["w2"].ravel()])
    limit = np.sort(np.abs(weights))[24]  # 24 of 48 are nearer to zero
    for name in ("w1", "w2"):
        expected = np.where(np.abs(before[name]) < limit, 0, before[name])
        np.testing.assert_array_equal(after[name], expected)
    for name in ("b1", "b2", "low", "high"):
        np.testing.assert_array_equal(after[name], before[name])
    assert words == "24 of 48 weights set to zero, none trained again"


def test_halves_alone_are_refused(tmp_path):
    """Two kinds of number have 16 bits, and look alike in the bytes."""
    path = network(tmp_path / "m.onnx")
    graph = onnx.load(path)
    for init in graph.graph.initializer:
        init.CopyFrom(
            numpy_helper.from_array(numpy_helper.to_array(init).astype(np.float16), init.name)
        )
    path.write_bytes(graph.SerializeToString())
    with pytest.raises(NotApplicable, match="no operator of the graph multiplies by a matrix"):
        prune(path, 0.5)
