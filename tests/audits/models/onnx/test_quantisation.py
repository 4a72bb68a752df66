"""onnxruntime's tools make smaller copies; how far a weight moves is what the format says."""

import importlib.util
import logging

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import NotApplicable
from audits.models import Compression
from audits.models.onnx import quantisation
from audits.models.onnx.quantisation import quantised
from tests.audits.models.onnx.test_weight_randomisation import network, written
from tests.lazily import lazily

lazily("onnxruntime")
ROWS = [{"X": row[None]} for row in np.random.default_rng(1).normal(size=(40, 4)).astype("f4")]


def made(folder, how, *, rows=ROWS):
    (folder / "made").mkdir()
    path, target = network(folder / "m.onnx"), folder / "made" / "m.onnx"
    words = quantised(path, target, how, rows)
    return onnx.load(path).graph, onnx.load(target).graph, words


def tensors(graph):
    return {init.name: numpy_helper.to_array(init) for init in graph.initializer}


@pytest.mark.parametrize("how", [Compression.DYNAMIC_INT8, Compression.STATIC_INT8])
def test_a_weight_of_8_bits_lies_within_half_a_step_of_what_it_was(tmp_path, how):
    """A step is the largest weight over 127: integers are symmetric about zero."""
    before, after, words = made(tmp_path, how)
    assert words.startswith("2 tensors of weights in 8 bits")
    weights, stored = tensors(before), tensors(after)
    for name in ("w1", "w2"):
        (whole,) = [v for key, v in stored.items() if key.startswith(f"{name}_quantized")]
        step = np.abs(weights[name]).max() / 127
        assert whole.dtype == np.int8
        assert np.abs(whole * step - weights[name]).max() <= step / 2 * 1.001


def test_halves_are_the_nearest_ones(tmp_path):
    before, after, words = made(tmp_path, Compression.FP16)
    weights, stored = tensors(before), tensors(after)
    assert words == "2 tensors of weights in 16 bits"
    for name in ("w1", "w2", "b1", "b2"):
        np.testing.assert_array_equal(stored[name], weights[name].astype(np.float16))
    # What is fed and what is answered stay as they were.
    for ports in (after.input, after.output):
        assert [port.type.tensor_type.elem_type for port in ports] == [TensorProto.FLOAT]


def test_a_graph_that_holds_nothing_to_quantise_is_named(tmp_path):
    (tmp_path / "made").mkdir()
    node = helper.make_node("Relu", ["X"], ["scores"])
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 4])
             for name in ("X", "scores")]  # fmt: skip
    path = written(tmp_path / "m.onnx", helper.make_graph([node], "g", ports[:1], ports[1:]))
    for how in (Compression.DYNAMIC_INT8, Compression.STATIC_INT8, Compression.FP16):
        with pytest.raises(NotApplicable, match=f"to {how}: Relu"):
            quantised(path, tmp_path / "made" / "m.onnx", how, ROWS)


def test_without_the_package_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(quantisation, "find_spec", lambda name: None)
    with pytest.raises(NotApplicable, match="package onnx") as refusal:
        made(tmp_path, Compression.FP16)
    assert "evenhand[variants]" in refusal.value.remedy
    assert importlib.util.find_spec("onnx") is not None


def test_the_log_is_as_it_was(tmp_path):
    root = logging.getLogger()
    before = [*root.handlers]
    made(tmp_path, Compression.STATIC_INT8)
    assert root.handlers == before
    assert root.manager.disable == logging.NOTSET
