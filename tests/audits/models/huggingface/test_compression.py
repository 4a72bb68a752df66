"""Smaller forms of a network of torch, against numpy's own rounding."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.models import Compressible, Compression
from audits.models.opening import open_model
from tests.audits.models.huggingface.small_bert import SPEC, TEXTS, small_bert
from tests.lazily import lazily

torch = lazily("torch")
pytestmark = pytest.mark.filterwarnings("ignore")
FEATURES = {"comment": np.array([text or "" for text in TEXTS], dtype=object)}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = small_bert(tmp_path_factory.mktemp("bert"))
    opened = open_model(folder, SPEC, scratch=folder.parent)
    assert isinstance(opened, Compressible)
    return opened


def weights(model):
    return {name: values.detach().float().numpy().copy()
            for name, values in model.network.named_parameters()}  # fmt: skip


def linear(name, values):
    return values.ndim == 2 and "embedding" not in name


def test_every_form_leaves_the_model_as_it_was(model):
    before, answers = weights(model), model.classify(FEATURES).probabilities
    for how in (Compression.DYNAMIC_INT8, Compression.FP16, Compression.PRUNED):
        with model.compressed(how, calibration=FEATURES, sparsity=0.5) as made:
            moved = np.abs(made.model.classify(FEATURES).probabilities - answers).max()
            assert 0 < moved < 0.2, how
    for name, values in weights(model).items():
        np.testing.assert_array_equal(values, before[name])
    np.testing.assert_array_equal(model.classify(FEATURES).probabilities, answers)


def test_halves_are_the_nearest_ones(model):
    before = weights(model)
    with model.compressed(Compression.FP16, calibration=FEATURES, sparsity=0.5) as made:
        for name, values in weights(made.model).items():
            np.testing.assert_array_equal(values, before[name].astype(np.float16).astype("f4"))
        assert made.size.size_bytes < model.stored_size().size_bytes


def test_the_smallest_of_linear_layers_become_zero(model):
    before = weights(model)
    joint = np.concatenate([v.ravel() for name, v in before.items() if linear(name, v)])
    count = round(0.7 * len(joint))
    limit = np.sort(np.abs(joint))[count]
    with model.compressed(Compression.PRUNED, calibration=FEATURES, sparsity=0.7) as made:
        for name, values in weights(made.model).items():
            expected = before[name]
            if linear(name, expected):
                expected = np.where(np.abs(expected) < limit, 0, expected)
            np.testing.assert_array_equal(values, expected)
        assert made.change == f"{count:,} of {len(joint):,} weights set to zero, none trained again"
        assert made.size.packed_bytes < model.stored_size().packed_bytes


def test_a_weight_of_8_bits_lies_within_half_a_step_of_what_it_was(model):
    before = weights(model)
    with model.compressed(Compression.DYNAMIC_INT8, calibration=FEATURES, sparsity=0.5) as made:
        for name, values in before.items():
            if not linear(name, values):
                continue
            layer = made.model.network.get_submodule(name.removesuffix(".weight"))
            whole = layer.weight().dequantize().numpy()
            # 255 steps from the least to the greatest, of which a weight may be half away.
            step = 2 * np.abs(values).max() / 255
            assert 0 < np.abs(whole - values).max() <= step / 2 * 1.01


def test_an_answer_in_8_bits_depends_on_no_other_row(model):
    with model.compressed(Compression.DYNAMIC_INT8, calibration=FEATURES, sparsity=0.5) as made:
        together = made.model.classify(FEATURES).probabilities
        for row, text in enumerate(FEATURES["comment"]):
            alone = made.model.classify({"comment": np.array([text], dtype=object)})
            np.testing.assert_array_equal(alone.probabilities[0], together[row])


def test_stored_ranges_are_for_graphs(model):
    with (
        pytest.raises(NotApplicable, match="graph that is written for it") as refusal,
        model.compressed(Compression.STATIC_INT8, calibration=FEATURES, sparsity=0.5),
    ):
        pass
    assert "ONNX" in refusal.value.remedy
