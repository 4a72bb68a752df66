"""What is uploaded: a file as it is, or a folder, or a file with its weights, as an archive."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from audits.errors import Refused
from audits.fingerprint import folder_files
from audits.specification.external_weights import weights_beside
from evenhand.given_paths import existing


@contextmanager
def as_file(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """The file, or as an archive, the same for the same contents, a folder.

    An ONNX file goes with the weights that its exporter wrote beside it.
    """
    existing(path, str(path))
    try:
        beside = weights_beside(path)
        if not path.is_dir() and not beside:
            with path.open("rb") as plain:
                yield plain, path.name
            return
        folder = path if path.is_dir() else path.parent
        names = [path.name, *(other.name for other in beside)] if beside else folder_files(path)
        with TemporaryFile() as packed:
            file = cast("BinaryIO", packed)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                for name in names:
                    _add(archive, folder, name)
            file.seek(0)
            yield file, f"{path.name}.tar"
    except OSError as error:
        raise Refused.because(
            str(path), f"cannot be read: {error.strerror}", "check the path", "not_found"
        ) from error


def _add(archive: tarfile.TarFile, folder: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.mode = 0o644
    with (folder / name).open("rb") as content:
        member.size = (folder / name).stat().st_size
        archive.addfile(member, content)
