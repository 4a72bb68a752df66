"""Stored bytes, each under its SHA-256: a local folder, or any object store fsspec can reach.

Whatever comes in is written aside, made durable, and only then given its name, so a half file is
never seen. Parts of resumable uploads lie aside as well, named by the upload's id.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from service.secrets import key_ring
from service.settings import Settings
from service.storage_backends import (
    ArtifactError,
    LocalShelf,
    Missing,
    ObjectShelf,
    OtherBytes,
    Shelf,
    StoreFull,
    TooManyBytes,
    WrongOffset,
)

__all__ = [
    "ArtifactError",
    "ArtifactStore",
    "Missing",
    "OtherBytes",
    "StoreFull",
    "Stored",
    "TooManyBytes",
    "WrongOffset",
    "open_store",
]
CHUNK_BYTES = 1 << 20
INCOMING = "incoming"  # of the scratch folder
_YOUNG_SECONDS = 10.0  # between being made and being locked a file looks deserted
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are safe in the store."""

    sha256: str
    size_bytes: int


class Source(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; empty at the end."""
        ...


class ArtifactStore:
    """Artifacts by SHA-256, and the parts of those still coming in.

    most_bytes: the largest artifact.
    """

    def __init__(self, shelf: Shelf, scratch: Path, *, most_bytes: int) -> None:
        self._shelf = shelf
        self._scratch = scratch / INCOMING
        self._most = most_bytes

    def put(self, source: Source, *, sha256: str | None = None) -> Stored:
        """Store what the source gives, streamed; `sha256` is checked where it is announced."""
        with _no_room(), self._aside() as file:
            stored = _copy(source, file, most=self._most)
            return self._keep(file, stored, sha256)

    def append(self, upload_id: str, source: Source, *, offset: int) -> int:
        """Add to an upload's part at `offset` and return where it goes on.

        Whatever arrived before a connection broke is kept. Raises `WrongOffset`.
        """
        with _no_room():
            self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(self._part_file(upload_id), "ab", opener=_private) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if file.tell() != offset:
                    raise WrongOffset(file.tell())
                try:
                    _copy(source, file, most=self._most - offset)
                finally:
                    file.flush()
                    os.fsync(file.fileno())
                return file.tell()

    def received(self, upload_id: str) -> int:
        """How many bytes of an upload are here."""
        path = self._part_file(upload_id)
        return path.stat().st_size if path.exists() else 0

    def finish(self, upload_id: str, *, sha256: str | None = None) -> Stored:
        """Turn a complete part into an artifact. Other bytes than announced are thrown away."""
        path = self._part_file(upload_id)
        try:
            with _no_room(), open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return self._keep(file, Stored(digest, file.tell()), sha256)
        except FileNotFoundError:
            raise Missing(upload_id) from None
        except OtherBytes:
            self.discard(upload_id)
            raise

    def discard(self, upload_id: str) -> None:
        """Throw an upload's part away."""
        self._part_file(upload_id).unlink(missing_ok=True)

    def open(self, sha256: str) -> IO[bytes]:
        """The stored bytes, or Missing."""
        return self._shelf.open(_checked(sha256))

    def read(self, sha256: str) -> bytes:
        """All stored bytes at once; for reports, not for models."""
        with self.open(sha256) as file:
            return file.read()

    def fetch(self, sha256: str, folder: Path) -> Path:
        """A plain local file of the bytes (read it only), or Missing."""
        with _no_room():
            return self._shelf.fetch(_checked(sha256), folder)

    def remove(self, sha256: str) -> None:
        """Delete the bytes from the store."""
        self._shelf.remove(_checked(sha256))

    def age_seconds(self, sha256: str) -> float:
        """How long ago the bytes were stored last; 0 where they are not there."""
        return self._shelf.age_seconds(_checked(sha256))

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._shelf

    def parts(self) -> frozenset[str]:
        """Names of what lies aside: upload ids, and files on their way in at once."""
        if not self._scratch.is_dir():
            return frozenset()
        return frozenset(path.name for path in self._scratch.iterdir())

    def sweep(self, parts: Collection[str]) -> int:
        """Remove those of the parts that nobody is writing to; how many went."""
        swept = 0
        for name in parts:
            path = self._scratch / name
            with contextlib.suppress(FileNotFoundError, BlockingIOError), open(path, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(file.fileno()).st_mtime > _YOUNG_SECONDS:
                    path.unlink()
                    swept += 1
        return swept

    def _part_file(self, upload_id: str) -> Path:
        if not re.fullmatch(r"[a-z0-9_]+", upload_id):
            raise Missing(upload_id)
        return self._scratch / upload_id

    @contextlib.contextmanager
    def _aside(self) -> Iterator[IO[bytes]]:
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Whoever finds the file unlocked knows that its writer died.
        with NamedTemporaryFile(dir=self._scratch, prefix="whole-", delete=False) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)

    def _keep(self, file: IO[bytes], stored: Stored, announced: str | None) -> Stored:
        if announced is not None and announced.lower() != stored.sha256:
            raise OtherBytes(f"the bytes have the SHA-256 {stored.sha256}")
        path = Path(file.name)
        if file.writable():
            file.flush()
        os.fsync(file.fileno())
        # Also where the bytes are there already: that renews their age, and no sweep takes them.
        self._shelf.publish(path, stored.sha256)
        return stored


def open_store(settings: Settings) -> ArtifactStore:
    """The store that the settings name."""
    url = settings.artifacts_url
    shelf: Shelf
    if "://" in url and not url.startswith("file://"):
        from fsspec.core import url_to_fs

        shelf = ObjectShelf(*url_to_fs(url))
    else:
        shelf = LocalShelf(Path(url.removeprefix("file://")))
    if settings.encrypt_artifacts:
        from service.sealed_storage import SealedShelf  # and the ciphers' library: 6 MB

        shelf = SealedShelf(shelf, key_ring(settings), settings.scratch / INCOMING)
    return ArtifactStore(shelf, settings.scratch, most_bytes=settings.upload_bytes)


def _checked(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise Missing(sha256)
    return sha256


def _copy(source: Source, target: IO[bytes], *, most: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(min(CHUNK_BYTES, most - size + 1)):
        size += len(chunk)
        if size > most:
            raise TooManyBytes(f"an upload may have {most} bytes in all")
        digest.update(chunk)
        target.write(chunk)
    return Stored(digest.hexdigest(), size)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextlib.contextmanager
def _no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull("there is no room for the bytes") from error
        raise
