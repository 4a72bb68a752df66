"""Tiny networks of every supported family of sound classifiers, and tones to ask them with."""

import io
import json
import wave

import numpy as np

from audits.data.dataset import Column, Dataset, Role
from audits.data.sounds import Sound, Sounds

RATE = 8_000
CLASSES = {0: "high", 1: "low", 2: "none"}
# Of the families of waveforms: a step every 40 frames.
_WAVES = {
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "conv_dim": [16, 16], "conv_kernel": [10, 8], "conv_stride": [10, 4],
    "num_feat_extract_layers": 2,
    "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "classifier_proj_size": 16,
    "feat_proj_dropout": 0.0, "apply_spec_augment": False, "num_buckets": 8,
}  # fmt: skip
_OWN = {
    "audio-spectrogram-transformer": {
        "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 32, "max_length": 64, "num_mel_bins": 32, "patch_size": 8,
    },
    "whisper": {
        "d_model": 16, "encoder_layers": 2, "encoder_attention_heads": 2, "encoder_ffn_dim": 32,
        "num_mel_bins": 32, "max_source_positions": 50, "classifier_proj_size": 16,
        "decoder_layers": 1, "decoder_attention_heads": 2, "decoder_ffn_dim": 16,
    },
}  # fmt: skip


def built(model_type, folder, *, seed=0):
    """A folder as `save_pretrained` writes it, of three classes and random numbers."""
    import torch
    import transformers

    torch.manual_seed(seed)
    base = transformers.AutoConfig.for_model(model_type)
    asked = {name: value for name, value in _WAVES.items() if hasattr(base, name)}
    own = _OWN.get(model_type, asked)
    config = type(base)(
        **own, id2label=CLASSES, label2id={name: code for code, name in CLASSES.items()}
    )
    network = network_class(model_type)(config).eval()
    with torch.no_grad():
        for tensor in network.parameters():  # so that answers differ from sound to sound
            if tensor.ndim > 1:
                tensor.normal_(0, (2 * len(tensor) / tensor.numel()) ** 0.5)
    network.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(_extractor(model_type)))
    return folder


def network_class(model_type):
    """The class of transformers for sounds."""
    import transformers
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING_NAMES as NAMES,
    )

    return getattr(transformers, NAMES[model_type])


def _extractor(model_type):
    if model_type == "audio-spectrogram-transformer":
        return {
            "feature_extractor_type": "ASTFeatureExtractor", "feature_size": 1,
            "sampling_rate": RATE, "num_mel_bins": 32, "max_length": 64, "do_normalize": True,
            "mean": -4.0, "std": 4.5, "padding_value": 0.0, "return_attention_mask": False,
        }  # fmt: skip
    if model_type == "whisper":
        return {
            "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 32,
            "sampling_rate": 2 * RATE, "hop_length": 160, "chunk_length": 1, "n_fft": 400,
            "padding_value": 0.0, "return_attention_mask": False,
        }  # fmt: skip
    return {
        "feature_extractor_type": "Wav2Vec2FeatureExtractor", "feature_size": 1,
        "sampling_rate": RATE, "do_normalize": True, "padding_value": 0.0,
        "return_attention_mask": False,
    }  # fmt: skip


def tone(hertz, seconds=0.5, *, rate=RATE, size=0.5, noise=0.01, seed=0):
    """A sine with a little noise: shape (frames,), float32."""
    frames = np.arange(round(seconds * rate))
    draws = np.random.default_rng(seed).normal(0, noise, len(frames))
    return (size * np.sin(2 * np.pi * hertz * frames / rate) + draws).astype(np.float32)


class Held:
    """Sounds held in memory, by the number that is their name."""

    def __init__(self, sounds):
        self.sounds = sounds

    def hear(self, name):
        return self.sounds[int(name)]


def column_of(sounds, name="file"):
    """A column of sounds with the role feature."""
    names = np.array([str(row) for row in range(len(sounds))], dtype=object)
    return Column(name, Role.FEATURE, Sounds(names, Held(sounds)))


def tones(count=9):
    """Rows of tones of three lengths, each of another pitch."""
    sounds = [
        Sound(tone(200 + 150 * row, (0.5, 0.4, 0.3)[row % 3], seed=row), RATE)
        for row in range(count)
    ]
    return Dataset((column_of(sounds),))


def wav(samples, rate=RATE, channels=1):
    """A WAV file of 16 bits, by the standard library. samples: shape (frames,), -1 to 1."""
    held = io.BytesIO()
    whole = np.rint(np.clip(samples, -1, 1) * 32767).astype("<i2")
    with wave.open(held, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(whole, channels).tobytes())
    return held.getvalue()
