"""Folders of transformers that answer a sound with a class or a number.

folder: the model's; config: its `config.json`; spec: what the plan says of it; fingerprint: the
digest of its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models.batches import Pace, Rows, in_batches
from audits.models.huggingface.allowed_types import SOUND_TYPES
from audits.models.huggingface.attribution import Forgetting
from audits.models.huggingface.classifiers import ROWS, Answering, FolderRegressor, Loaded
from audits.models.huggingface.compression import Compressing
from audits.models.huggingface.device import on_device
from audits.models.huggingface.loading import check_type, load_network
from audits.models.huggingface.opening import classes_of, is_regression
from audits.models.huggingface.sounds import Waveforms
from audits.models.output_reading import Reading
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

INPUT = "audio"
_CAPABILITIES = ("Classifier", "Countable", "Compressible", "Randomisable")


@dataclass
class Listening(Loaded):
    """Asks with sounds, those of one length together."""

    sounds: Waveforms | None = None

    def logits(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows, outputs); memory that runs out is a `MemoryError`."""
        assert self.sounds is not None
        lengths = self.sounds.lengths(features)
        heard = features[self.reads[0]]

        def one(rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
            places = np.arange(len(lengths))[rows].tolist()
            return rows, self._logits({self.reads[0]: [heard[row] for row in places]})

        pace = Pace(self.most_together, grows=False)
        return np.asarray(in_batches(len(lengths), pace, one, apart=lengths))

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        assert self.sounds is not None
        return (*super().reading, ("sounds", self.sounds.description()))


@dataclass
class SoundClassifier(Listening, Answering, Forgetting, Compressing):
    """Answers a sound with a class."""


@dataclass
class SoundRegressor(Listening, FolderRegressor):
    """Answers a sound with a number."""


def open_sounds(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> SoundClassifier | SoundRegressor:
    """A model of sounds, prepared by the folder's own feature extractor. Raises `Refused`."""
    check_type(config, SOUND_TYPES)
    reads = tuple((spec.inputs or {}).get(INPUT, [INPUT]))[:1]
    sounds = Waveforms(folder, config, reads[0])
    notices: list[str] = []
    network = load_network(folder, config, "AutoModelForAudioClassification")
    network = on_device(network, notices)
    outputs: int = network.config.num_labels
    shared = (network, sounds.tensors, reads, fingerprint, spec, ROWS, False, notices)
    if is_regression(config.get("problem_type"), outputs, spec):
        return SoundRegressor(*shared, sounds=sounds)
    classes = classes_of(network, spec, max(2, outputs))
    return SoundClassifier(*shared, classes=classes, sounds=sounds)


def profile_sounds(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: weights that do not match are found out before an audit starts."""
    model = open_sounds(folder, config, spec, fingerprint)
    is_classifier = isinstance(model, SoundClassifier)
    return ModelProfile(
        format="huggingface",
        task="classification" if is_classifier else "regression",
        inputs=(InputProfile(INPUT, Kind.AUDIO, "float32", (None,)),),
        outputs=(InputProfile("logits", None, "float32", (None, model.network.config.num_labels)),),
        classes=model.classes if isinstance(model, SoundClassifier) else (),
        capabilities=_CAPABILITIES if is_classifier else ("Regressor", "Countable"),
        probabilities=is_classifier,
        sha256=fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
        reading=model.reading,
    )
