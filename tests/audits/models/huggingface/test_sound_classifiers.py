"""Folders of sounds: regression, shuffled weights, and what is not on the list."""

import json

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Classifier, Randomisable, Regressor
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import sound_families
from tests.adapter_examples import Answered
from tests.lazily import lazily

lazily("transformers")
SPEC = ModelSpec(inputs={"audio": ["file"]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sound_families.built("wav2vec2", tmp_path_factory.mktemp("wav2vec2") / "model")


def test_it_offers_what_its_profile_says(folder, tmp_path):
    model = open_model(folder, SPEC, scratch=tmp_path)
    assert isinstance(model, Classifier)
    assert isinstance(model, Randomisable)
    assert "Classifier" in inspect_model(folder, SPEC, scratch=tmp_path).capabilities


def test_a_shuffled_network_answers_otherwise_and_the_same_for_a_seed(folder, tmp_path):
    model, data = open_model(folder, SPEC, scratch=tmp_path), sound_families.tones(4)
    first, again = (Answered(model.randomised(seed=1), data).to() for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - Answered(model, data).to()).max() > 1e-3


def test_operations_are_counted_of_one_sound(folder, tmp_path):
    model = open_model(folder, SPEC, scratch=tmp_path)
    features = sound_families.tones(1).features(["file"], slice(None))
    assert sum(model.operations(features).multiply_accumulates.values()) > 0


def test_a_head_of_one_number_is_a_regressor(folder, tmp_path):
    from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

    config = Wav2Vec2Config.from_pretrained(folder)
    config.num_labels = 1
    Wav2Vec2ForSequenceClassification(config).save_pretrained(tmp_path / "model")
    extractor = (folder / "preprocessor_config.json").read_text()
    (tmp_path / "model" / "preprocessor_config.json").write_text(extractor)
    model = open_model(tmp_path / "model", SPEC, scratch=tmp_path)
    assert isinstance(model, Regressor)
    assert np.isfinite(Answered(model, sound_families.tones(3)).to()).all()


def test_a_type_that_is_not_on_the_list_is_refused(folder, tmp_path):
    copied = tmp_path / "model"
    copied.mkdir()
    for file in folder.iterdir():
        (copied / file.name).write_bytes(file.read_bytes())
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "model_type": "strange"}))
    with pytest.raises(Refused, match="not on the list"):
        open_model(copied, SPEC, scratch=tmp_path)
