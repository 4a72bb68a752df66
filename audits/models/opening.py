"""From a file, folder or archive to a model that probes may ask."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from audits.archives import extract, is_archive, is_bookkeeping
from audits.errors import Refused
from audits.fingerprint import file_sha256, folder_sha256
from audits.models import Model
from audits.models.foreign_formats import kind_of, kind_of_folder, refuse
from audits.models.huggingface.folder_check import told_left_out
from audits.models.registry import Artifact, Format, Upload, formats
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile


def open_model(path: Path, manifest: ModelSpec, *, scratch: Path) -> Model:
    """The model, ready to be asked.

    scratch: an existing folder in which archives may be unpacked; it must outlive the model.
    Raises `Refused` with field, reason and remedy where the model does not fit.
    """
    (model,) = open_each(path, [manifest], scratch=scratch)
    return model


def open_each(path: Path, manifests: Sequence[ModelSpec], *, scratch: Path) -> list[Model]:
    """The same files as several models: one a head. The upload is unpacked and scanned once.

    manifests: one a head, which differ in what they say of the answer. The rest as `open_model`.
    """
    artifact = find_model(Path(path), manifests[0], scratch)
    models: list[Any] = []
    for manifest in manifests:
        models.append(formats()[artifact.format].opened(artifact, manifest))
        models[-1].left_out = artifact.left_out
    return [cast(Model, model) for model in models]


def inspect_model(path: Path, manifest: ModelSpec | None = None, *, scratch: Path) -> ModelProfile:
    """What the model takes and answers. Parses uploaded bytes: call it in the sandbox."""
    manifest = manifest or ModelSpec()
    artifact = find_model(Path(path), manifest, scratch)
    profile = formats()[artifact.format].described(artifact, manifest)
    if artifact.left_out:
        profile = replace(profile, reading=(*profile.reading, told_left_out(artifact.left_out)))
    return profile


def find_model(path: Path, manifest: ModelSpec, scratch: Path) -> Artifact:
    """Unpack where needed and tell the format by what is there.

    scratch: the folder that archives are unpacked in. Raises `Refused` where nothing is there, and
    for what no adapter opens.
    """
    if not path.exists():
        raise Refused.because("model.path", f"there is no {path.name}", "check it", "not_found")
    upload = _unpacked(path, scratch)
    signed = [format for format in formats().values() if format.has_signature]
    others = [format for format in formats().values() if not format.has_signature]
    artifact = _recognised(signed, upload, manifest)
    if artifact is None:
        _refuse_foreign(path, upload.path)
        artifact = _recognised(others, upload, manifest)
    if artifact is None:
        raise _unknown(upload.path, sorted(upload.path.glob("*.onnx")))
    return _checked(artifact, manifest)


def _recognised(formats: Sequence[Format], upload: Upload, manifest: ModelSpec) -> Artifact | None:
    answers = (format.recognise(upload, manifest) for format in formats)
    return next((artifact for artifact in answers if artifact is not None), None)


def _unpacked(path: Path, scratch: Path) -> Upload:
    if path.is_dir():
        folder = _descended(path)
        return Upload(folder, folder_sha256(folder), scratch)
    with path.open("rb") as file:
        start = file.read(512)
    if kind_of(path) is not None or not is_archive(start):
        return Upload(path, None, scratch)
    folder = scratch / f"model-{file_sha256(path)[:12]}"
    if not folder.exists():
        folder.mkdir(parents=True)
        extract(path, folder)
    # By what it holds: the same model in another archive, or given as a folder, is the same.
    folder = _descended(folder)
    return Upload(folder, folder_sha256(folder), scratch)


def _refuse_foreign(given: Path, path: Path) -> None:
    """Raise `Refused` where it is another tool's file or folder, known by name."""
    foreign = kind_of(given) if given.is_file() else None
    if foreign is not None:
        raise refuse(foreign, given.name)
    foreign = kind_of_folder(path) if path.is_dir() else None
    if foreign is not None:
        raise refuse(foreign, path.name)


def _unknown(path: Path, graphs: Sequence[Path]) -> Refused:
    file_names = ", ".join(sorted(item.name for item in path.iterdir())[:8]) or "nothing"
    if len(graphs) > 1:
        names = ", ".join(graph.name for graph in graphs[:8])
        return Refused.because(
            "model", f"{len(graphs)} ONNX files and no config.json that says how they belong "
            f"together ({names})", "give the folder of one model", "unknown_format",
        )  # fmt: skip
    for item in sorted(path.iterdir()):
        stranger = kind_of(item) if item.is_file() and not item.is_symlink() else None
        if stranger is not None and stranger.code in ("other_format", "pickle"):
            return refuse(stranger, item.name)
    return Refused.because(
        "model",
        f"neither one .onnx file nor a Hugging Face folder with config.json (it holds "
        f"{file_names})",
        "upload an ONNX file, or the folder that save_pretrained wrote",
        "unknown_format",
    )


def _checked(artifact: Artifact, manifest: ModelSpec) -> Artifact:
    if manifest.format not in (None, artifact.format):
        raise Refused.because(
            "model.format", f"the upload is {artifact.format}, not {manifest.format}",
            "leave `format` out", "wrong_format",
        )  # fmt: skip
    if manifest.network is not None and not formats()[artifact.format].reads_network:
        raise Refused.because(
            "model.network", f"lists layers, and {artifact.path.name} says itself what it is",
            "leave `network` out: it is for a .safetensors file of weights alone", "not_weights",
        )  # fmt: skip
    return artifact


def _descended(path: Path) -> Path:
    """An archive of one folder is that folder."""
    for _ in range(3):
        items = [item for item in path.iterdir() if not is_bookkeeping(item.name)]
        if len(items) != 1 or not items[0].is_dir() or items[0].is_symlink():
            break
        path = items[0]
    return path
