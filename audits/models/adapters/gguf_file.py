"""GGUF files of llama.cpp, unpacked into a folder that is then audited as every one is."""

from dataclasses import replace
from typing import Any

from audits.models import Model
from audits.models.foreign_kinds import GGUF
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "gguf"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, alone or the only one in a folder; what is opened is the folder made."""
    known = recognised(upload, NAME, GGUF)
    if known is None:
        return None
    from audits.models.gguf.conversion import converted

    target = upload.scratch / f"gguf-{known.sha256[:12]}"
    note = converted(known.path, target)
    return replace(known, path=target, scanned=note)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A language model, or a translator where the document says so."""
    from audits.models.huggingface.folder_check import read_config
    from audits.models.huggingface.opening_language_models import open_causal

    model: Any = open_causal(artifact.path, read_config(artifact.path), spec, artifact.sha256)
    model.unpacked = (artifact.scanned,)
    return model  # type: ignore[no-any-return]


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """What it offers, as of the folder."""
    from audits.models.huggingface.folder_check import read_config
    from audits.models.huggingface.opening_language_models import profile_causal

    profile = profile_causal(artifact.path, read_config(artifact.path), spec, artifact.sha256)
    return replace(profile, format=NAME, reading=(*profile.reading, artifact.scanned))


FORMAT = Format(NAME, recognise, opened, described)
