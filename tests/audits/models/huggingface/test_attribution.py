"""Gradients, layers and shuffled weights of small networks."""

import json

import numpy as np
import pytest

from audits.models import Attributable, Layered, Randomisable
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")
lazily("captum")

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "day", "very", "."]


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("steep-bert")
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32, num_labels=2, initializer_range=0.4,
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


@pytest.fixture
def bert(bert_folder, tmp_path):
    return open_model(bert_folder, ModelSpec(inputs={"text": ["text"]}), scratch=tmp_path)


@pytest.fixture
def vit(tmp_path):
    folder = tmp_path / "vit"
    torch.manual_seed(2)
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16,
        image_size=16, patch_size=4, num_labels=3, initializer_range=0.4,
    )  # fmt: skip
    transformers.ViTForImageClassification(config).save_pretrained(folder)
    processor = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16},
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return open_model(folder, ModelSpec(inputs={"image": ["picture"]}), scratch=tmp_path)


def sentence(text):
    held = np.empty(1, dtype=object)
    held[0] = text
    return {"text": held}


def test_a_folder_says_what_it_can_do(bert_folder, tmp_path):
    profile = inspect_model(bert_folder, scratch=tmp_path)
    assert {"Attributable", "Layered", "Randomisable"} <= set(profile.capabilities)


@pytest.mark.parametrize("target", [0, 1])
def test_the_weights_of_a_text_add_up(bert, target):
    assert isinstance(bert, Attributable)
    features = sentence("very good day . bad")
    found = bert.attribute(features, target, baseline=features)
    assert found.weights.sum() == pytest.approx(found.answer - found.base, abs=1e-3)
    assert found.answer == pytest.approx(bert.classify(features).probabilities[0, target], abs=1e-5)
    assert abs(found.answer - found.base) > 0.01
    assert [a for a, b in found.spans if b > a] == [0, 5, 10, 14, 16]


def test_the_weights_of_a_picture_add_up(vit):
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 255, (16, 16, 3)).astype(np.uint8)
    blank = np.full_like(picture, 128)
    found = vit.attribute({"picture": [picture]}, 1, baseline={"picture": [blank]})
    assert found.weights.shape == (16, 16)
    assert found.weights.sum() == pytest.approx(found.answer - found.base, abs=1e-3)


def test_shuffled_weights_answer_otherwise_and_leave_the_model_alone(bert):
    assert isinstance(bert, Randomisable)
    features = sentence("very good day")
    before = bert.classify(features).probabilities
    blank = bert.randomised(seed=0)
    assert not np.allclose(blank.classify(features).probabilities, before, atol=1e-3)
    np.testing.assert_array_equal(bert.classify(features).probabilities, before)
    again = bert.randomised(seed=0).classify(features).probabilities
    np.testing.assert_array_equal(again, blank.classify(features).probabilities)


def test_layers_are_averaged_over_tokens_that_are_there(bert):
    assert isinstance(bert, Layered)
    short, long = sentence("good"), sentence("very good day bad bad bad")
    both = {"text": np.concatenate([short["text"], long["text"]])}
    together = bert.layers(both)
    assert together.shape == (3, 2, 16)
    np.testing.assert_allclose(together[:, :1], bert.layers(short), atol=1e-5)
    assert bert.maps(both) == []


def test_a_picture_networks_layers_have_places(vit):
    picture = np.zeros((16, 16, 3), dtype=np.uint8)
    assert vit.layers({"picture": [picture, picture]}).shape == (3, 2, 16)
    assert [found.shape for found in vit.maps({"picture": [picture]})] == [(1, 4, 4)] * 3


def test_a_text_longer_than_the_model_reads_is_told(bert):
    from audits.data.dataset import Column, Dataset, Texts
    from audits.running.catalog import catalog
    from audits.specification.roles import Role
    from tests.subjects import Subject

    texts = ["very good day", "good bad " * 30, "bad day", "very bad . good"]
    subject = Subject(Dataset((Column("text", Role.FEATURE, Texts.of(texts)),)), bert)
    list(catalog()["explanations.integrated_gradients"](subject))
    assert bert.token_counts(sentence("good bad " * 30)) == [62]
    assert any("has 62 tokens and the model reads 32" in said for said in subject.warnings)
