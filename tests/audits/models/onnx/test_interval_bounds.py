"""Bounds against closed forms, and against every point that is tried: none lies outside."""

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.errors import NotApplicable
from audits.models.onnx.interval_bounds import IntervalNetwork
from audits.models.onnx.torch_conversion import convert
from tests.lazily import lazily

torch = lazily("torch")

RNG = np.random.default_rng(4)


def saved(folder, nodes, constants, shape=("n", 1, 4, 4), output="out"):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(a, dtype=t), n)
         for n, (a, t) in ((n, (a, np.int64 if "shape" in n else np.float32))
                           for n, a in constants.items())],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = folder / "m.onnx"
    onnx.save(model, path)
    return path


def network(folder, *args, **kwargs):
    graph, _ = convert(saved(folder, *args, **kwargs), kwargs.get("output", "out"))
    return IntervalNetwork(graph, "x"), graph


LINEAR = [
    helper.make_node("Flatten", ["x"], ["f"]), helper.make_node("Gemm", ["f", "w", "b"], ["out"]),
]  # fmt: skip
CONVOLUTIONAL = [
    helper.make_node("Conv", ["x", "k", "kb"], ["c"], pads=[1, 1, 1, 1]),
    helper.make_node("BatchNormalization", ["c", "s", "t", "m", "v"], ["n"]),
    helper.make_node("Relu", ["n"], ["r"]),
    helper.make_node("Conv", ["r", "k2"], ["c2"], strides=[2, 2]),
    helper.make_node("Add", ["c2", "shift"], ["a"]),
    helper.make_node("LeakyRelu", ["a"], ["l"]),
    helper.make_node("AveragePool", ["l"], ["p"], kernel_shape=[1, 1]),
    helper.make_node("Flatten", ["p"], ["f"]),
    helper.make_node("MatMul", ["f", "w"], ["h"]),
    helper.make_node("Add", ["h", "b"], ["out"]),
]


def random_network(folder):
    constants = {
        "k": RNG.normal(0, 1, (3, 1, 3, 3)), "kb": RNG.normal(0, 1, 3), "s": RNG.normal(0, 1, 3),
        "t": RNG.normal(0, 1, 3), "m": RNG.normal(0, 1, 3), "v": RNG.uniform(0.5, 2, 3),
        "k2": RNG.normal(0, 1, (2, 3, 2, 2)), "shift": RNG.normal(0, 1, (1, 2, 1, 1)),
        "w": RNG.normal(0, 1, (8, 3)), "b": RNG.normal(0, 1, 3),
    }  # fmt: skip
    return network(folder, CONVOLUTIONAL, constants)


def test_of_a_linear_model_the_bound_is_the_closed_form(tmp_path):
    """The margin falls by the radius times the sum of the sizes of the weights' differences."""
    w, b = RNG.normal(0, 1, (16, 3)), RNG.normal(0, 1, 3)
    bounds, _ = network(tmp_path, LINEAR, {"w": w, "b": b})
    x = RNG.uniform(0.3, 0.7, (5, 1, 4, 4))
    codes = RNG.integers(0, 3, 5)
    scores = x.reshape(5, 16) @ w + b
    reach = 0.1 * np.abs(w[:, codes].T[:, :, None] - w[None]).sum(axis=1)
    closed = scores[np.arange(5), codes][:, None] - scores - reach
    np.testing.assert_allclose(bounds.margins(x - 0.1, x + 0.1, codes), closed, atol=1e-5)


def test_without_width_the_bounds_are_the_scores(tmp_path):
    bounds, graph = random_network(tmp_path)
    x = RNG.uniform(0, 1, (7, 1, 4, 4))
    scores = graph({"x": torch.from_numpy(x.astype(np.float32))}).numpy()
    margins = bounds.margins(x, x, np.full(7, 2))
    np.testing.assert_allclose(margins, scores[:, [2]] - scores, atol=1e-4)


@pytest.mark.parametrize("radius", [0.01, 0.1, 0.5])
def test_no_point_lies_outside_the_bounds(tmp_path, radius):
    bounds, graph = random_network(tmp_path)
    x = RNG.uniform(0, 1, (4, 1, 4, 4))
    codes = np.array([0, 1, 2, 0])
    least = bounds.margins(x - radius, x + radius, codes)
    for sign in (None, 1.0):
        steps = RNG.uniform(-1, 1, (500, *x.shape))
        steps = steps if sign is None else np.sign(steps)
        moved = (x + radius * steps).reshape(-1, *x.shape[1:]).astype(np.float32)
        scores = graph({"x": torch.from_numpy(moved)}).numpy().reshape(500, 4, -1)
        own = scores[:, np.arange(4), codes][..., None]
        assert (own - scores >= least - 1e-4).all()


def test_one_score_stands_for_the_second_class(tmp_path):
    w = RNG.normal(0, 1, (16, 1))
    bounds, _ = network(tmp_path, LINEAR, {"w": w, "b": [0.5]})
    x = RNG.uniform(0, 1, (2, 1, 4, 4))
    (score,) = (x.reshape(2, 16) @ w + 0.5).T
    np.testing.assert_allclose(bounds.margins(x, x, np.array([1, 0]))[0], [score[0], 0], atol=1e-5)
    np.testing.assert_allclose(bounds.margins(x, x, np.array([1, 0]))[1], [0, -score[1]], atol=1e-5)


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (helper.make_node("Sin", ["x"], ["s"]), "Sin"),
        (helper.make_node("Mul", ["x", "x"], ["s"]), "Mul"),
        (helper.make_node("Div", ["one", "x"], ["s"]), "Div"),
    ],
)
def test_an_operator_without_intervals_is_named(tmp_path, node, name):
    nodes = [node, helper.make_node("Flatten", ["s"], ["f"]),
             helper.make_node("Gemm", ["f", "w"], ["out"])]  # fmt: skip
    constants = {"w": RNG.normal(0, 1, (16, 2)), "one": np.ones((1, 1, 1, 1))}
    x = RNG.uniform(0.1, 1, (2, 1, 4, 4))
    with pytest.raises(NotApplicable, match=name):
        network(tmp_path, nodes, constants)[0].margins(x, x, np.array([0, 1]))
