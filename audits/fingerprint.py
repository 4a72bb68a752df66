"""SHA-256 of files and folders: the identity of every artifact."""

import hashlib
import os
from pathlib import Path

_CHUNK_BYTES = 1 << 20


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_sha256(path: Path) -> str:
    """Hex digest of every file's relative path and digest, in path order."""
    total = hashlib.sha256()
    for name in folder_files(path):
        total.update(f"{file_sha256(path / name)}  {name}\n".encode())
    return total.hexdigest()


def folder_files(path: Path) -> list[str]:
    """Relative paths (with `/`) of the plain files below a folder, in text order."""
    relative = []
    for folder, _, names in os.walk(path, followlinks=False):
        relative += [(Path(folder) / name).relative_to(path).as_posix() for name in names]
    return sorted(relative)
