"""Which numbers of a graph are parameters, and which of them training moved."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.models.onnx.graph_reading import read_graph
from audits.models.onnx.graph_shapes import shapes_of
from audits.models.onnx.parameters import count_parameters
from audits.models.onnx.shapes import MOST_NUMBERS


def counted(tmp_path, nodes, arrays, shape=(1, 3, 4, 4), kind=TensorProto.FLOAT):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )  # fmt: skip
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    read = read_graph(path, most_numbers=MOST_NUMBERS)
    return count_parameters(read, shapes_of(read, {"x": shape}))


def norm(name="y"):
    arrays = {part: np.ones(3, np.float32) for part in ("scale", "shift", "mean", "var")}
    return helper.make_node("BatchNormalization", ["x", *arrays], [name]), arrays


def test_running_means_are_stored_and_not_trained(tmp_path):
    node, arrays = norm()
    assert counted(tmp_path, [node], arrays) == (12, 6)


def test_a_scale_and_a_shift_behind_a_norm_take_the_place_of_its_own(tmp_path):
    node, arrays = norm("n")
    arrays |= {"w": np.ones(3, np.float32), "b": np.ones(3, np.float32), "axes": np.array([1, 2])}
    nodes = [
        node,
        helper.make_node("Unsqueeze", ["w", "axes"], ["w3"]),
        helper.make_node("Mul", ["w3", "n"], ["m"]),
        helper.make_node("Unsqueeze", ["b", "axes"], ["b3"]),
        helper.make_node("Add", ["m", "b3"], ["y"]),
    ]
    assert counted(tmp_path, nodes, arrays) == (12, 6)


@pytest.mark.parametrize("operator", ["Mul", "Add"])
def test_other_followers_of_a_norm_change_nothing(tmp_path, operator):
    node, arrays = norm("n")
    arrays |= {"one": np.ones(1, np.float32)}
    nodes = [node, helper.make_node(operator, ["n", "one"], ["y"])]
    assert counted(tmp_path, nodes, arrays) == (13, 7)


def test_shapes_and_what_nobody_reads_are_no_parameters(tmp_path):
    arrays = {"sides": np.array([1, 48]), "w": np.zeros((48, 2), np.float32),
              "left": np.zeros(9, np.float32)}  # fmt: skip
    nodes = [
        helper.make_node("Reshape", ["x", "sides"], ["row"]),
        helper.make_node("MatMul", ["row", "w"], ["y"]),
    ]
    assert counted(tmp_path, nodes, arrays) == (96, 96)


def test_whole_numbers_are_parameters_where_they_are_quantised_weights(tmp_path):
    arrays = {"w": np.zeros((4, 5), np.int8), "s": np.ones((), np.float32), "z": np.int8(0)}
    nodes = [
        helper.make_node("DequantizeLinear", ["w", "s", "z"], ["f"]),
        helper.make_node("MatMul", ["x", "f"], ["y"]),
    ]
    assert counted(tmp_path, nodes, {n: np.asarray(a) for n, a in arrays.items()}, (1, 4)) == (
        21, 21,
    )  # fmt: skip


def test_a_weight_that_is_filled_in_counts_as_large_as_it_is(tmp_path):
    value = numpy_helper.from_array(np.array([0.02], np.float32))
    nodes = [
        helper.make_node("ConstantOfShape", ["sides"], ["w"], value=value),
        helper.make_node("MatMul", ["x", "w"], ["y"]),
    ]
    assert counted(tmp_path, nodes, {"sides": np.array([4, 70])}, (1, 4)) == (280, 280)
