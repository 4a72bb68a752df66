"""Which models can be opened: each adapter is one file of `audits.models.adapters`.

A file there declares a `FORMAT` (a kind of file or folder) or a `HEAD` (what a Hugging Face folder
ends in). Nothing else names it: opening, documents and pages ask here. `docs/adding_a_model.md`
shows how one is added.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType
from typing import Any

from audits.models import Model, adapters
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile


@dataclass(frozen=True, slots=True)
class Upload:
    """What was given, unpacked. path: a file, or a folder.

    sha256: of the archive or the folder; None for a lone file. scratch: where views are made.
    """

    path: Path
    sha256: str | None
    scratch: Path


@dataclass(frozen=True, slots=True)
class Artifact:
    """An upload whose format is known. path: what is opened.

    scanned: what the format's own scan says, if it has one. left_out: files that nothing reads.
    """

    format: str
    path: Path
    sha256: str
    scanned: Any = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of upload, told by what is there.

    name: as `model.format` says it. has_signature: `recognise` goes by bytes or names that nothing
    else has, and is asked before other tools' files are refused by name.
    recognise: the artifact, or None where it is something else; raises `Refused` where it is one
    that may not be read. opened, described: the model, and what it takes and answers.
    reads_network: needs the document's `network`, which all others refuse.
    """

    name: str
    recognise: Callable[[Upload, ModelSpec], Artifact | None]
    opened: Callable[[Artifact, ModelSpec], Model]
    described: Callable[[Artifact, ModelSpec], ModelProfile]
    has_signature: bool = True
    reads_network: bool = False


@dataclass(frozen=True, slots=True)
class Opener:
    """Both functions take the folder, its checked configuration, the spec and the SHA-256."""

    opened: Callable[[Path, Mapping[str, Any], ModelSpec, str], Model]
    described: Callable[[Path, Mapping[str, Any], ModelSpec, str], ModelProfile]


@dataclass(frozen=True, slots=True)
class Head:
    """What Hugging Face architectures of these endings become.

    weights: imports and returns the opener of a folder with weights. graph: the same where an
    ONNX graph stands in their place; None where that cannot be audited.
    """

    endings: tuple[str, ...]
    weights: Callable[[], Opener]
    graph: Callable[[], Opener] | None = None


@cache
def formats() -> Mapping[str, Format]:
    """Every format by its name."""
    known = [module.FORMAT for module in _adapters() if hasattr(module, "FORMAT")]
    return MappingProxyType({format.name: format for format in known})


@cache
def heads() -> Mapping[str, Head]:
    """Every head by the ending of the architecture's name."""
    known = [module.HEAD for module in _adapters() if hasattr(module, "HEAD")]
    return MappingProxyType({ending: head for head in known for ending in head.endings})


@cache
def _adapters() -> tuple[ModuleType, ...]:
    names = sorted(item.name for item in iter_modules(adapters.__path__))
    return tuple(import_module(f"{adapters.__name__}.{name}") for name in names)
