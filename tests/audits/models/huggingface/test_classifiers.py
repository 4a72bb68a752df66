"""What a folder answers is what transformers answers, one row at a time."""

import json
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.errors import NotApplicable
from audits.models import Classifier, Paced, Precise, Regressor, Threaded
from audits.models.huggingface import other_arithmetic
from audits.models.opening import open_model
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from tests.audits.models.huggingface.small_bert import SPEC, TEXTS, expected, small_bert
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")


def test_sentences_are_classified_as_transformers_does_one_by_one(
    bert: Path, tmp_path: Path
) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Classifier)
    assert isinstance(model, Paced)
    assert model.classes == ("no", "yes")
    data = Dataset((Column("comment", Role.FEATURE, Texts.of(TEXTS)),))
    codes, probabilities = ask(model, data, model.classify)
    np.testing.assert_allclose(probabilities, expected(bert), atol=1e-5)
    assert codes.tolist() == expected(bert).argmax(1).tolist()


def test_a_head_of_one_number_is_a_regression(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    model = open_model(small_bert(folder, labels=1), SPEC, scratch=tmp_path)
    assert isinstance(model, Regressor)
    found = model.regress({"comment": np.array(["good", "bad day"], dtype=object)})
    assert found.shape == (2,)


def test_images_are_prepared_by_the_folders_own_processor(tmp_path: Path) -> None:
    folder = tmp_path / "vit"
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        image_size=16, patch_size=8, num_labels=3,
    )  # fmt: skip
    transformers.ViTForImageClassification(config).save_pretrained(folder)
    processor = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16},
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    model = open_model(folder, ModelSpec(inputs={"image": ["file"]}), scratch=tmp_path)
    assert isinstance(model, Classifier)
    grey = np.full((16, 16, 3), 100, np.uint8)
    found = model.classify({"file": [grey, np.zeros((30, 20, 3), np.uint8)]})
    network = transformers.ViTForImageClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        pixels = torch.full((1, 3, 16, 16), (100 / 255 - 0.5) / 0.5)
        by_hand = network(pixel_values=pixels).logits.softmax(-1)[0].numpy()
    assert found.probabilities is not None
    np.testing.assert_allclose(found.probabilities[0], by_hand, atol=1e-5)


def test_it_is_asked_by_another_number_of_threads_which_is_set_back(
    bert: Path, tmp_path: Path
) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Threaded)
    before = torch.get_num_threads()
    with model.asked_by(before + 2) as other:
        assert other is model
        assert torch.get_num_threads() == before + 2
    assert torch.get_num_threads() == before


def test_a_copy_in_double_precision_answers_as_transformers_does_in_it(
    bert: Path, tmp_path: Path
) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    assert isinstance(model, Classifier)
    features = {"comment": np.array(TEXTS[:1], dtype=object)}
    before = model.classify(features).probabilities
    with model.asked_in("float64") as other:
        assert isinstance(other, Classifier)
        doubled = other.classify(features).probabilities
    tokenizer = transformers.AutoTokenizer.from_pretrained(bert)
    network = transformers.AutoModelForSequenceClassification.from_pretrained(bert).double().eval()
    with torch.inference_mode():
        logits = network(**tokenizer(TEXTS[:1], return_tensors="pt")).logits
    expected_doubled = torch.softmax(logits, dim=1).numpy()
    np.testing.assert_allclose(doubled, expected_doubled, rtol=0, atol=1e-13)
    assert before is not None
    assert not np.array_equal(before, doubled)
    # The model itself is as it was.
    assert np.array_equal(model.classify(features).probabilities, before)


def test_a_network_too_large_to_copy_is_not_asked_so(
    bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Precise)
    monkeypatch.setattr(other_arithmetic, "MOST_COPIED", 10)
    with pytest.raises(NotApplicable, match="parameters"), model.asked_in("float64"):
        pass
