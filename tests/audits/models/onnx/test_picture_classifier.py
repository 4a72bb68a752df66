"""Gradients and layers of ONNX networks of pictures: known sums, and what is in the way."""

import gc

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.errors import NotApplicable
from audits.models import Attributable, Layered
from audits.models.onnx.opening import open_onnx, profile_onnx
from audits.models.onnx.picture_classifier import MOST_LAYERS, layers_of
from audits.models.onnx.torch_conversion import convert
from audits.specification.document import ModelSpec

RNG = np.random.default_rng(4)
PICTURES = [RNG.integers(0, 256, (6, 6, 3)).astype(np.uint8) for _ in range(5)]
KERNEL = RNG.normal(0, 0.4, (4, 3, 3, 3)).astype(np.float32)
WEIGHTS = RNG.normal(0, 0.3, (144, 3)).astype(np.float32)


def network(folder, *extra, activation="Relu", depth=1):
    """A convolution, what follows it, and scores; extra: nodes after the activation, from `h`."""
    nodes, last = [], "image"
    for at in range(depth):
        nodes.append(helper.make_node("Conv", [last, f"k{at}"], [f"c{at}"], pads=[1] * 4))
        nodes.append(helper.make_node(activation, [f"c{at}"], [f"h{at}"]))
        last = f"h{at}"
    nodes += [*extra, helper.make_node("Flatten", [extra[-1].output[0] if extra else last], ["f"]),
              helper.make_node("Gemm", ["f", "w"], ["logits"])]  # fmt: skip
    square = np.eye(4, dtype=np.float32)[:, :, None, None]
    kernels = [numpy_helper.from_array(square if at else KERNEL, f"k{at}") for at in range(depth)]
    if depth > 1:
        for node in nodes:
            if node.op_type == "Conv" and node.input[0] != "image":
                del node.attribute[:]
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("image", kind, ["n", 3, 6, 6])],
        [helper.make_tensor_value_info("logits", kind, ["n", 3])],
        [*kernels, numpy_helper.from_array(WEIGHTS, "w")],
    )  # fmt: skip
    path = folder / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
              path)  # fmt: skip
    return path


SPEC = ModelSpec(labels=["a", "b", "c"], output={"meaning": "logit"})


def opened(path):
    return open_onnx(path, SPEC, "0" * 64)


def fed(*pictures):
    return {"image": list(pictures)}


def test_what_reads_one_picture_can_show_what_it_holds(tmp_path):
    path = network(tmp_path)
    assert isinstance(opened(path), Attributable)
    assert isinstance(opened(path), Layered)
    assert {"Attributable", "Layered"} <= set(profile_onnx(path, SPEC, "0" * 64).capabilities)


def test_the_weights_of_a_row_add_up_to_the_sessions_own_answers(tmp_path):
    model = opened(network(tmp_path))
    blank = np.full_like(PICTURES[0], 128)
    answers = model.classify(fed(PICTURES[0], blank)).probabilities
    for target in range(3):
        shares = model.attribute(fed(PICTURES[0]), target, baseline=fed(blank))
        assert shares.weights.shape == (6, 6)
        assert [shares.answer, shares.base] == pytest.approx(answers[:, target], abs=1e-5)
        assert shares.weights.sum() == pytest.approx(shares.answer - shares.base, abs=2e-4)


def test_where_the_scores_are_linear_the_shares_have_a_closed_form(tmp_path):
    # Without an activation that bends, scores lie on a line along the way, on which the integral
    # of P's slope is one number for all pixels: shares are those of the margins' weights.
    two = ModelSpec(labels=["a", "b"], output={"meaning": "logit"})
    path = network(tmp_path, activation="Identity")
    graph = onnx.load(path)
    graph.graph.initializer[-1].CopyFrom(numpy_helper.from_array(WEIGHTS[:, :2], "w"))
    graph.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 2
    onnx.save(graph, path)
    model = open_onnx(path, two, "0" * 64)
    blank = np.zeros_like(PICTURES[1])
    shares = model.attribute(fed(PICTURES[1]), 1, baseline=fed(blank))
    pixels = model.pixels(fed(PICTURES[1]))[0]
    # The margin's weight of each pixel, by asking for each alone.
    alone = np.zeros((108, 3, 6, 6), dtype=np.float32)
    alone.reshape(108, 108)[np.arange(108), np.arange(108)] = 1
    chances = model.classify_pixels(np.concatenate([alone, np.zeros_like(alone[:1])])).probabilities
    margins = np.log(chances[:, 1] / chances[:, 0])
    by_pixel = ((margins[:-1] - margins[-1]).reshape(3, 6, 6) * pixels).sum(axis=0)
    expected = by_pixel / by_pixel.sum() * (shares.answer - shares.base)
    np.testing.assert_allclose(shares.weights, expected, atol=2e-4)


def test_layers_are_the_picture_and_what_each_weight_gives_averaged_over_places(tmp_path):
    model = opened(network(tmp_path))
    held = model.layers(fed(*PICTURES))
    assert held.shape == (2, 5, 4)
    pixels = np.stack(PICTURES).transpose(0, 3, 1, 2) / 255
    np.testing.assert_allclose(held[0, :, :3], pixels.mean(axis=(2, 3)), atol=1e-6)
    assert not held[0, :, 3].any()  # filled up: the picture has three colours
    padded = np.pad(pixels, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    convolved = np.maximum(np.einsum("rchwij,ocij->rohw", windows, KERNEL), 0)
    np.testing.assert_allclose(held[1], convolved.mean(axis=(2, 3)), atol=1e-5)
    (own, first) = model.maps(fed(*PICTURES))
    assert own.shape == first.shape == (5, 6, 6)
    np.testing.assert_allclose(first, np.linalg.norm(convolved, axis=1), atol=1e-5)


def test_a_deep_network_shows_some_of_its_layers_the_last_among_them(tmp_path):
    graph, _ = convert(network(tmp_path, depth=40), "logits")
    names = layers_of(graph)
    assert len(names) == MOST_LAYERS
    assert (names[0], names[-1]) == ("h0", "h39")


def test_an_operator_that_is_not_converted_is_named_with_what_can_be_done(tmp_path):
    stranger = helper.make_node("ThresholdedRelu", ["h0"], ["t"], alpha=0.1)
    model = opened(network(tmp_path, stranger))
    for asked in (
        lambda: model.attribute(fed(PICTURES[0]), 0, baseline=fed(PICTURES[1])),
        lambda: model.layers(fed(PICTURES[0])),
    ):
        with pytest.raises(NotApplicable, match="ThresholdedRelu") as caught:
            asked()
        assert "explanations.lime" in caught.value.remedy


def test_layers_of_a_conversion_that_answers_otherwise_are_not_shown(tmp_path):
    model = opened(network(tmp_path))
    graph, ending = model.conversion
    other = {**graph.constants, "w": 1.5 * graph.constants["w"]}
    model.conversion = (type(graph)(graph.steps, other, graph.output, graph.last), ending)
    for asked in (
        lambda: model.layers(fed(*PICTURES)),
        lambda: model.attribute(fed(PICTURES[0]), 0, baseline=fed(PICTURES[1])),
    ):
        with pytest.raises(NotApplicable, match="does not give the session's answers"):
            asked()


def test_gradients_of_shuffled_weights_are_those_of_the_copy_whose_file_goes_with_it(tmp_path):
    model = opened(network(tmp_path))
    other = model.randomised(seed=0)
    copy = other.runtime.path
    own = model.attribute(fed(PICTURES[0]), 0, baseline=fed(PICTURES[1]))
    shuffled = other.attribute(fed(PICTURES[0]), 0, baseline=fed(PICTURES[1]))
    assert shuffled.answer == pytest.approx(
        other.classify(fed(PICTURES[0])).probabilities[0, 0], abs=1e-5
    )
    assert np.abs(own.weights - shuffled.weights).max() > 1e-3
    assert copy.exists()
    del other
    gc.collect()
    assert not copy.parent.exists()
