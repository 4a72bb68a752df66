"""Keras' own files, .keras and .h5, made ONNX by Keras itself."""

from dataclasses import replace
from typing import Any

from audits.models import Model
from audits.models.foreign_formats import kind_of
from audits.models.foreign_kinds import HDF5, KERAS
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "keras"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes or the names in the archive; what is opened is the ONNX made of it."""
    known = recognised(upload, NAME, KERAS, HDF5)
    kind = None if known is None else kind_of(known.path)
    if known is None or kind is None:
        return None
    from audits.models.keras.conversion import converted
    from audits.models.onnx.file import scan_onnx

    target = upload.scratch / f"keras-{known.sha256[:12]}.onnx"
    note = converted(known.path, kind, target)
    return replace(known, path=target, scanned=(scan_onnx(target), note))


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor, as of every ONNX file."""
    from audits.models.onnx.opening import open_onnx

    scanned, note = artifact.scanned
    model: Any = open_onnx(artifact.path, spec, artifact.sha256, scanned=scanned)
    model.notes = (note,)
    return model  # type: ignore[no-any-return]


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its inputs, outputs and classes, as of the ONNX file."""
    from audits.models.onnx.opening import profile_onnx

    scanned, note = artifact.scanned
    profile = profile_onnx(artifact.path, spec, artifact.sha256, scanned=scanned)
    return replace(profile, format=NAME, reading=(*profile.reading, note))


FORMAT = Format(NAME, recognise, opened, described)
