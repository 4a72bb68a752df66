"""Where learnt numbers lie: read back from the bytes they equal those that were written."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.models.onnx.weights import layers_of
from tests.audits.models.onnx.graphs import saved

RNG = np.random.default_rng(6)
FIRST = RNG.normal(size=(3, 4)).astype(np.float32)
BIAS = RNG.normal(size=4).astype(np.float32)
LAST = RNG.normal(size=(4, 2)).astype(np.float32)


def numbers(path, strip):
    content = path.read_bytes()
    return np.array([
        np.frombuffer(content, "<f4", 1, strip.start + place * strip.stride)[0]
        for place in range(strip.count)
    ])  # fmt: skip


def graph(folder, nodes, **constants):
    return saved(
        folder / "m.onnx", nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )  # fmt: skip


def test_layers_are_the_nodes_with_weights_input_first(tmp_path):
    path = graph(
        tmp_path,
        [helper.make_node("Gemm", ["x", "w", "b"], ["h"]), helper.make_node("Relu", ["h"], ["r"]),
         helper.make_node("MatMul", ["r", "v"], ["y"])],
        w=FIRST, b=BIAS, v=LAST,
    )  # fmt: skip
    first, last = layers_of(path)
    assert [numbers(path, strip).tolist() for strip in first] == [
        FIRST.ravel().tolist(), BIAS.tolist(),
    ]  # fmt: skip
    assert numbers(path, last[0]).tolist() == LAST.ravel().tolist()
    # A matrix that multiplies an input has signs that were learnt; a bias has none to turn.
    assert [strip.signed for strip in (*first, *last)] == [True, False, True]


def test_settings_are_no_weights(tmp_path):
    path = graph(
        tmp_path,
        [helper.make_node("Pad", ["x", "pads", "fill"], ["p"]),
         helper.make_node("MatMul", ["p", "v"], ["y"])],
        pads=np.array([0, 0, 0, 1], np.int64), fill=np.array(0, np.float32), v=LAST,
    )  # fmt: skip
    assert [len(layer) for layer in layers_of(path)] == [1]


def test_what_two_nodes_share_is_the_later_one_s(tmp_path):
    square = RNG.normal(size=(3, 3)).astype(np.float32)
    path = graph(
        tmp_path,
        [helper.make_node("MatMul", ["x", "w"], ["h"]),
         helper.make_node("Add", ["h", "b"], ["g"]),
         helper.make_node("MatMul", ["g", "w"], ["y"])],
        w=square, b=BIAS[:3],
    )  # fmt: skip
    bias, shared = layers_of(path)
    assert numbers(path, bias[0]).tolist() == BIAS[:3].tolist()
    assert numbers(path, shared[0]).tolist() == square.ravel().tolist()


def test_constants_of_nodes_and_of_branches_are_weights_too(tmp_path):
    constant = helper.make_node("Constant", [], ["w"], value=numpy_helper.from_array(FIRST))
    branch = [
        helper.make_graph(
            [helper.make_node("MatMul", ["h", name], ["out"])], name, [],
            [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
            [numpy_helper.from_array(LAST * sign, name)],
        )
        for sign, name in ((1, "yes"), (-1, "no"))
    ]  # fmt: skip
    path = graph(
        tmp_path,
        [constant, helper.make_node("MatMul", ["x", "w"], ["h"]),
         helper.make_node("If", ["flag"], ["y"], then_branch=branch[0], else_branch=branch[1])],
        flag=np.array(True),
    )  # fmt: skip
    first, last = layers_of(path)
    assert numbers(path, first[0]).tolist() == FIRST.ravel().tolist()
    assert {tuple(numbers(path, strip)) for strip in last} == {
        tuple(LAST.ravel()), tuple(-LAST.ravel()),
    }  # fmt: skip


@pytest.mark.parametrize(("classes", "block"), [(2, 1), (3, 3)])
def test_the_classes_of_a_leaf_stay_together(tmp_path, classes, block):
    """skl2onnx writes one weight a leaf of two classes and three of three."""
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier

    values = RNG.normal(size=(60, 2)).astype(np.float32)
    forest = RandomForestClassifier(2, max_depth=2, random_state=0)
    fitted = forest.fit(values, np.arange(60) % classes)
    path = tmp_path / "m.onnx"
    path.write_bytes(to_onnx(fitted, values[:1]).SerializeToString())
    written = next(
        list(attribute.floats)
        for node in onnx.load(path).graph.node
        for attribute in node.attribute
        if attribute.name == "class_weights"
    )
    ((strip,),) = layers_of(path)
    assert strip.block == block
    assert numbers(path, strip).tolist() == written
