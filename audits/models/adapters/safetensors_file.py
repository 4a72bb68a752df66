"""Weights alone in a .safetensors file, with the network that document or file lists for them."""

from dataclasses import replace
from typing import Any

from audits.models import Model
from audits.models.foreign_kinds import WEIGHTS
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "safetensors"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, where document or file lists the layers; what is opened is the ONNX.

    What a file carries is read where the document lists no layers.
    """
    known = recognised(upload, NAME, WEIGHTS)
    if known is None:
        return None
    from audits.models.stated_network.metadata import carried_in

    network, preprocessing = spec.network, spec.preprocessing
    if network is None:
        carried = carried_in(known.path)
        if carried is None:
            return None
        network = carried.network
        own = spec.preprocessing.model_dump(exclude_unset=True)
        preprocessing = carried.preprocessing.model_copy(update=own)
    from audits.models.onnx.file import scan_onnx
    from audits.models.stated_network.conversion import converted

    target = upload.scratch / f"network-{known.sha256[:12]}.onnx"
    notes = converted(known.path, network, preprocessing, target)
    return replace(known, path=target, scanned=(scan_onnx(target), notes, preprocessing))


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor, as of every ONNX file."""
    from audits.models.onnx.opening import open_onnx

    scanned, notes, preprocessing = artifact.scanned
    spec = spec.model_copy(update={"preprocessing": preprocessing})
    model: Any = open_onnx(artifact.path, spec, artifact.sha256, scanned=scanned)
    model.notes = notes
    return model  # type: ignore[no-any-return]


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its inputs, outputs and classes, as of the ONNX file."""
    from audits.models.onnx.opening import profile_onnx

    scanned, notes, preprocessing = artifact.scanned
    spec = spec.model_copy(update={"preprocessing": preprocessing})
    profile = profile_onnx(artifact.path, spec, artifact.sha256, scanned=scanned)
    return replace(profile, format=NAME, reading=(*profile.reading, *notes))


FORMAT = Format(NAME, recognise, opened, described, reads_network=True)
