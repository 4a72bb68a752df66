"""Smaller forms of an ONNX classifier: they answer, and leave nothing behind."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from audits.errors import NotApplicable
from audits.models import Compressible, Compression
from audits.models.onnx import compression
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.onnx.test_weight_randomisation import network, written
from tests.lazily import lazily

lazily("onnxruntime")
SPEC = ModelSpec(inputs={"X": [f"x{at}" for at in range(4)]}, labels=["no", "yes"])
VALUES = np.random.default_rng(5).normal(size=(200, 4))
FEATURES = {f"x{at}": VALUES[:, at] for at in range(4)}


def opened(path):
    model = open_model(path, SPEC, scratch=path.parent)
    assert isinstance(model, Compressible)
    return model


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where copies are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# How far an answer of a net of two layers may move: by a part in 2,000 of 16 bits, by some
# hundredths of 8; pruning has no such limit.
@pytest.mark.parametrize(
    ("how", "most"),
    [(Compression.FP16, 0.002), (Compression.STATIC_INT8, 0.1), (Compression.DYNAMIC_INT8, 0.1)],
)
def test_a_form_answers_nearly_as_the_model(tmp_path, scratch, how, most):
    model = opened(network(tmp_path / "m.onnx"))
    answers = model.classify(FEATURES)
    with model.compressed(how, calibration=FEATURES, sparsity=0.5) as made:
        others = made.model.classify(FEATURES)
        assert 0 < np.abs(others.probabilities - answers.probabilities).max() < most
        assert made.model.classes == model.classes
        (folder,) = scratch.iterdir()
        written_to = [each for each in (folder / "made").rglob("*") if each.is_file()]
        assert made.size.size_bytes == sum(each.stat().st_size for each in written_to)
    assert list(scratch.iterdir()) == []
    np.testing.assert_array_equal(model.classify(FEATURES).probabilities, answers.probabilities)


def test_a_pruned_form_is_as_large_and_packs_better(tmp_path, scratch):
    model = opened(network(tmp_path / "m.onnx"))
    before = model.stored_size()
    assert before.size_bytes == (tmp_path / "m.onnx").stat().st_size
    with model.compressed(Compression.PRUNED, calibration=FEATURES, sparsity=0.9) as made:
        assert made.size.size_bytes == before.size_bytes
        assert made.size.packed_bytes < 0.8 * before.packed_bytes
        assert "43 of 48 weights" in made.change


def test_what_is_quantised_by_the_batch_is_asked_row_by_row(tmp_path, scratch):
    """Its range is taken over all that is fed, so that a row far out would change the others."""
    model = opened(network(tmp_path / "m.onnx"))
    far = {name: np.concatenate([values, [1000.0]]) for name, values in FEATURES.items()}
    with model.compressed(Compression.DYNAMIC_INT8, calibration=FEATURES, sparsity=0.5) as made:
        alone = made.model.classify(FEATURES).probabilities
        np.testing.assert_array_equal(made.model.classify(far).probabilities[:-1], alone)


def test_weights_beside_the_file_are_shrunk_with_it(tmp_path, scratch):
    path = network(tmp_path / "m.onnx")
    whole = onnx.load(path)
    beside = tmp_path / "beside"
    beside.mkdir()
    onnx.save(whole, beside / "m.onnx", save_as_external_data=True, location="m.data",
              size_threshold=0)  # fmt: skip
    model = opened(beside)
    files = ("m.onnx", "m.data")
    assert model.stored_size().size_bytes == sum((beside / n).stat().st_size for n in files)
    answers = model.classify(FEATURES)
    for how in Compression:
        with model.compressed(how, calibration=FEATURES, sparsity=0.01) as made:
            others = made.model.classify(FEATURES)
            assert np.abs(others.probabilities - answers.probabilities).max() < 0.1, how
    assert sorted(each.name for each in beside.iterdir()) == sorted(files)


def test_a_graph_of_a_fixed_batch_is_calibrated_in_it(tmp_path, scratch):
    path = network(tmp_path / "m.onnx")
    graph = onnx.load(path)
    for port in (*graph.graph.input, *graph.graph.output):
        port.type.tensor_type.shape.dim[0].dim_value = 3
    path.write_bytes(graph.SerializeToString())
    model = opened(path)
    answers = model.classify(FEATURES)
    with model.compressed(Compression.STATIC_INT8, calibration=FEATURES, sparsity=0.5) as made:
        others = made.model.classify(FEATURES)
    assert np.abs(others.probabilities - answers.probabilities).max() < 0.1


def trees(path):
    node = helper.make_node(
        "LinearClassifier", ["X"], ["label", "scores"], domain="ai.onnx.ml",
        classlabels_ints=[0, 1], coefficients=[1.0] * 8, intercepts=[0.0, 0.0],
        post_transform="NONE",
    )  # fmt: skip
    return written(
        path,
        helper.make_graph(
            [node], "g", [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["n", 4])],
            [helper.make_tensor_value_info("label", TensorProto.INT64, ["n"]),
             helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])],
        ),
    )  # fmt: skip


def test_an_operator_that_no_tool_changes_is_named(tmp_path, scratch):
    model = opened(trees(tmp_path / "m.onnx"))
    for how in (Compression.DYNAMIC_INT8, Compression.STATIC_INT8, Compression.FP16):
        with (
            pytest.raises(NotApplicable, match="LinearClassifier"),
            model.compressed(how, calibration=FEATURES, sparsity=0.5),
        ):
            pass
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [(MemoryError(), "memory"), (OSError(28, "No space left on device"), "No space left"),
     (KeyError("Strange"), "KeyError: 'Strange'")],
)  # fmt: skip
def test_a_tool_that_fails_is_quoted_and_what_it_left_is_gone(
    tmp_path, scratch, monkeypatch, error, words
):
    model = opened(network(tmp_path / "m.onnx"))

    def failing(path: Path, *others: object) -> str:
        (path.parent / "left").write_text("behind")
        raise error

    monkeypatch.setattr(compression, "quantised", failing)
    with (
        pytest.raises(NotApplicable, match=words),
        model.compressed(Compression.FP16, calibration=FEATURES, sparsity=0.5),
    ):
        pass
    assert list(scratch.iterdir()) == []
