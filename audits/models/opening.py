"""From a file, folder or archive to a model that probes may ask.

A format or task is added by a line in a table: the module is imported only when it is needed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from audits.archives import extract, is_archive
from audits.errors import Refused
from audits.fingerprint import artifact_sha256, folder_files
from audits.models import Model
from audits.models.foreign_formats import kind_of, kind_of_folder, refuse
from audits.models.huggingface.folder_check import (
    check_folder,
    read_config,
    sort_files,
    told_left_out,
    view_of,
)
from audits.models.onnx.external_data import check_external
from audits.models.onnx.external_data import fingerprint as external_fingerprint
from audits.models.onnx.file import OnnxFile, scan_onnx
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

# Hugging Face: the ending of `architectures[0]` -> "module:opener:profiler".
# An opener is called (folder, config, spec, fingerprint), a profiler the same.
ARCHITECTURES: Mapping[str, str] = {
    "ForSequenceClassification": "audits.models.huggingface.opening:open_texts:profile_texts",
    "MarianMTModel": "audits.models.huggingface.seq2seq:open_translator:profile_translator",
    "ForCausalLM": "audits.models.huggingface.language_models:open_causal:profile_causal",
    "LMHeadModel": "audits.models.huggingface.language_models:open_causal:profile_causal",
    "ForMaskedLM": "audits.models.huggingface.language_models:open_masked:profile_masked",
    "ForConditionalGeneration": "audits.models.huggingface.seq2seq:open_translator:profile_translator",  # noqa: E501
    "ForImageClassification": "audits.models.huggingface.opening:open_pictures:profile_pictures",
}

# The same where the folder holds a graph in place of weights.
EXPORTED: Mapping[str, str] = {
    "ForSequenceClassification": "audits.models.onnx.optimum_folders:open_texts:profile_texts",
    "ForImageClassification": "audits.models.onnx.optimum_folders:open_pictures:profile_pictures",
    "MarianMTModel": "audits.models.onnx.seq2seq:open_translator:profile_translator",
    "ForConditionalGeneration": "audits.models.onnx.seq2seq:open_translator:profile_translator",
}
_RECORDED = "record its answers as a table, one row each, and audit the column of predictions"
# Heads that answer something else than one thing a row: what they are, and what to do.
UNAUDITED: Mapping[str, tuple[str, str]] = {
    "ForTokenClassification": ("a tagger: it answers each word, not each row", _RECORDED),
    "ForQuestionAnswering": ("a reader that answers with a place in a text", _RECORDED),
    "ForMultipleChoice": ("a chooser among several texts of one row", _RECORDED),
    "ForObjectDetection": ("a detector: it answers with boxes", _RECORDED),
    "ForSemanticSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForUniversalSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForInstanceSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForAudioClassification": ("a classifier of sound, which no dataset column holds", _RECORDED),
    "ForCTC": ("a recogniser of speech, and no dataset column holds sound", _RECORDED),
    "ForSpeechSeq2Seq": ("a recogniser of speech, and no dataset column holds sound", _RECORDED),
    "ForVideoClassification": ("a classifier of films, which no dataset column holds", _RECORDED),
    "ForTimeSeriesPrediction": ("a forecaster: it takes a series, not a row", _RECORDED),
}


@dataclass(frozen=True)
class Found:
    """What an upload is once it is unpacked. path: an .onnx file or a Hugging Face folder.

    scanned: what the ONNX file says about itself. left_out: files that nothing reads.
    """

    format: str
    path: Path
    sha256: str
    scanned: OnnxFile | None = None
    left_out: tuple[str, ...] = ()


def open_model(path: Path, manifest: ModelSpec, *, scratch: Path) -> Model:
    """The model, ready to be asked.

    scratch: an existing folder in which archives may be unpacked; it must outlive the model.
    Raises `Refused` with field, reason and remedy where the model does not fit.
    """
    found = find_model(Path(path), manifest, scratch)
    if found.format == "onnx":
        onnx = import_module("audits.models.onnx.opening")
        model = onnx.open_onnx(found.path, manifest, found.sha256, scanned=found.scanned)
    else:
        config = read_config(found.path)
        opener, _ = _functions(found.path, config)
        model = opener(found.path, config, manifest, found.sha256)
    model.left_out = found.left_out
    return cast(Model, model)


def inspect_model(path: Path, manifest: ModelSpec | None = None, *, scratch: Path) -> ModelProfile:
    """What the model takes and answers. Parses uploaded bytes: call it in the sandbox."""
    manifest = manifest or ModelSpec()
    found = find_model(Path(path), manifest, scratch)
    if found.format == "onnx":
        onnx = import_module("audits.models.onnx.opening")
        profile = onnx.profile_onnx(found.path, manifest, found.sha256, scanned=found.scanned)
    else:
        config = read_config(found.path)
        _, profiler = _functions(found.path, config)
        profile = profiler(found.path, config, manifest, found.sha256)
    if found.left_out:
        profile = replace(profile, reading=(*profile.reading, told_left_out(found.left_out)))
    return cast(ModelProfile, profile)


def find_model(path: Path, manifest: ModelSpec, scratch: Path) -> Found:
    """Unpack where needed and tell the format by what is there."""
    if not path.exists():
        raise Refused.because("model.path", f"there is no {path.name}", "check it", "not_found")
    if path.is_file():
        stranger = kind_of(path)
        if stranger is not None:
            raise refuse(stranger, path.name)
        with path.open("rb") as file:
            start = file.read(512)
        if not is_archive(start):
            return _checked(_onnx(path, None), manifest)
        sha256 = artifact_sha256(path)
        folder = scratch / f"model-{sha256[:12]}"
        if not folder.exists():
            folder.mkdir(parents=True)
            extract(path, folder)
        path = folder
    else:
        sha256 = artifact_sha256(path)
    path = _descended(path)
    stranger = kind_of_folder(path)
    if stranger is not None:
        raise refuse(stranger, path.name)
    graphs = sorted(found for found in path.glob("*.onnx"))
    if (path / "config.json").is_file() and not (graphs and manifest.format == "onnx"):
        read, left_out = sort_files(path)
        check_folder(path, read)
        if left_out:
            path = view_of(path, read, scratch / f"read-{sha256[:12]}")
        return _checked(Found("huggingface", path, sha256, left_out=left_out), manifest)
    if len(graphs) == 1:
        found = _onnx(graphs[0], sha256)
        read = [graphs[0].name, *sorted(found.scanned.external if found.scanned else ())]
        left_out = tuple(name for name in folder_files(path) if name not in read)
        return _checked(replace(found, left_out=left_out), manifest)
    raise _unknown(path, graphs)


def _onnx(path: Path, sha256: str | None) -> Found:
    """sha256: of the upload; None where a lone file and its weights beside it make it."""
    scanned = scan_onnx(path)
    check_external(path, scanned.external)
    sha256 = sha256 or external_fingerprint(path, scanned.external)
    return Found("onnx", path, sha256, scanned)


def _unknown(path: Path, graphs: Sequence[Path]) -> Refused:
    held = ", ".join(sorted(item.name for item in path.iterdir())[:8]) or "nothing"
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


def is_exported(folder: Path) -> bool:
    """Whether a folder holds a graph and no weights of its own."""
    return any(folder.glob("*.onnx")) and not any(folder.glob("*.safetensors"))


def _descended(path: Path) -> Path:
    """An archive of one folder is that folder."""
    for _ in range(3):
        items = list(path.iterdir())
        if len(items) != 1 or not items[0].is_dir() or items[0].is_symlink():
            break
        path = items[0]
    return path


def _functions(folder: Path, config: Mapping[str, Any]) -> tuple[Any, Any]:
    named = config.get("architectures")
    architecture = named[0] if isinstance(named, list) and named else None
    told = UNAUDITED.get(re.sub(r"^.*?(?=For)", "", str(architecture)))
    if told is not None:
        raise Refused.because(
            "model.config.architectures", f"{architecture} is {told[0]}", told[1],
            "unsupported_architecture",
        )  # fmt: skip
    known_heads = {**ARCHITECTURES, **(EXPORTED if is_exported(folder) else {})}
    for ending, target in known_heads.items():
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
