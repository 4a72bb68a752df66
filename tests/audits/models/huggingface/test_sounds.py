"""A folder's own feature extractor: its rate, which sounds go together, what is cut."""

import json

import numpy as np
import pytest

from audits.data.sounds import Sound
from audits.errors import Refused
from audits.models.huggingface.sounds import Waveforms
from tests.lazily import lazily

lazily("transformers")
WAVES = {
    "feature_extractor_type": "Wav2Vec2FeatureExtractor", "feature_size": 1, "padding_value": 0.0,
    "sampling_rate": 8_000, "do_normalize": False, "return_attention_mask": False,
}  # fmt: skip
MELS = {
    "feature_extractor_type": "ASTFeatureExtractor", "feature_size": 1, "sampling_rate": 8_000,
    "num_mel_bins": 16, "max_length": 50, "do_normalize": False, "padding_value": 0.0,
}  # fmt: skip
CONVOLUTIONS = {"conv_kernel": [10, 3], "conv_stride": [5, 2]}


def waveforms(folder, extractor):
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor))
    return Waveforms(folder, CONVOLUTIONS, "file")


def sounds(*frames):
    return {"file": [Sound(np.ones(count, np.float32), 8_000) for count in frames]}


def test_waveforms_of_one_length_go_together_and_are_not_changed(tmp_path):
    prepared = waveforms(tmp_path, WAVES)
    assert prepared.lengths(sounds(100, 200, 100)).tolist() == [100, 200, 100]
    values = prepared.tensors(sounds(100, 100))["input_values"]
    np.testing.assert_array_equal(values.numpy(), np.ones((2, 100)))
    assert "only sounds of one length" in prepared.description()


def test_too_short_a_sound_is_filled_up_to_two_steps_of_the_convolutions(tmp_path):
    """One step sees 10 + 2 * 5 frames, and the next begins 10 later."""
    prepared = waveforms(tmp_path, WAVES)
    assert prepared.lengths(sounds(3)).tolist() == [30]


def test_an_extractor_of_fixed_length_says_how_much_it_reads(tmp_path):
    prepared = waveforms(tmp_path, MELS)
    assert prepared.lengths(sounds(1_000, 2_000)).tolist() == [0, 0]
    assert prepared.tensors(sounds(1_000, 9_000))["input_values"].shape == (2, 50, 16)
    assert "0.5 s are read, and longer ones are cut there" in prepared.description()


def test_a_folder_without_a_rate_or_an_extractor_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        Waveforms(tmp_path, {}, "file")
    assert refused.value.problems[0].field == "model.files.preprocessor_config.json"
    with pytest.raises(Refused, match="sampling_rate"):
        waveforms(tmp_path, {**WAVES, "sampling_rate": 0})
