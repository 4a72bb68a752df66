"""Artifacts encrypted at rest: a shelf around another, for a folder and an object store alike.

Each file has a key of its own, derived (HKDF-SHA256, RFC 5869) from the ring's key, a random salt
and the artifact's name. Its chunks are AES-256-GCM; the nonce counts them and marks the last, so
that none is left out, moved or cut off unseen: the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár (2015), with per-file keys as in Tink's AES-GCM-HKDF streaming.
"""

import fcntl
import hashlib
import io
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.secrets import KeyRing
from service.storage_backends import OtherBytes, Shelf

MAGIC = b"EVHSEAL1"
CHUNK = 1 << 20
TAG = 16
SALT = 32
HEADER = len(MAGIC) + SALT


class SealedShelf:
    """Encrypts what is published and decrypts what is read.

    What lies there in the clear from before is read as it is, checked against its name.
    scratch: where a file is encrypted before it is published.
    """

    def __init__(self, shelf: Shelf, ring: KeyRing, scratch: Path) -> None:
        self._shelf, self._ring, self._scratch = shelf, ring, scratch

    def publish(self, file: Path, sha256: str) -> None:
        """Publish the file encrypted; the plain one is removed."""
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=self._scratch, prefix="sealed-", delete=False) as target:
            fcntl.flock(target, fcntl.LOCK_EX)  # unlocked, it is swept
            try:
                with open(file, "rb") as source:
                    for piece in _encrypted(source, self._ring.present().keys[0], sha256):
                        target.write(piece)
                target.flush()
                os.fsync(target.fileno())
                self._shelf.publish(Path(target.name), sha256)
            finally:
                Path(target.name).unlink(missing_ok=True)
        file.unlink(missing_ok=True)

    def open(self, sha256: str) -> IO[bytes]:
        """The decrypted bytes as a stream; `OtherBytes` where they are not those published."""
        source = self._shelf.open(sha256)
        head = source.read(HEADER)
        if not head.startswith(MAGIC):
            return io.BufferedReader(_Stream(_checked_plain(head, source, sha256), source))
        return io.BufferedReader(
            _Stream(_decrypted(source, head, self._ring.present().keys, sha256), source), CHUNK
        )

    def fetch(self, sha256: str, folder: Path) -> Path:
        """A plain copy in the folder, for its owner alone; it goes with the folder."""
        path = folder / sha256
        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as target, self.open(sha256) as source:
            while piece := source.read(CHUNK):
                digest.update(piece)
                target.write(piece)
        if digest.hexdigest() != sha256:
            path.unlink()
            raise OtherBytes(f"{sha256} came back from the store with other bytes")
        return path

    def remove(self, sha256: str) -> None:
        """Delete the bytes from the store."""
        self._shelf.remove(sha256)

    def age_seconds(self, sha256: str) -> float:
        """As the shelf beneath says."""
        return self._shelf.age_seconds(sha256)

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._shelf


class _Stream(io.RawIOBase):
    """Pieces, one after the other, as a file."""

    def __init__(self, pieces: Iterator[bytes], source: IO[bytes]) -> None:
        self._pieces, self._source, self._rest = pieces, source, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        self._source.close()
        super().close()


def _encrypted(source: IO[bytes], key: str, sha256: str) -> Iterator[bytes]:
    head = MAGIC + os.urandom(SALT)
    cipher = _cipher(key, head, sha256)
    yield head
    number, piece = 0, source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        yield cipher.encrypt(_nonce(number, is_last=not following), piece, None)
        if not following:
            return
        number, piece = number + 1, following


def _decrypted(
    source: IO[bytes], head: bytes, keys: tuple[str, ...], sha256: str
) -> Iterator[bytes]:
    number, piece = 0, source.read(CHUNK + TAG)
    cipher = None
    while True:
        following = source.read(CHUNK + TAG)
        nonce = _nonce(number, is_last=not following)
        if cipher is None:
            cipher = _fitting(keys, head, sha256, nonce, piece)
        try:
            yield cipher.decrypt(nonce, piece, None)
        except InvalidTag:
            raise OtherBytes(f"{sha256} was changed in the store") from None
        if not following:
            return
        number, piece = number + 1, following


def _fitting(keys: tuple[str, ...], head: bytes, sha256: str, nonce: bytes, piece: bytes) -> AESGCM:
    """The cipher of the key that the first chunk was encrypted with."""
    for key in keys:
        cipher = _cipher(key, head, sha256)
        try:
            cipher.decrypt(nonce, piece, None)
        except InvalidTag:
            continue
        return cipher
    raise OtherBytes(
        f"{sha256} was changed in the store, or encrypted with a key that is not here "
        "(EVENHAND_SECRETS_KEY)"
    )


def _cipher(key: str, head: bytes, sha256: str) -> AESGCM:
    salt = head[len(MAGIC) :]
    info = b"evenhand artifact " + sha256.encode()
    derived = HKDF(SHA256(), 32, salt, info).derive(urlsafe_b64decode(key))
    return AESGCM(derived)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _checked_plain(head: bytes, source: IO[bytes], sha256: str) -> Iterator[bytes]:
    """Bytes stored before encryption was asked for; at their end, whether they are the right ones.

    Otherwise whoever writes to the store could put any bytes there, in the clear.
    """
    digest = hashlib.sha256(head)
    yield head
    while piece := source.read(CHUNK):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise OtherBytes(f"{sha256} was changed in the store")
