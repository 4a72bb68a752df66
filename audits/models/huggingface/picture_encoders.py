"""Encoders of pictures without a head: what they hold at each layer, and no answer.

Of a model of pictures and texts (CLIP) the half that reads pictures is taken.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audits.data.dataset import Features
from audits.models.huggingface import loading
from audits.models.huggingface.allowed_types import PICTURE_ENCODER_TYPES
from audits.models.huggingface.attribution import Inside
from audits.models.huggingface.device import beside, on_device
from audits.models.huggingface.pictures import Pictures
from audits.models.output_reading import Reading, told_of
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind


@dataclass
class PictureEncoder(Inside):
    """`Layered`: shows its layers for a picture. pictures: how those are prepared."""

    network: Any
    pictures: Pictures
    fingerprint: str
    reads: tuple[str, ...]
    warnings: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    tokenizer: None = None
    longest: int = 0

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The network's input tensors for a batch of features, on the network's device."""
        return beside(self.network, self.pictures.tensors(features))

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        return (
            ("layers", f"of {type(self.network).__name__}, the mean over places; it has no head"),
            ("pictures", self.pictures.description()),
            *told_of(self.left_out),
        )


def open_encoder(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> PictureEncoder:
    """The half that reads pictures, with the folder's processor; raises `Refused`."""
    loading.check_type(config, PICTURE_ENCODER_TYPES)
    reads = tuple((spec.inputs or {}).get("image", ["image"]))[:1]
    pictures = Pictures(folder, reads[0])
    whole = loading.load_network(folder, config, "AutoModel")
    notices: list[str] = []
    # CLIP's two halves share nothing until their ends.
    network = on_device(getattr(whole, "vision_model", whole), notices)
    return PictureEncoder(network, pictures, fingerprint, reads, notices)


def profile_encoder(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_encoder(folder, config, spec, fingerprint)
    width = int(getattr(model.network.config, "hidden_size", 0)) or None
    return ModelProfile(
        format="huggingface",
        task="embedding",
        inputs=(InputProfile("image", Kind.IMAGE, "uint8", (None,)),),
        outputs=(InputProfile("vector", Kind.NUMBER, "float32", (None, width)),),
        classes=(),
        capabilities=("Layered",),
        probabilities=False,
        sha256=fingerprint,
        parameters=sum(weights.numel() for weights in model.network.parameters()),
        warnings=tuple(model.warnings),
        reading=model.reading,
    )
