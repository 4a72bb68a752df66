"""Graphs of sounds and sequences answer as onnxruntime does, row by row and without company."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from audits.data.dataset import Column, Dataset, Numbers, Role, Sequences
from audits.errors import Refused, UnsteadyModel
from audits.models.onnx.signal_inputs import in_place
from audits.models.opening import inspect_model, open_model
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec, OutputSpec, Preprocessing
from audits.specification.roles import Kind
from tests import sound_families
from tests.adapter_examples import Answered
from tests.lazily import lazily

onnxruntime = lazily("onnxruntime")
LOGIT = OutputSpec(meaning="logit")


def graph(path, shape, nodes, *, name="x", aside=()):
    """A graph of two logits: the mean of what `nodes` make of the input, and its negative."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape), *aside]
    ends = [
        helper.make_node("Neg", ["mean"], ["other"]),
        helper.make_node("Concat", ["other", "mean"], ["logits"], axis=1),
    ]
    made = helper.make_graph(
        [*nodes, *ends], "g", inputs,
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2])],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def means(path, *, shape=("n", "t"), axes=(1,), name="x"):
    node = helper.make_node("ReduceMean", [name], ["mean"], axes=list(axes), keepdims=1)
    flat = [helper.make_node("ReduceMean", [name], ["m3"], axes=list(axes), keepdims=0),
            helper.make_node("ReduceMean", ["m3"], ["mean"], axes=[1], keepdims=1)]  # fmt: skip
    return graph(path, list(shape), [node] if len(shape) == 2 else flat, name=name)


def spec(**more):
    return ModelSpec(labels=["low", "high"], output=LOGIT, inputs={"x": ["series"]}, **more)


def dataset(*lengths, channels=1):
    draws = np.random.default_rng(2)
    arrays = [draws.normal(row / 4, 0.1, (n, channels)) for row, n in enumerate(lengths)]
    return Dataset((Column("series", Role.FEATURE, Sequences.of(arrays)),))


def by_hand(data):
    return np.array([1 / (1 + np.exp(-2 * each.mean())) for each in data["series"].values.fed()])


def test_rows_of_other_lengths_are_asked_apart(tmp_path):
    path = means(tmp_path / "m.onnx")
    data = dataset(3, 5, 3, 4, 5)
    model = open_model(path, spec(), scratch=tmp_path)
    np.testing.assert_allclose(Answered(model, data).to()[:, 1], by_hand(data), atol=1e-6)
    ask_again(model, data)
    assert "only rows of one length" in dict(model.reading)["sequences"]


def test_three_axes_with_channels_are_taken_too(tmp_path):
    path = means(tmp_path / "m.onnx", shape=("n", "t", 2))
    data = dataset(3, 5, 3, channels=2)
    model = open_model(path, spec(), scratch=tmp_path)
    assert [item.kind for item in inspect_model(path, spec(), scratch=tmp_path).inputs] == [
        Kind.SEQUENCE
    ]
    np.testing.assert_allclose(Answered(model, data).to()[:, 1], by_hand(data), atol=1e-6)


def test_a_mask_lets_rows_go_together(tmp_path):
    """The sum of what is real over how many steps are: padding of any size changes nothing."""
    mask = helper.make_tensor_value_info("m", TensorProto.FLOAT, ["n", "t"])
    path = graph(tmp_path / "m.onnx", ["n", "t"], [
        helper.make_node("Mul", ["x", "m"], ["real"]),
        helper.make_node("ReduceMean", ["real"], ["total"], axes=[1], keepdims=1),
        helper.make_node("ReduceMean", ["m"], ["share"], axes=[1], keepdims=1),
        helper.make_node("Div", ["total", "share"], ["mean"]),
    ], aside=[mask])  # fmt: skip
    data = dataset(3, 5, 3, 4)
    stated = spec(preprocessing=Preprocessing(pad=7.0, mask="m"))
    model = open_model(path, stated, scratch=tmp_path)
    assert model.reads == ("series",)
    np.testing.assert_allclose(Answered(model, data).to()[:, 1], by_hand(data), atol=1e-6)
    ask_again(model, data)


def test_padding_that_the_model_reads_is_found_out(tmp_path):
    """Without a mask the padding is averaged in, and a row's answer hangs on its company."""
    model = open_model(
        means(tmp_path / "m.onnx"), spec(preprocessing=Preprocessing(pad=9.0)), scratch=tmp_path
    )
    with pytest.raises(UnsteadyModel):
        ask_again(model, dataset(3, 5, 3, 4))


def test_one_value_a_row_is_no_sequence(tmp_path):
    model = open_model(means(tmp_path / "m.onnx", shape=("n", "t", 2)), spec(), scratch=tmp_path)
    data = Dataset((Column("series", Role.FEATURE, Numbers(np.arange(3.0))),))
    with pytest.raises(Refused, match="takes a sequence a row"):
        Answered(model, data).to()


def test_sounds_are_resampled_to_the_stated_rate(tmp_path):
    path = means(tmp_path / "m.onnx", name="audio")
    stated = ModelSpec(
        labels=["low", "high"], output=LOGIT, inputs={"audio": ["file"]},
        preprocessing=Preprocessing(sampling_rate=4_000),
    )  # fmt: skip
    assert inspect_model(path, stated, scratch=tmp_path).inputs[0].kind is Kind.AUDIO
    model, data = open_model(path, stated, scratch=tmp_path), sound_families.tones(4)
    from scipy.signal import resample_poly

    session = onnxruntime.InferenceSession(str(path))
    expected = [
        session.run(None, {"audio": resample_poly(each.samples, 1, 2)[None].astype(np.float32)})[0]
        for each in data["file"].values.fed()
    ]
    logits = np.concatenate(expected).astype(np.float64)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(Answered(model, data).to(), chances, atol=1e-6)
    assert "4,000 Hz" in dict(model.reading)["sounds"]


def test_outputs_are_put_back_in_the_order_of_the_rows():
    groups = [
        (np.array([1]), [np.array([[5.0]]), ["b"]]),
        (np.array([0, 2]), [np.array([[4.0], [6.0]]), ["a", "c"]]),
    ]
    numbers, words = in_place(groups, 3)
    assert numbers[:, 0].tolist() == [4.0, 5.0, 6.0]
    assert words == ["a", "b", "c"]


def test_columns_of_a_table_are_the_steps_of_one_channel(tmp_path):
    path = means(tmp_path / "m.onnx", shape=("n", "t", 1))
    values = np.random.default_rng(4).normal(size=(5, 3))
    columns = tuple(
        Column(f"x_{step}", Role.FEATURE, Numbers(values[:, step])) for step in range(3)
    )
    stated = ModelSpec(labels=["low", "high"], output=LOGIT, inputs={"x": ["x_0", "x_1", "x_2"]})
    model = open_model(path, stated, scratch=tmp_path)
    expected = 1 / (1 + np.exp(-2 * values.mean(axis=1)))
    answered = Answered(model, Dataset(columns)).to()[:, 1]
    np.testing.assert_allclose(answered, expected, atol=1e-6)
