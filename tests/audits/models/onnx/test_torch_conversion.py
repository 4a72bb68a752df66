"""The conversion gives what onnxruntime gives, operator by operator and for whole networks."""

import re
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.errors import NotApplicable
from audits.models.onnx.torch_conversion import convert
from audits.models.onnx.torch_operators import operators
from tests.lazily import lazily

onnxruntime = lazily("onnxruntime")
torch = lazily("torch")

RNG = np.random.default_rng(11)
X = RNG.normal(0, 1, (2, 4, 6, 6)).astype(np.float32)


def saved(folder, nodes, constants=(), *, opset=17, output="y", shape=X.shape):
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", *shape[1:]])],
        [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.array(value), name) for name, value in dict(constants).items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path = folder / "model.onnx"
    onnx.save(model, path)
    return path


def both(path, x=X, output="y"):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (expected,) = session.run([output], {"x": x})
    graph, _ = convert(path, output)
    return graph({"x": torch.from_numpy(x)}).numpy(), expected


def f(*shape):
    return RNG.normal(0, 0.5, shape).astype(np.float32)


def i(*values):
    return np.array(values, dtype=np.int64)


# (operator, constants that are its further inputs, attributes)
ONE = {
    "Abs": {}, "Neg": {}, "Exp": {}, "Tanh": {}, "Sigmoid": {}, "Relu": {}, "Erf": {}, "Sin": {},
    "Floor": {}, "Ceil": {}, "Round": {}, "Sign": {}, "Atan": {}, "Cos": {}, "Softplus": {},
    "LeakyRelu": {"alpha": 0.2}, "Elu": {"alpha": 0.7}, "Selu": {}, "HardSigmoid": {"alpha": 0.3},
    "HardSwish": {}, "GlobalAveragePool": {}, "GlobalMaxPool": {}, "Identity": {},
    "Flatten": {"axis": 2}, "Transpose": {"perm": [0, 2, 3, 1]},
    "LRN": {"size": 3, "alpha": 0.1},
}  # fmt: skip
MORE = [
    ("Softmax", {}, {"axis": 1}), ("LogSoftmax", {}, {}),
    ("Add", {"b": f(4, 1, 1)}, {}), ("Sub", {"b": f(6)}, {}), ("Mul", {"b": f(1)}, {}),
    ("Div", {"b": f(4, 1, 1) + 3}, {}), ("Pow", {"b": np.float32(2)}, {}),
    ("Max", {"b": f(6), "c": f(6, 1)}, {}), ("Min", {"b": f(6)}, {}),
    ("PRelu", {"b": f(4, 1, 1)}, {}), ("MatMul", {"b": f(6, 5)}, {}),
    ("Clip", {"b": np.float32(-0.3), "c": np.float32(0.4)}, {}),
    ("Conv", {"w": f(5, 4, 3, 3), "b": f(5)}, {"pads": [1, 0, 2, 1], "strides": [2, 1]}),
    ("Conv", {"w": f(4, 2, 3, 3)}, {"group": 2, "dilations": [2, 1], "pads": [1, 1, 1, 1]}),
    ("Conv", {"w": f(3, 4, 3, 2)}, {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    ("Conv", {"w": f(3, 4, 3, 2)}, {"auto_pad": "SAME_LOWER"}),
    ("ConvTranspose", {"w": f(4, 3, 3, 3), "b": f(3)},
     {"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 1]}),
    ("MaxPool", {}, {"kernel_shape": [3, 2], "strides": [2, 2], "pads": [1, 0, 1, 1]}),
    ("MaxPool", {}, {"kernel_shape": [4, 4], "strides": [3, 3], "ceil_mode": 1}),
    ("AveragePool", {}, {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    ("AveragePool", {}, {"kernel_shape": [3, 3], "pads": [1, 0, 0, 1]}),
    ("AveragePool", {}, {"kernel_shape": [2, 2], "pads": [1, 1, 1, 1], "count_include_pad": 1}),
    ("BatchNormalization", {"s": f(4), "b": f(4), "m": f(4), "v": f(4) ** 2 + 0.1},
     {"epsilon": 1e-3}),
    ("InstanceNormalization", {"s": f(4), "b": f(4)}, {"epsilon": 1e-3}),
    ("LayerNormalization", {"s": f(6), "b": f(6)}, {"axis": -1}),
    ("Reshape", {"b": i(0, -1, 12)}, {}), ("Unsqueeze", {"b": i(1, -1)}, {}),
    ("Expand", {"b": i(3, 1, 1, 1, 1)}, {}),
    ("Slice", {"s": i(1, -1), "e": i(4, -99), "a": i(1, 3), "t": i(1, -2)}, {}),
    ("Gather", {"b": i(2, -1)}, {"axis": 1}),
    ("Pad", {"p": i(0, 0, 1, 0, 0, 0, 2, 3), "v": np.float32(0.7)}, {}),
    ("Pad", {"p": i(0, 0, 1, 2, 0, 0, 2, 0)}, {"mode": "reflect"}),
    ("Pad", {"p": i(0, 0, 1, 2, 0, 0, 2, 0)}, {"mode": "edge"}),
    ("ReduceMean", {}, {"axes": [2, 3], "keepdims": 0}), ("ReduceSum", {"b": i(1)}, {}),
    ("ReduceMax", {}, {"axes": [1]}), ("ReduceMin", {}, {"axes": [-1]}),
    ("ReduceL2", {}, {"axes": [3]}), ("Cast", {}, {"to": 1}),
]  # fmt: skip
CASES = [*((name, {}, attributes) for name, attributes in ONE.items()), *MORE]


@pytest.mark.parametrize(
    ("name", "constants", "attributes"),
    CASES,
    ids=[f"{n}-{at}" for at, (n, *_) in enumerate(CASES)],
)
def test_an_operator_gives_the_runtimes_numbers(tmp_path, name, constants, attributes):
    # With a last step behind it, since a softmax at the end is left off.
    node = helper.make_node(name, ["x", *constants], ["z"], **attributes)
    nodes = [node, helper.make_node("Neg", ["z"], ["y"])]
    ours, expected = both(saved(tmp_path, nodes, constants))
    assert ours.shape == expected.shape
    np.testing.assert_allclose(ours, expected, rtol=2e-5, atol=2e-6)


def nodes_of_the_rest():
    make = helper.make_node
    yield (
        "Gemm",
        [
            make("Flatten", ["x"], ["f"]),
            make("Gemm", ["f", "w", "b"], ["y"], transB=1, alpha=0.5, beta=2.0),
        ],
        {"w": f(3, 144), "b": f(3)},
    )
    yield (
        "Split and Concat",
        [make("Split", ["x"], ["a", "b"], axis=1), make("Concat", ["b", "a"], ["y"], axis=2)],
        {},
    )
    yield (
        "Shape and ConstantOfShape",
        [
            make("Shape", ["x"], ["s"]),
            make("ConstantOfShape", ["s"], ["c"], value=numpy_helper.from_array(np.float32([3.0]))),
            make("Sum", ["x", "c", "x"], ["y"]),
        ],
        {},
    )
    yield (
        "Where",
        [make("Greater", ["x", "t"], ["g"]), make("Where", ["g", "x", "t"], ["y"])],
        {"t": np.float32(0.1)},
    )
    yield (
        "Less and Equal",
        [
            make("Less", ["x", "t"], ["l"]),
            make("LessOrEqual", ["x", "t"], ["m"]),
            make("GreaterOrEqual", ["x", "t"], ["n"]),
            make("Equal", ["l", "m"], ["e"]),
            make("Where", ["e", "x", "t"], ["z"]),
            make("Where", ["n", "z", "x"], ["y"]),
        ],
        {"t": np.float32(0.1)},
    )
    yield (
        "And, Or and Not",
        [
            make("Less", ["x", "t"], ["l"]),
            make("Greater", ["x", "s"], ["g"]),
            make("And", ["l", "g"], ["both"]),
            make("Not", ["g"], ["n"]),
            make("Or", ["both", "n"], ["o"]),
            make("Where", ["o", "x", "t"], ["y"]),
        ],
        {"t": np.float32(0.5), "s": np.float32(-0.5)},
    )
    yield (
        "IsNaN",
        [
            make("Log", ["x"], ["l"]),
            make("IsNaN", ["l"], ["n"]),
            make("Where", ["n", "x", "l"], ["y"]),
        ],
        {},
    )
    yield (
        "GatherND",
        [make("GatherND", ["x", "b"], ["g"]), make("Neg", ["g"], ["y"])],
        {"b": np.array([[[1, 2], [0, -1]], [[0, 0], [1, 3]]], dtype=np.int64)},
    )
    yield (
        "Range, and a side of the input by itself",
        [
            make("Shape", ["x"], ["s"]),
            make("Gather", ["s", "last"], ["side"]),
            make("Range", ["zero", "side", "one"], ["r"]),
            make("Cast", ["r"], ["f"], to=1),
            make("Mul", ["x", "f"], ["y"]),
        ],
        {"last": np.int64(3), "zero": np.int64(0), "one": np.int64(1)},
    )
    yield (
        "ConstantOfShape of no axes",
        [
            make("ConstantOfShape", ["none"], ["c"], value=numpy_helper.from_array(f(1))),
            make("Add", ["x", "c"], ["y"]),
        ],
        {"none": i()},
    )
    yield (
        "Squeeze",
        [make("Unsqueeze", ["x", "a"], ["u"]), make("Squeeze", ["u", "a"], ["y"])],
        {"a": i(2)},
    )
    yield (
        "positive numbers",
        [
            make("Exp", ["x"], ["e"]),
            make("Sqrt", ["e"], ["r"]),
            make("Log", ["r"], ["l"]),
            make("Reciprocal", ["e"], ["p"]),
            make("Add", ["l", "p"], ["y"]),
        ],
        {},
    )
    yield (
        "Constant and Dropout",
        [
            make("Constant", [], ["c"], value=numpy_helper.from_array(f(6))),
            make("Add", ["x", "c"], ["a"]),
            make("Dropout", ["a"], ["y"]),
        ],
        {},
    )


@pytest.mark.parametrize(("name", "nodes", "constants"), list(nodes_of_the_rest()))
def test_operators_that_need_others_beside_them(tmp_path, name, nodes, constants):
    ours, expected = both(saved(tmp_path, nodes, constants))
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "opset"), [("Gelu", 20), ("Mish", 18)])
def test_newer_activations(tmp_path, name, opset):
    ours, expected = both(saved(tmp_path, [helper.make_node(name, ["x"], ["y"])], opset=opset))
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5)


def test_an_old_softmax_runs_over_all_that_follows(tmp_path):
    node = helper.make_node("Softmax", ["x"], ["s"], axis=1)
    path = saved(tmp_path, [node, helper.make_node("Neg", ["s"], ["y"])], opset=11)
    ours, expected = both(path)
    np.testing.assert_allclose(ours, expected, rtol=1e-5)


def test_every_operator_on_the_list_is_compared_here():
    nodes = [node.op_type for _, part, _ in nodes_of_the_rest() for node in part]
    compared = {name for name, *_ in CASES} | set(nodes) | {"Gelu", "Mish"}
    assert set(operators()) - compared == set()


def test_an_operator_that_is_not_on_the_list_is_named(tmp_path):
    nodes = [helper.make_node("Det", ["x"], ["d"]), helper.make_node("Neg", ["d"], ["y"])]
    with pytest.raises(NotApplicable, match="operator Det, which is not converted") as refused:
        convert(saved(tmp_path, nodes), "y")
    assert "robustness.score_attack" in refused.value.remedy


def test_a_form_of_an_operator_that_is_not_converted_is_named(tmp_path):
    node = helper.make_node(
        "ConvTranspose", ["x", "w"], ["y"], output_shape=[12, 12], strides=[2, 2]
    )
    graph, _ = convert(saved(tmp_path, [node], {"w": f(4, 3, 3, 3)}), "y")
    with pytest.raises(NotApplicable, match="operator ConvTranspose"):
        graph({"x": torch.from_numpy(X)})


@pytest.mark.parametrize("ending", ["Softmax", "Sigmoid"])
def test_an_ending_that_saturates_is_left_off_and_named(tmp_path, ending):
    nodes = [helper.make_node("Flatten", ["x"], ["f"]), helper.make_node(ending, ["f"], ["y"])]
    graph, left_off = convert(saved(tmp_path, nodes), "y")
    assert left_off == ending
    np.testing.assert_array_equal(graph({"x": torch.from_numpy(X)}).numpy(), X.reshape(2, -1))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_exported_network_gives_its_own_gradients(tmp_path):
    """The peer is torch itself, whose network was exported."""
    torch.manual_seed(3)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(4, 6, 3, padding=1), torch.nn.BatchNorm2d(6), torch.nn.ReLU(),
        torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(54, 3),
    ).eval()  # fmt: skip
    path = tmp_path / "n.onnx"
    torch.onnx.export(network, (torch.from_numpy(X),), path, input_names=["x"],
                      output_names=["y"], dynamo=False)  # fmt: skip
    graph, _ = convert(path, "y")
    slopes = []
    for forward in (network, lambda tensor: graph({"x": tensor})):
        x = torch.from_numpy(X).requires_grad_(True)
        (slope,) = torch.autograd.grad(forward(x)[:, 1].sum(), x)
        slopes.append(slope.numpy())
    np.testing.assert_allclose(slopes[1], slopes[0], rtol=1e-4, atol=1e-6)


def test_the_list_in_the_docs_is_that_of_the_operators():
    page = (Path(__file__).parents[4] / "docs" / "robustness.md").read_text(encoding="utf-8")
    listed = page.partition("attacks by questions go on.")[2].partition("##")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == set(operators())
