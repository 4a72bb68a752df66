"""Operations and parameters of graphs, against published figures and counts by hand."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import ModelFailure
from audits.models.onnx.operations import count_operations
from tests.audits.probes.published import figures

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


def fed_of(path):
    """Shapes of the inputs that no initialiser gives, of one row."""
    graph = onnx.load(path).graph
    given = {item.name for item in graph.initializer}
    return {
        item.name: tuple(d.dim_value or 1 for d in item.type.tensor_type.shape.dim)
        for item in graph.input
        if item.name not in given
    }


def saved(path, nodes, inputs, outputs, initializers=()):
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
        [numpy_helper.from_array(array, name) for name, array in initializers],
    )  # fmt: skip
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    return path


def test_a_convolution_by_hand(tmp_path):
    """Eight filters of 3 x 3 over two of four channels, 5 x 6 places: 8 * 2 * 9 * 30."""
    weights = np.zeros((8, 2, 3, 3), np.float32)
    node = helper.make_node("Conv", ["x", "w"], ["y"], group=2, pads=[1, 1, 1, 1], strides=[2, 1])
    path = saved(tmp_path / "m.onnx", [node], {"x": [1, 4, 10, 6]}, {"y": None}, [("w", weights)])
    counted = count_operations(path, {"x": (1, 4, 10, 6)})
    assert counted.multiply_accumulates == {"convolution": 8 * 2 * 9 * 5 * 6}
    assert (counted.parameters, counted.trained, counted.uncounted) == (144, 144, {})


def test_products_and_recurrent_layers_by_hand(tmp_path):
    """Six steps of a cell of 7: four gates that read 5 and 7 numbers; then 7 by 3."""
    arrays = [
        ("w", np.zeros((1, 28, 5), np.float32)), ("r", np.zeros((1, 28, 7), np.float32)),
        ("m", np.zeros((7, 3), np.float32)), ("axes", np.array([0, 1])),
    ]  # fmt: skip
    nodes = [
        helper.make_node("LSTM", ["x", "w", "r"], ["", "h"], hidden_size=7),
        helper.make_node("Squeeze", ["h", "axes"], ["row"]),
        helper.make_node("MatMul", ["row", "m"], ["y"]),
    ]
    path = saved(tmp_path / "m.onnx", nodes, {"x": [6, 1, 5]}, {"y": None}, arrays)
    counted = count_operations(path, {"x": (6, 1, 5)})
    assert counted.multiply_accumulates == {
        "recurrent layer": 6 * (28 * 5 + 28 * 7), "matrix product": 7 * 3,
    }  # fmt: skip
    assert counted.parameters == 28 * 5 + 28 * 7 + 21


def test_a_graph_of_a_fixed_batch_is_counted_for_one_row(tmp_path):
    weights = np.zeros((5, 3), np.float32)
    node = helper.make_node("Gemm", ["x", "w"], ["y"])
    path = saved(tmp_path / "m.onnx", [node], {"x": [4, 5]}, {"y": None}, [("w", weights)])
    counted = count_operations(path, {"x": (4, 5)}, rows=4)
    assert counted.multiply_accumulates == {"matrix product": 15}


def test_what_is_not_known_is_named_and_not_counted_as_nothing(tmp_path):
    nodes = [
        helper.make_node("Attention", ["x", "w"], ["a"], domain="com.microsoft", num_heads=1),
        helper.make_node("DeformConv", ["x", "w", "o"], ["b"]),
        helper.make_node("MatMul", ["a", "w"], ["y"]),
    ]
    path = saved(
        tmp_path / "m.onnx", nodes, {"x": [1, 4], "o": [1]}, {"y": None},
        [("w", np.zeros((4, 4), np.float32))],
    )  # fmt: skip
    counted = count_operations(path, {"x": (1, 4), "o": (1,)})
    assert counted.uncounted == {
        "com.microsoft.Attention": 1, "DeformConv": 1, "MatMul of unknown shape": 1,
    }  # fmt: skip
    assert sum(counted.multiply_accumulates.values()) == 0


def test_bytes_that_are_no_graph_are_a_failure_of_the_model(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(b"\x3a\xff\xff\xff\x0f")
    with pytest.raises(ModelFailure, match="cannot be read for its operations"):
        count_operations(path, {})


# Published beside torchvision's weights (`_ops` in thousand millions, BSD-3).
TORCHVISION = {"resnet50": 4.089, "vgg19": 19.632, "squeezenet": 0.349, "densenet121": 2.834}


@pytest.mark.parametrize("name", TORCHVISION)
def test_published_networks(name):
    path = LIGHT / f"light_{name}.onnx"
    counted = count_operations(path, fed_of(path))
    total = sum(counted.multiply_accumulates.values())
    assert round(total / 1e9, 3) == TORCHVISION[name]
    assert counted.uncounted == {}


def test_published_networks_to_the_last_digit():
    for file, stored, trained, operations in figures("onnx_light_models")["rows"]:
        counted = count_operations(LIGHT / file, fed_of(LIGHT / file))
        assert sum(counted.multiply_accumulates.values()) == operations
        assert counted.parameters == stored, file
        assert counted.trained == trained, file


def test_the_network_of_mlperf_tiny(tmp_path):
    """Its ResNet of pictures: 12.5 million, and 78,666 less what its norms fold into the filters.

    By hand of Keras' 78,666: each of seven norms has four numbers a filter, and what stays of them
    is the filter's own bias.
    """
    nodes, held = [], {}

    def convolved(given, channels, filters, size=3, stride=1):
        name = f"c{len(nodes)}"
        held[f"{name}w"] = np.zeros((filters, channels, size, size), np.float32)
        held[f"{name}b"] = np.zeros(filters, np.float32)
        pads = [1 if size == 3 and stride == 1 else 0] * 2 + [1 if size == 3 else 0] * 2
        nodes.append(helper.make_node("Conv", [given, f"{name}w", f"{name}b"], [name],
                                      strides=[stride] * 2, pads=pads))  # fmt: skip
        return name

    def joined(kind, *given):
        nodes.append(helper.make_node(kind, list(given), [f"{kind}{len(nodes)}"]))
        return nodes[-1].output[0]

    x, before = joined("Relu", convolved("x", 3, 16)), 16
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        y = joined("Relu", convolved(x, before, filters, stride=stride))
        y = convolved(y, filters, filters)
        kept = x if stride == 1 else convolved(x, before, filters, 1, stride)
        x, before = joined("Relu", joined("Add", kept, y)), filters
    pooled = joined("Flatten", joined("GlobalAveragePool", x))
    held |= {"w": np.zeros((64, 10), np.float32), "b": np.zeros(10, np.float32)}
    nodes.append(helper.make_node("Gemm", [pooled, "w", "b"], ["y"]))
    path = tmp_path / "m.onnx"
    saved(path, nodes, {"x": [1, 3, 32, 32]}, {"y": None}, held.items())
    counted = count_operations(path, {"x": (1, 3, 32, 32)})
    assert sum(counted.multiply_accumulates.values()) == 12_501_632
    assert counted.parameters == 78_666 - 4 * (16 + 16 + 16 + 32 + 32 + 64 + 64)
    assert counted.uncounted == {}
