"""A session over a checked file: types, sizes and failures, on graphs with known answers."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from audits.errors import ModelFailure, Refused
from audits.models.onnx.session import TYPES, Input, Runtime
from tests.audits.models.onnx.graphs import linear, saved
from tests.lazily import lazily

lazily("onnxruntime")


def test_inputs_and_outputs_are_those_of_the_graph(tmp_path):
    runtime = Runtime(linear(tmp_path, width=3, batch=4))
    assert runtime.inputs == (Input("x", "tensor(float)", (4, 2)),)
    assert runtime.outputs == (Input("scores", "tensor(float)", (4, 3)),)
    open_ended = Runtime(linear(tmp_path, width=3))
    assert open_ended.inputs[0].shape == (None, 2)


def test_a_run_is_the_product_that_the_graph_says(tmp_path):
    weights = np.array([[1, -2], [0.5, 3]], dtype=np.float32)
    runtime = Runtime(linear(tmp_path, width=2, weights=weights))
    fed = np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float32)
    (scores,) = runtime.run(["scores"], {"x": fed})
    np.testing.assert_allclose(scores, fed @ weights)


@pytest.mark.parametrize(
    ("shape", "width", "is_picture"),
    [((None, 7), 7, False), ((None,), 1, False), ((None, None), None, False),
     ((None, 3, 8, 8), 1, True)],
)  # fmt: skip
def test_the_shape_says_what_an_input_takes(shape, width, is_picture):
    given = Input("x", "tensor(int64)", shape)
    assert (given.width, given.is_picture, given.dtype) == (width, is_picture, np.dtype("int64"))


@pytest.mark.parametrize("name", TYPES)
def test_every_type_is_fed_as_the_runtime_takes_it(tmp_path, name):
    kind = {"float": "FLOAT", "double": "DOUBLE"}.get(name[7:-1], name[7:-1].upper())
    kind = getattr(TensorProto, kind)
    path = saved(
        tmp_path / "m.onnx", [helper.make_node("Identity", ["x"], ["y"])],
        [helper.make_tensor_value_info("x", kind, ["n"])],
        [helper.make_tensor_value_info("y", kind, ["n"])],
    )  # fmt: skip
    runtime = Runtime(path)
    values = np.array(["a", "b"] if name == "tensor(string)" else [0, 1]).astype(
        runtime.inputs[0].dtype
    )
    (back,) = runtime.run(["y"], {"x": values})
    assert list(back) == list(values)


def test_a_failure_says_what_the_node_objects_to_and_no_path_of_the_runtime(tmp_path):
    runtime = Runtime(linear(tmp_path, width=2))
    with pytest.raises(ModelFailure) as failure:
        runtime.run(["scores"], {"x": np.zeros((1, 5), np.float32)})
    message = str(failure.value)
    assert "ONNXRuntimeError" not in message
    assert ".cc:" not in message
    assert "5" in message


def test_a_graph_that_the_runtime_cannot_load_is_refused(tmp_path):
    path = saved(
        tmp_path / "m.onnx", [helper.make_node("NoSuchOperator", ["x"], ["y"])],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])],
    )  # fmt: skip
    with pytest.raises(Refused):
        Runtime(path)
