"""Which file of an upload is a library's model, and the library that reads it."""

from importlib import import_module
from pathlib import Path
from typing import Any

from audits.archives import is_bookkeeping
from audits.errors import Refused
from audits.fingerprint import file_sha256
from audits.models.foreign_formats import kind_of, refuse
from audits.models.foreign_kinds import Kind
from audits.models.registry import Artifact, Upload


def recognised(upload: Upload, name: str, *kinds: Kind) -> Artifact | None:
    """The one file of these kinds, alone or in a folder of nothing else that could be meant.

    name: of the format.
    """
    if upload.path.is_file():
        if kind_of(upload.path) not in kinds:
            return None
        return Artifact(name, upload.path, upload.sha256 or file_sha256(upload.path))
    files = [item for item in sorted(upload.path.iterdir()) if not is_bookkeeping(item.name)]
    if any(item.name == "config.json" or item.suffix == ".onnx" for item in files):
        return None
    plain = [item for item in files if item.is_file() and not item.is_symlink()]
    meant = [item for item in plain if kind_of(item) in kinds]
    if len(meant) != 1 or upload.sha256 is None:
        return None
    left_out = tuple(item.name for item in files if item != meant[0])
    return Artifact(name, meant[0], upload.sha256, left_out=left_out)


def library(name: str, extra: str, path: Path, kind: Kind) -> Any:
    """The module of that name; `Refused` with the install that brings it where it is missing.

    extra: of this project. path, kind: of the upload that needs it.
    """
    try:
        return import_module(name)
    except (ImportError, OSError) as error:
        package = name.partition(".")[0].replace("_", "-")
        (problem,) = refuse(kind, path.name).problems
        # LightGBM's wheel leaves the runtime of OpenMP to the system.
        lacks = (
            "is not installed here"
            if isinstance(error, ImportError)
            else (
                f"cannot be loaded here ({str(error)[:120]}; on Debian: apt-get install libgomp1)"
            )
        )
        raise Refused.because(
            "model",
            f"{problem.reason}, and {package}, which reads it, {lacks}",
            f"install it (`pip install 'evenhand[{extra}]'`), or {problem.remedy}",
            "no_library",
        ) from error


def damaged(path: Path, is_a: str, why: str, save: str) -> Refused:
    """A file that begins as one of a kind and goes on as something else.

    is_a: what it begins as. why: what stopped reading. save: the call that writes it again.
    """
    return Refused.because(
        "model", f"{path.name} begins as {is_a} and cannot be read ({why})",
        f"save it again (`{save}`), and upload the whole file", "bad_model_file",
    )  # fmt: skip
