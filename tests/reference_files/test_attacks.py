"""Attacks on published networks give the published figures."""

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.models.onnx.opening import open_onnx
from audits.perturbations.norm_balls import Norm
from audits.robustness.gradient_attacks import Ball, apgd, fgsm, pgd
from audits.robustness.losses import CROSS_ENTROPY, LOGIT_RATIO
from audits.specification.document import ModelSpec

FOLDER = os.environ.get("EVENHAND_REFERENCE_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="EVENHAND_REFERENCE_DATA names no folder")
DIGITS = ModelSpec(labels=[str(digit) for digit in range(10)])


def pictures(images):
    return {"image": [np.repeat(image[:, :, None], 3, axis=2) for image in images]}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The network of the Adversarial Robustness Toolbox's own tests, from its weights."""
    folder = Path(FOLDER) / "fgsm-mnist"
    of = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    make = helper.make_node
    nodes = [
        make("Conv", ["image", "w", "b"], ["c"]), make("Relu", ["c"], ["r"]),
        make("MaxPool", ["r"], ["p"], kernel_shape=[4, 4], strides=[4, 4]),
        make("Flatten", ["p"], ["f"]), make("Gemm", ["f", "v", "d"], ["logits"]),
    ]  # fmt: skip
    constants = {
        "w": of["W_CONV2D_MNIST"].transpose(3, 2, 0, 1), "b": of["B_CONV2D_MNIST"],
        "v": of["W_DENSE_MNIST"], "d": of["B_DENSE_MNIST"],
    }  # fmt: skip
    graph = helper.make_graph(
        nodes, "tiny",
        [helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 10])],
        [numpy_helper.from_array(v.astype(np.float32), k) for k, v in constants.items()],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tiny") / "tiny.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path
    )
    model = open_onnx(path, DIGITS, "0" * 64)
    pixels = model.pixels(pictures(np.load(folder / "first11.npz")["x"]))
    return model, pixels, model.classify_pixels(pixels).codes


FGSM = {
    Norm.LINF: (0.234673, [4, 4, 4, 7, 7, 4, 7, 2, 2, 3, 0]),
    Norm.L2: (0.007636, [7, 2, 4, 4, 4, 7, 7, 4, 0, 4, 4]),
}


def test_the_tiny_network_answers_as_published(tiny):
    assert tiny[2].tolist() == [7, 1, 1, 4, 4, 1, 4, 4, 4, 4, 4]


@pytest.mark.parametrize("norm", list(Norm))
def test_fgsm_of_size_one_gives_the_published_changes_and_answers(tiny, norm):
    """Against the predicted label, as the figures are."""
    model, pixels, predicted = tiny
    changed = fgsm(Ball(model.slopes(pixels), norm, 1.0), pixels, predicted)
    mean, answers = FGSM[norm]
    assert float((changed - pixels).mean()) == pytest.approx(mean, abs=1e-5)
    assert model.classify_pixels(changed).codes.tolist() == answers
    if norm is Norm.LINF:
        assert ((changed - pixels).min(), (changed - pixels).max()) == (-1, 1)


def published(name, rows):
    folder = Path(FOLDER) / "mnist-robust"
    data = np.load(folder / "first1000.npz")
    model = open_onnx(folder / f"{name}.onnx", DIGITS, "0" * 64)
    pixels = model.pixels(pictures(data["images"][:rows]))
    return model, pixels, data["labels"][:rows].astype(np.intp)


def test_one_fast_step_on_the_certified_network():
    """Wong & Kolter 2018: clean error 1.8 %; of the first 1,000 4.7 % under PGD, FGSM less."""
    model, pixels, labels = published("wong_kolter", 1000)
    right = model.classify_pixels(pixels).codes == labels
    assert 1 - right.mean() == pytest.approx(0.018, abs=0.0005)
    ball = Ball(model.slopes(pixels[:8]), Norm.LINF, 0.1)
    by_step = model.classify_pixels(fgsm(ball, pixels, labels)).codes != labels
    by_pgd = model.classify_pixels(pgd(ball, pixels, labels, steps=20)).codes != labels
    assert by_step.mean() < by_pgd.mean() <= 0.058  # certified: no attack exceeds it
    assert by_pgd.mean() == pytest.approx(0.047, abs=0.003)


def test_a_strong_attack_reaches_the_published_bound_and_none_passes_the_verified_one():
    """beta-CROWN 2021: attacks leave 76.5 %, verified about 70.5 %."""
    model, pixels, labels = published("cnn_a_adv", 200)
    slopes = model.slopes(pixels)
    standing = model.classify_pixels(pixels).codes == labels
    assert standing.mean() == 0.985
    ball, rng = Ball(slopes, Norm.LINF, 0.3), np.random.default_rng(0)
    attacks = (
        lambda x, y: pgd(ball, x, y, steps=60, rng=rng),
        lambda x, y: apgd(ball, x, y, steps=60, rng=rng, loss=CROSS_ENTROPY),
        lambda x, y: apgd(ball, x, y, steps=60, rng=rng, loss=LOGIT_RATIO),
    )
    for attack in attacks:
        rows = np.flatnonzero(standing)
        changed = attack(pixels[rows], labels[rows])
        standing[rows] = model.classify_pixels(changed).codes == labels[rows]
    assert 0.705 <= standing.mean() <= 0.775
