"""A graph in another precision gives what numpy gives in it; what cannot be asked says why."""

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import NotApplicable
from audits.models import Classifier, Precise, Regressor
from audits.models.onnx import other_precision
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.onnx.graphs import SPEC, classified, linear, saved
from tests.lazily import lazily

lazily("onnxruntime")
lazily("torch")

RNG = np.random.default_rng(4)
HIDDEN = RNG.normal(size=(2, 40)).astype(np.float32)
OUT = RNG.normal(size=(40, 2)).astype(np.float32)
ROWS = {"a": RNG.normal(size=50), "b": RNG.normal(size=50)}


def network(folder: Path, *, cast: bool = False, last: str = "Softmax") -> Path:
    """Two layers with tanh between; cast: through a Cast to 32 bits, as exporters write them."""
    nodes = [helper.make_node("MatMul", ["x", "w"], ["h"]), helper.make_node("Tanh", ["h"], ["t"])]
    if cast:
        nodes.append(helper.make_node("Cast", ["t"], ["c"], to=TensorProto.FLOAT))
    nodes += [
        helper.make_node("MatMul", ["c" if cast else "t", "v"], ["z"]),
        helper.make_node(last, ["z"], ["scores"]),
    ]
    return saved(
        folder / "m.onnx", nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(HIDDEN, "w"), numpy_helper.from_array(OUT, "v")],
    )  # fmt: skip


def by_numpy(dtype: type) -> np.ndarray:
    """The same network in numpy; the inputs are the 32 bits that the graph is fed."""
    x = np.stack([ROWS["a"], ROWS["b"]], axis=1).astype(np.float32).astype(dtype)
    z = np.tanh(x @ HIDDEN.astype(dtype)) @ OUT.astype(dtype)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("cast", [False, True])
def test_in_double_precision_it_is_what_numpy_gives_in_64_bits(tmp_path: Path, cast: bool) -> None:
    model = open_model(network(tmp_path, cast=cast), SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    own = classified(model, ROWS).probabilities
    with model.asked_in("float64") as other:
        doubled = classified(other, ROWS).probabilities
    assert own is not None
    assert doubled is not None
    assert np.abs(doubled - by_numpy(np.float64)).max() < 1e-14
    # The graph's own 32 bits are as far from there as 32 bits are.
    assert 1e-9 < np.abs(own - by_numpy(np.float64)).max() < 1e-5
    assert np.array_equal(classified(model, ROWS).probabilities, own)


def test_half_precision_is_farther(tmp_path: Path) -> None:
    model = open_model(network(tmp_path), SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    with model.asked_in("bfloat16") as other:
        assert isinstance(other, Classifier)
        halved = other.classify(ROWS).probabilities
    assert halved is not None
    # bfloat16 keeps 8 bits: 2^-9 of rounding a step, a few steps.
    assert 1e-4 < np.abs(halved - by_numpy(np.float64)).max() < 0.1


def test_a_number_is_answered_in_double_precision_too(tmp_path: Path) -> None:
    weights = np.array([[0.1], [0.2]], dtype=np.float32)
    path = linear(tmp_path, width=1, weights=weights)
    model = open_model(path, ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path)
    assert isinstance(model, Precise)
    with model.asked_in("float64") as other:
        assert isinstance(other, Regressor)
        doubled = other.regress({"a": np.array([0.3]), "b": np.array([0.7])})
    a, b = np.float64(np.float32(0.3)), np.float64(np.float32(0.7))
    assert doubled[0] == a * np.float64(weights[0, 0]) + b * np.float64(weights[1, 0])


def test_trees_and_labels_alone_say_why_not(tmp_path: Path) -> None:
    labels = saved(
        tmp_path / "l.onnx",
        [helper.make_node("ArgMax", ["x"], ["label"], axis=1, keepdims=0)],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, ["n"])],
    )
    spec = SPEC.model_copy(update={"output": None})
    model = open_model(labels, spec, scratch=tmp_path)
    assert isinstance(model, Precise)
    with pytest.raises(NotApplicable, match="labels alone"), model.asked_in("float64"):
        pass
    hard = network(tmp_path, last="Hardmax")
    model = open_model(hard, SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    with pytest.raises(NotApplicable, match="operators that torch"), model.asked_in("float64"):
        pass


def test_a_conversion_that_answers_otherwise_says_nothing_of_precision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_model(network(tmp_path), SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    honest = other_precision._computed
    monkeypatch.setattr(other_precision, "_computed", lambda *given: honest(*given) * (1.01, 0.99))
    with (
        model.asked_in("float64") as other,
        pytest.raises(NotApplicable, match="torch computes other answers"),
    ):
        classified(other, ROWS)
