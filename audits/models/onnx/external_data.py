"""External data of an ONNX file: the weights that large exports write beside it.

torch's default exporter writes `model.onnx` and `model.onnx.data`, Optimum `model.onnx_data`. A
model is both, so both are read, and both make its fingerprint.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path

from audits.errors import Refused
from audits.fingerprint import file_sha256


def fingerprint(path: Path, external: Collection[str]) -> str:
    """SHA-256 of the file at `path`, or of a folder that would hold it and its external data alone.

    external: names of the files with that data, beside it.
    """
    if not external:
        return file_sha256(path)
    total = hashlib.sha256()
    for name in sorted({path.name, *external}):
        total.update(f"{file_sha256(path.parent / name)}  {name}\n".encode())
    return total.hexdigest()


def check_external(path: Path, names: Collection[str]) -> None:
    """External data must be plain files beside the model, each with one name on the disk.

    names: as the file at `path` gives them; any that is not so is `Refused` (`external_data`).
    A hard link is followed by runtimes as if it lay in the folder, so `st_nlink` must be 1.
    """
    folder = path.parent
    for name in sorted(names):
        reason = None
        parts = Path(name).parts
        target = folder / name
        if not name or Path(name).is_absolute() or ".." in parts or "\\" in name or "\0" in name:
            reason = "leaves the model's folder"
        elif any((folder / Path(*parts[: i + 1])).is_symlink() for i in range(len(parts))):
            reason = "is a symbolic link"
        elif not target.is_file():
            reason = "is not there"
        elif not _is_readable(target):
            reason = "may not be read with the file alone"
        elif target.stat().st_nlink != 1:
            reason = "is a hard link"
        if reason is not None:
            raise Refused.because(
                "model",
                f"the weights are written beside the file, and {name[:80]!r} {reason}",
                f"give the folder, or an archive of it, that holds {path.name} and "
                f"{name[:80]!r} as plain files; or export into one file "
                "(torch: `external_data=False`)",
                "external_data",
            )


def _is_readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except PermissionError:  # the sandbox lets a lone file read only its own data
        return False
