"""Where finished artifacts lie: a folder, or an object store. And what can go wrong with them."""

import contextlib
import errno
import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import uuid4

from service.failure import Failure

OWNER_READS = 0o400


class ArtifactError(Failure):
    """Base class."""

    code = "artifact"


class Missing(ArtifactError):
    """No such artifact is stored."""

    code = "artifact_missing"


class StoreFull(ArtifactError):
    """There is no room for the bytes."""

    code = "disk_full"


class TooManyBytes(ArtifactError):
    """More bytes than allowed."""

    code = "too_large"


class OtherBytes(ArtifactError):
    """The bytes are not those that were announced."""

    code = "checksum_mismatch"


class WrongOffset(ArtifactError):
    """The part goes on elsewhere; `offset` says where."""

    code = "wrong_offset"

    def __init__(self, offset: int) -> None:
        super().__init__(f"the upload goes on at byte {offset}")
        self.offset = offset


class Shelf(Protocol):
    """Where finished artifacts lie."""

    def publish(self, file: Path, sha256: str) -> None:
        """Take the finished file over under its name."""
        ...

    def open(self, sha256: str) -> IO[bytes]:
        """The stored bytes."""
        ...

    def fetch(self, sha256: str, folder: Path) -> Path:
        """A plain local file of the bytes, in `folder` if it has to be made."""
        ...

    def remove(self, sha256: str) -> None:
        """Forget the bytes; it is no error if they are not there."""
        ...

    def age_seconds(self, sha256: str) -> float:
        """How long ago the bytes were stored last; 0 where they are not there."""
        ...

    def __contains__(self, sha256: object) -> bool: ...


class LocalShelf:
    """A folder; artifacts are files below two letters of their name, read by their owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def publish(self, file: Path, sha256: str) -> None:
        """Rename the file into its place, durably."""
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.chmod(OWNER_READS)
        try:
            file.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:  # the parts lie on another disk
                raise
            aside = target.with_name(f".{uuid4().hex}")
            shutil.copyfile(file, aside)
            aside.chmod(OWNER_READS)
            aside.replace(target)
            file.unlink()
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def open(self, sha256: str) -> IO[bytes]:
        """The stored file."""
        try:
            return open(self._path(sha256), "rb")
        except FileNotFoundError:
            raise Missing(sha256) from None

    def fetch(self, sha256: str, folder: Path) -> Path:
        """The stored file itself."""
        path = self._path(sha256)
        if not path.is_file():
            raise Missing(sha256)
        return path

    def remove(self, sha256: str) -> None:
        """Delete the file."""
        self._path(sha256).unlink(missing_ok=True)

    def age_seconds(self, sha256: str) -> float:
        """By the file's time of change."""
        with contextlib.suppress(FileNotFoundError):
            return time.time() - self._path(sha256).stat().st_mtime
        return 0.0

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and self._path(sha256).is_file()

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:]


class ObjectShelf:
    """An object store such as S3, through fsspec. An object appears whole or not at all."""

    def __init__(self, filesystem: Any, prefix: str) -> None:
        self._files = filesystem
        self._prefix = prefix.rstrip("/")

    def publish(self, file: Path, sha256: str) -> None:
        """Upload the file under its hash."""
        self._files.put_file(str(file), self._key(sha256))
        file.unlink()

    def open(self, sha256: str) -> IO[bytes]:
        """A stream of the object."""
        try:
            stream: IO[bytes] = self._files.open(self._key(sha256), "rb")
        except FileNotFoundError:
            raise Missing(sha256) from None
        return stream

    def fetch(self, sha256: str, folder: Path) -> Path:
        """Download the object into the folder, and check that it is what its name says."""
        path = folder / sha256
        try:
            self._files.get_file(self._key(sha256), str(path))
        except FileNotFoundError:
            raise Missing(sha256) from None
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise OtherBytes(f"{sha256} came back from the object store with other bytes")
        return path

    def remove(self, sha256: str) -> None:
        """Delete the object."""
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._key(sha256))

    def age_seconds(self, sha256: str) -> float:
        """By the object's time of change."""
        with contextlib.suppress(FileNotFoundError):
            return time.time() - float(self._files.modified(self._key(sha256)).timestamp())
        return 0.0

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and bool(self._files.exists(self._key(sha256)))

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}/{sha256[:2]}/{sha256[2:]}"
