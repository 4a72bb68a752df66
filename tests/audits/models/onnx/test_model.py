"""How ONNX graphs are fed: batches of a fixed size, pictures as the graph lays them out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper
from PIL import Image

from audits.models import Threaded
from audits.models.onnx.model import OnnxModel
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind
from tests.audits.models.onnx.graphs import SPEC, classified, linear, saved
from tests.lazily import lazily

lazily("onnxruntime")


@pytest.mark.parametrize("rows", [1, 3, 4, 8, 9])
def test_a_fixed_batch_is_filled_up_and_cut(tmp_path: Path, rows: int) -> None:
    model = open_model(linear(tmp_path, width=2, batch=4), SPEC, scratch=tmp_path)
    values = np.arange(rows, dtype=float)
    answers = classified(model, {"a": values, "b": np.full(rows, 2.5)})
    assert answers.codes.tolist() == [0 if value >= 2.5 else 1 for value in values]


@pytest.mark.parametrize("batch", [1, 4])
def test_operations_are_those_of_one_row_whatever_the_batch(tmp_path: Path, batch: int) -> None:
    """Two columns and two classes."""
    model = open_model(linear(tmp_path, width=2, batch=batch), SPEC, scratch=tmp_path)
    assert isinstance(model, OnnxModel)
    counted = model.operations({"a": np.array([1.0]), "b": np.array([2.5])})
    assert counted.multiply_accumulates == {"matrix product": 4}
    assert model.engine.endswith(" on CPU, 1 thread")


def picture_model(tmp_path: Path, shape: list[Any]) -> Path:
    axes = [2, 3] if shape[1] in (1, 3) else [1, 2]
    return saved(
        tmp_path / "m.onnx",
        [helper.make_node("ReduceMean", ["x"], ["scores"], axes=axes, keepdims=0)],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 3])],
    )


@pytest.mark.parametrize("shape", [["n", 3, 4, 4], ["n", 4, 4, 3]])
def test_images_are_resized_scaled_and_laid_out(tmp_path: Path, shape: list[Any]) -> None:
    spec = ModelSpec(
        inputs={"x": ["file"]}, labels=["r", "g", "b"], output="logits",
        preprocessing={"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
    )  # fmt: skip
    path = picture_model(tmp_path, shape)
    model = open_model(path, spec, scratch=tmp_path)
    red = np.asarray(Image.new("RGB", (9, 7), (255, 0, 51)))
    found = classified(model, {"file": [red, red]}).probabilities
    logits = (np.array([1.0, 0.0, 0.2]) - 0.5) / 0.25
    expected = np.exp(logits) / np.exp(logits).sum()
    assert found is not None
    np.testing.assert_allclose(found[1], expected, atol=1e-6)
    assert inspect_model(path, scratch=tmp_path).inputs[0].kind is Kind.IMAGE


def test_inputs_are_fed_by_the_columns_that_the_document_names(tmp_path: Path) -> None:
    """x + y of two inputs: each is fed by its own columns, and one that is not named by its own."""
    path = saved(
        tmp_path / "m.onnx",
        [helper.make_node("Add", ["x", "y"], ["scores"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 1]) for name in "xy"],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 1])],
    )
    model = open_model(path, ModelSpec(inputs={"x": ["age"]}), scratch=tmp_path)
    assert isinstance(model, OnnxModel)
    assert model.feeds == {"x": ("age",), "y": ("y",)}
    assert model.reads == ("age", "y")
    assert model.reads_as_words == ()
    (scores,), rows = model.outputs({"age": np.array([1.0, 2.0]), "y": np.array([10.0, 20.0])},
                                    ["scores"])  # fmt: skip
    assert rows == 2
    assert scores[:, 0].tolist() == [11, 22]


@pytest.mark.parametrize(("batch", "rows"), [("n", 4096), (4, 4096), (3, 4095), (5000, 5000)])
def test_as_many_rows_are_asked_at_once_as_fill_whole_batches(
    tmp_path: Path, batch: int | str, rows: int
) -> None:
    model = open_model(linear(tmp_path, width=2, batch=batch), SPEC, scratch=tmp_path)
    assert isinstance(model, OnnxModel)
    assert model.batch_rows == rows


def test_a_graph_that_quantises_by_its_batch_is_asked_row_by_row(tmp_path: Path) -> None:
    """A row of large numbers would take the precision of the small ones beside it."""
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
        helper.make_node("DequantizeLinear", ["q", "s", "z"], ["scores"]),
    ]
    path = saved(
        tmp_path / "m.onnx",
        nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])],
    )
    model = open_model(path, SPEC, scratch=tmp_path)
    assert isinstance(model, OnnxModel)
    assert model.batch_rows == 4096
    small = {"a": np.array([0.1]), "b": np.array([0.2])}
    both = {"a": np.array([0.1, 1000.0]), "b": np.array([0.2, 0.0])}
    alone, beside = (model.outputs(rows, ["scores"])[0][0][0] for rows in (small, both))
    assert alone.tolist() == beside.tolist()
    np.testing.assert_allclose(alone, [0.1, 0.2], atol=0.2 / 255)
    assert any("each row is asked alone" in sentence for _, sentence in model.reading)


def test_the_same_weights_are_asked_by_another_number_of_threads(tmp_path: Path) -> None:
    model = open_model(linear(tmp_path, width=2), SPEC, scratch=tmp_path)
    assert isinstance(model, OnnxModel)
    assert isinstance(model, Threaded)
    with model.asked_by(3) as other:
        assert isinstance(other, OnnxModel)
        assert (model.runtime.threads, other.runtime.threads) == (1, 3)
        assert other.runtime.path == model.runtime.path
        assert (other.fingerprint, other.reads) == (model.fingerprint, model.reads)
