"""Folders of sounds answer as transformers does when it is asked each sound by itself."""

import numpy as np
import pytest

from audits.models.adapters.audio_classification import HEAD
from audits.models.huggingface.allowed_types import SOUND_TYPES
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind
from tests import sound_families
from tests.adapter_examples import Answered, Example, texts
from tests.lazily import lazily

lazily("transformers")


def example(folder):
    """Nine tones into three classes."""
    path = sound_families.built("wav2vec2", folder / "model")
    return Example(
        path, ModelSpec(inputs={"audio": ["file"]}), sound_families.tones(), texts("file")
    )


def alone(folder, model_type, data):
    """Probabilities by transformers' own extractor and network, a sound at a time."""
    import torch
    import transformers
    from scipy.signal import resample_poly

    network = sound_families.network_class(model_type).from_pretrained(folder).eval()
    extractor = transformers.AutoFeatureExtractor.from_pretrained(folder)
    with torch.inference_mode():
        return np.array([
            network(**extractor(
                resample_poly(each.samples, extractor.sampling_rate // each.rate, 1),
                sampling_rate=extractor.sampling_rate, return_tensors="pt",
            ))
            .logits.double().softmax(-1)[0].numpy()
            for each in data.columns[0].values.fed()
        ])  # fmt: skip


@pytest.mark.parametrize("family", sorted(SOUND_TYPES))
def test_a_family_answers_as_transformers_does(tmp_path, family):
    folder = sound_families.built(family, tmp_path / "model")
    data, spec = sound_families.tones(), ModelSpec(inputs={"audio": ["file"]})
    model = open_model(folder, spec, scratch=tmp_path)
    expected = alone(folder, family, data)
    assert np.ptp(expected[:, 0]) > 1e-4  # the answers differ from sound to sound
    np.testing.assert_allclose(Answered(model, data).to(), expected, atol=1e-5)


def test_its_profile_takes_one_column_of_sounds(tmp_path):
    made = example(tmp_path)
    profile = inspect_model(made.path, made.spec, scratch=tmp_path)
    assert [item.kind for item in profile.inputs] == [Kind.AUDIO]
    assert profile.classes == ("high", "low", "none")
    assert "8,000 Hz" in dict(profile.reading)["sounds"]


def test_it_has_an_opener_of_weights_alone():
    assert HEAD.graph is None
    assert HEAD.weights().opened.__name__ == "open_sounds"
