"""Pixels asked one way and pictures asked the other are answered alike; gradients are checked."""

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.errors import NotApplicable
from audits.models.onnx import pixel_inputs
from audits.models.onnx.opening import open_onnx, profile_onnx
from audits.perturbations.norm_balls import Norm
from audits.robustness.gradient_attacks import Ball, fgsm
from audits.robustness.threat import threat_of
from audits.specification.document import ModelSpec

RNG = np.random.default_rng(8)
PICTURES = [RNG.integers(0, 256, (5, 4, 3)).astype(np.uint8) for _ in range(6)]


def network(folder, *, channels=3, last="Gemm", nhwc=False, kind=onnx.TensorProto.FLOAT, width=3):
    """Flattened pixels times weights, and an ending."""
    shape = ["n", 5, 4, channels] if nhwc else ["n", channels, 5, 4]
    weights = RNG.normal(0, 0.2, (20 * channels, width)).astype(np.float32)
    nodes = [
        helper.make_node("Cast", ["image"], ["c"], to=1), helper.make_node("Flatten", ["c"], ["f"]),
        helper.make_node("Gemm", ["f", "w"], ["logits"]),
    ]  # fmt: skip
    if last != "Gemm":
        nodes.append(helper.make_node(last, ["logits"], ["out"]))
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("image", kind, shape)],
        [helper.make_tensor_value_info("logits" if last == "Gemm" else "out",
                                       onnx.TensorProto.FLOAT, ["n", width])],
        [numpy_helper.from_array(weights, "w")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = folder / "m.onnx"
    onnx.save(model, path)
    return path, weights


def opened(path, labels=("a", "b", "c"), **said):
    spec = ModelSpec(labels=list(labels), **said)
    return open_onnx(path, spec, "0" * 64)


@pytest.mark.parametrize(
    ("channels", "nhwc", "preparation"),
    [
        (3, False, {}),
        (1, False, {}),
        (3, True, {"layout": "nhwc"}),
        (3, False, {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}),
        (3, False, {"order": "bgr", "scale": 1.0, "mean": [100, 110, 120]}),
    ],
)
def test_pixels_are_answered_as_the_pictures_are(tmp_path, channels, nhwc, preparation):
    path, _ = network(tmp_path, channels=channels, nhwc=nhwc)
    model = opened(path, preprocessing=preparation, output={"meaning": "logit"})
    from_pictures = model.classify({"image": PICTURES})
    pixels = model.pixels({"image": PICTURES})
    assert pixels.shape == (6, channels, 5, 4)
    from_pixels = model.classify_pixels(pixels)
    np.testing.assert_allclose(from_pixels.probabilities, from_pictures.probabilities, atol=1e-5)
    # Along every layout and order the slope is the one that differences show.
    slopes = model.slopes(pixels)
    outer = np.tile([1.0, 0.0, 0.0], (6, 1))
    scores, gradient = slopes.gradient(pixels, lambda part, rows: outer[rows])
    step = np.zeros_like(pixels)
    step[:, channels - 1, 2, 1] = 0.01
    rise = (slopes.scores(pixels + step) - scores)[:, 0]
    np.testing.assert_allclose(gradient[:, channels - 1, 2, 1] * 0.01, rise, rtol=1e-3, atol=1e-5)


def test_a_size_is_in_the_files_own_units_whatever_the_model_takes_off_later(tmp_path):
    """The same network behind a mean and deviation is moved by as much, to the same pixels."""
    path, weights = network(tmp_path, width=2)  # of two classes the slope has one direction
    plain = opened(path, ("a", "b"), output={"meaning": "logit"})
    graph = onnx.load(path)
    graph.graph.initializer[0].CopyFrom(numpy_helper.from_array(weights * np.float32(0.25), "w"))
    onnx.save(graph, tmp_path / "normal.onnx")
    said = {"mean": [0.5] * 3, "std": [0.25] * 3}
    normal = opened(
        tmp_path / "normal.onnx", ("a", "b"), preprocessing=said, output={"meaning": "logit"}
    )
    pixels = plain.pixels({"image": PICTURES})
    np.testing.assert_array_equal(normal.pixels({"image": PICTURES}), pixels)
    labels = plain.classify_pixels(pixels).codes
    moved, also = (
        fgsm(Ball(model.slopes(pixels), Norm.LINF, 0.03), pixels, labels)
        for model in (plain, normal)
    )
    np.testing.assert_allclose(also, moved, atol=1e-6)
    assert np.abs(moved - pixels).max() == pytest.approx(0.03, abs=1e-6)
    with pytest.raises(NotApplicable, match="whole range of a pixel"):
        threat_of("linf", 8.0, "gradients")


@pytest.mark.parametrize(("last", "width"), [("Softmax", 3), ("Sigmoid", 1), ("Gemm", 1)])
def test_scores_are_what_softmax_makes_the_models_probabilities_of(tmp_path, last, width):
    path, weights = network(tmp_path, last=last, width=width)
    meaning = "logit" if last == "Gemm" else "probability"
    labels = ("a", "b", "c")[: max(2, width)]
    model = opened(path, labels, output={"meaning": meaning})
    pixels = model.pixels({"image": PICTURES})
    logits = pixels.reshape(6, -1) @ weights
    logits = logits if width > 1 else np.concatenate([np.zeros_like(logits), logits], axis=1)
    np.testing.assert_allclose(model.slopes(pixels).scores(pixels), logits, atol=1e-5)


def test_a_conversion_that_answers_otherwise_is_not_used(tmp_path, monkeypatch):
    path, _ = network(tmp_path)
    model = opened(path, output={"meaning": "logit"})
    pixels = model.pixels({"image": PICTURES})
    convert = pixel_inputs.convert

    def wrong(path, output):
        graph, ending = convert(path, output)
        return (lambda fed: graph(fed) * 1.01), ending

    monkeypatch.setattr(pixel_inputs, "convert", wrong)
    with pytest.raises(NotApplicable, match="does not give the session's answers"):
        model.slopes(pixels)


def test_a_graph_of_whole_numbers_is_asked_and_not_differentiated(tmp_path):
    path, _ = network(tmp_path, kind=onnx.TensorProto.UINT8)
    model = opened(path, output={"meaning": "logit"})
    pixels = model.pixels({"image": PICTURES})
    np.testing.assert_array_equal(
        model.classify_pixels(pixels).codes, model.classify({"image": PICTURES}).codes
    )
    with pytest.raises(NotApplicable, match="whole numbers"):
        model.slopes(pixels)


def test_a_profile_says_whether_it_can_be_asked_pixel_by_pixel(tmp_path):
    path, _ = network(tmp_path)
    profile = profile_onnx(path, ModelSpec(labels=["a", "b", "c"]), "0" * 64)
    assert {"PixelClassifier", "Differentiable"} <= set(profile.capabilities)
