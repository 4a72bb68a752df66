"""What is read of the bytes is what the onnx package reads."""

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.models.onnx.graph_reading import read_graph
from audits.models.onnx.protobuf import Broken

RNG = np.random.default_rng(2)
ARRAYS = {
    "floats": RNG.normal(0, 1, (2, 3)).astype(np.float32),
    "doubles": RNG.normal(0, 1, (4,)),
    "halves": RNG.normal(0, 1, (3,)).astype(np.float16),
    "longs": np.array([-(2**40), 0, 7], dtype=np.int64),
    "ints": np.array([[-3, 4]], dtype=np.int32),
    "bytes": np.array([0, 255], dtype=np.uint8),
    "flags": np.array([True, False]),
    "scalar": np.array(2.5, dtype=np.float32),
    "empty": np.zeros((0, 3), dtype=np.float32),
}


def saved(folder, tensors, **attributes):
    node = helper.make_node("Conv", ["x", "floats"], ["y"], name="n", **attributes)
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info("x", 1, ["n"])],
        [helper.make_tensor_value_info("y", 1, None)], tensors,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    path = folder / "m.onnx"
    onnx.save(model, path)
    return path


@pytest.mark.parametrize("raw", [True, False])
def test_constants_of_every_type(tmp_path, raw):
    tensors = []
    for name, array in ARRAYS.items():
        tensor = numpy_helper.from_array(array, name)
        if not raw:
            kind, is_half = tensor.data_type, array.dtype == np.float16
            values = array.ravel() if is_half else array.ravel().tolist()
            tensor = helper.make_tensor(name, kind, array.shape, values)
        tensors.append(tensor)
    graph = read_graph(saved(tmp_path, tensors))
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(graph.constants[name], array, err_msg=name)
        assert graph.constants[name].dtype == array.dtype
        assert graph.constants[name].shape == array.shape


def test_nodes_with_their_attributes(tmp_path):
    tensor = numpy_helper.from_array(ARRAYS["floats"], "t")
    path = saved(
        tmp_path, [], kernel_shape=[3, 2], alpha=0.25, group=2, auto_pad="VALID", scales=[1.5, 2.0],
        value=tensor, names=["a", "b"],
    )  # fmt: skip
    (node,) = read_graph(path).nodes
    assert (node.operator, node.domain, node.opset) == ("Conv", "", 15)
    assert (node.inputs, node.outputs) == (("x", "floats"), ("y",))
    held = dict(node.attributes)
    np.testing.assert_array_equal(held.pop("value"), ARRAYS["floats"])
    assert held == {"kernel_shape": [3, 2], "alpha": 0.25, "group": 2, "auto_pad": "VALID",
                    "scales": [1.5, 2.0], "names": ["a", "b"]}  # fmt: skip


def test_numbers_in_a_file_beside_the_model(tmp_path):
    model = onnx.load(saved(tmp_path, [numpy_helper.from_array(ARRAYS["floats"], "floats")]))
    path = tmp_path / "big.onnx"
    onnx.save(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    np.testing.assert_array_equal(read_graph(path).constants["floats"], ARRAYS["floats"])


def test_a_tensor_with_too_few_numbers_is_broken(tmp_path):
    tensor = numpy_helper.from_array(ARRAYS["floats"], "floats")
    tensor.dims[0] = 5
    with pytest.raises(Broken, match="as many numbers"):
        read_graph(saved(tmp_path, [tensor]))
