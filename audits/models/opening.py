"""From a file, folder or archive to a model that probes may ask.

A format or task is added by a line in a table: the module is imported only when it is needed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from audits.archives import extract, is_archive
from audits.document import ModelSpec
from audits.errors import Refused
from audits.fingerprint import artifact_sha256
from audits.models import Model
from audits.models.folders import check_folder, read_config
from audits.profiles import ModelProfile

# Hugging Face: the ending of `architectures[0]` -> "module:opener:profiler".
# An opener is called (folder, config, spec, fingerprint), a profiler the same.
ARCHITECTURES: Mapping[str, str] = {
    "ForSequenceClassification": "audits.models.huggingface:open_texts:profile_texts",
    "MarianMTModel": "audits.models.translation:open_translator:profile_translator",
    "ForCausalLM": "audits.models.language_models:open_causal:profile_causal",
    "LMHeadModel": "audits.models.language_models:open_causal:profile_causal",
    "ForMaskedLM": "audits.models.language_models:open_masked:profile_masked",
    "ForConditionalGeneration": "audits.models.translation:open_translator:profile_translator",
    "ForImageClassification": "audits.models.huggingface:open_pictures:profile_pictures",
}
_PICKLE_STARTS = tuple(bytes([0x80, version]) for version in range(2, 6))


@dataclass(frozen=True)
class Found:
    """What an upload is once it is unpacked. path: an .onnx file or a Hugging Face folder."""

    format: str
    path: Path
    sha256: str


def open_model(path: Path, manifest: ModelSpec, *, scratch: Path) -> Model:
    """The model, ready to be asked.

    scratch: an existing folder in which archives may be unpacked; it must outlive the model.
    Raises `Refused` with field, reason and remedy where the model does not fit.
    """
    found = find_model(Path(path), manifest, scratch)
    if found.format == "onnx":
        onnx = import_module("audits.models.onnx")
        return cast(Model, onnx.open_onnx(found.path, manifest, found.sha256))
    config = read_config(found.path)
    opener, _ = _functions(config)
    return cast(Model, opener(found.path, config, manifest, found.sha256))


def inspect_model(path: Path, manifest: ModelSpec | None = None, *, scratch: Path) -> ModelProfile:
    """What the model takes and answers. Parses uploaded bytes: call it in the sandbox."""
    manifest = manifest or ModelSpec()
    found = find_model(Path(path), manifest, scratch)
    if found.format == "onnx":
        onnx = import_module("audits.models.onnx")
        return cast(ModelProfile, onnx.profile_onnx(found.path, manifest, found.sha256))
    config = read_config(found.path)
    _, profiler = _functions(config)
    return cast(ModelProfile, profiler(found.path, config, manifest, found.sha256))


def find_model(path: Path, manifest: ModelSpec, scratch: Path) -> Found:
    """Unpack where needed and tell the format by what is there."""
    if not path.exists():
        raise Refused.because("model.path", f"there is no {path.name}", "check it", "not_found")
    sha256 = artifact_sha256(path)
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(512)
        _refuse_pickles(path, start)
        if not is_archive(start):
            return _checked(Found("onnx", path, sha256), manifest)
        folder = scratch / f"model-{sha256[:12]}"
        if not folder.exists():
            folder.mkdir(parents=True)
            extract(path, folder)
        path = folder
    path = _descended(path)
    check_folder(path)
    graphs = sorted(found for found in path.glob("*.onnx"))
    if (path / "config.json").is_file() and not (graphs and manifest.format == "onnx"):
        return _checked(Found("huggingface", path, sha256), manifest)
    if len(graphs) == 1:
        return _checked(Found("onnx", graphs[0], sha256), manifest)
    held = ", ".join(sorted(item.name for item in path.iterdir())[:8]) or "nothing"
    raise Refused.because(
        "model",
        f"neither one .onnx file nor a Hugging Face folder with config.json (it holds {held})",
        "upload an ONNX file, or the folder that save_pretrained wrote",
        "unknown_format",
    )


def _checked(found: Found, manifest: ModelSpec) -> Found:
    if manifest.format not in (None, found.format):
        raise Refused.because(
            "model.format", f"the upload is {found.format}, not {manifest.format}",
            "leave `format` out", "wrong_format",
        )  # fmt: skip
    return found


def _refuse_pickles(path: Path, start: bytes) -> None:
    if start.startswith(_PICKLE_STARTS) or path.suffix in (".pt", ".pth", ".pkl", ".bin"):
        raise Refused.because(
            "model",
            "a pickle, which runs code when it is read",
            "upload ONNX, or a Hugging Face folder with safetensors",
            "pickle",
        )
    if path.suffix == ".safetensors":
        raise Refused.because(
            "model",
            "weights without the config that says what they are",
            "upload the whole folder as an archive",
            "unknown_format",
        )


def _descended(path: Path) -> Path:
    """An archive of one folder is that folder."""
    for _ in range(3):
        items = list(path.iterdir())
        if len(items) != 1 or not items[0].is_dir() or items[0].is_symlink():
            break
        path = items[0]
    return path


def _functions(config: Mapping[str, Any]) -> tuple[Any, Any]:
    named = config.get("architectures")
    architecture = named[0] if isinstance(named, list) and named else None
    for ending, target in ARCHITECTURES.items():
        if isinstance(architecture, str) and architecture.endswith(ending):
            module, opener, profiler = target.split(":")
            found = import_module(module)
            return getattr(found, opener), getattr(found, profiler)
    known = ", ".join(f"*{ending}" for ending in ARCHITECTURES)
    shown = json.dumps(architecture)[:80]
    raise Refused.because(
        "model.config.architectures",
        f"the architecture {shown} cannot be audited",
        f"supported are {known}",
        "unsupported_architecture",
    )
