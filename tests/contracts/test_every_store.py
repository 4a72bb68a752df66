"""What the artifact store promises, on a folder and on an object store."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from service.artifacts import (
    ArtifactStore,
    Missing,
    OtherBytes,
    StoreFull,
    TooManyBytes,
    WrongOffset,
)
from service.sealed_storage import SealedShelf
from service.secrets import KeyRing
from service.storage_backends import LocalShelf, ObjectShelf

CONTENT = os.urandom(3 << 20)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "objects", "sealed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ArtifactStore]:
    if request.param == "folder":
        yield ArtifactStore(LocalShelf(tmp_path / "a"), tmp_path / "s", most_bytes=4 << 20)
        return
    if request.param == "sealed":
        ring = KeyRing((Fernet.generate_key().decode(),))
        shelf = SealedShelf(LocalShelf(tmp_path / "a"), ring, tmp_path)
        yield ArtifactStore(shelf, tmp_path / "s", most_bytes=4 << 20)
        return
    from fsspec.implementations.memory import MemoryFileSystem

    files = MemoryFileSystem()
    prefix = f"/bucket-{tmp_path.name}"
    yield ArtifactStore(ObjectShelf(files, prefix), tmp_path / "s", most_bytes=4 << 20)
    files.rm(prefix, recursive=True) if files.exists(prefix) else None


class Breaking(io.BytesIO):
    """A connection that breaks after a megabyte."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= 1 << 20:
            raise ConnectionResetError
        return super().read(size)


def test_what_goes_in_comes_out(store: ArtifactStore, tmp_path: Path) -> None:
    stored = store.put(io.BytesIO(CONTENT))
    assert (stored.sha256, stored.size_bytes) == (SHA256, len(CONTENT))
    assert SHA256 in store
    assert store.read(SHA256) == CONTENT
    path = store.fetch(SHA256, tmp_path)
    assert path.read_bytes() == CONTENT
    assert path.stat().st_nlink == 1  # a hard link would be refused as a model
    assert not path.is_symlink()
    assert store.put(io.BytesIO(CONTENT)) == stored
    assert not store.parts()


def test_other_bytes_than_announced_are_not_kept(store: ArtifactStore) -> None:
    with pytest.raises(OtherBytes):
        store.put(io.BytesIO(CONTENT), sha256="0" * 64)
    assert SHA256 not in store
    assert store.put(io.BytesIO(CONTENT), sha256=SHA256.upper()).sha256 == SHA256


def test_a_broken_connection_leaves_nothing_visible(store: ArtifactStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(Breaking(CONTENT))
    assert SHA256 not in store
    assert not store.parts()


def test_an_upload_goes_on_where_it_broke_off(store: ArtifactStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.append("upl_1", Breaking(CONTENT), offset=0)
    assert store.received("upl_1") == 1 << 20
    with pytest.raises(WrongOffset) as caught:
        store.append("upl_1", io.BytesIO(b"x"), offset=0)
    assert caught.value.offset == 1 << 20
    assert store.append("upl_1", io.BytesIO(CONTENT[1 << 20 :]), offset=1 << 20) == len(CONTENT)
    assert store.finish("upl_1", sha256=SHA256).sha256 == SHA256
    assert store.read(SHA256) == CONTENT
    assert store.received("upl_1") == 0


def test_a_finished_upload_with_other_bytes_is_thrown_away(store: ArtifactStore) -> None:
    store.append("upl_1", io.BytesIO(b"abc"), offset=0)
    with pytest.raises(OtherBytes):
        store.finish("upl_1", sha256=SHA256)
    assert store.received("upl_1") == 0
    with pytest.raises(Missing):
        store.finish("upl_1")


def test_more_bytes_than_allowed_are_refused(store: ArtifactStore) -> None:
    with pytest.raises(TooManyBytes):
        store.put(io.BytesIO(bytes(5 << 20)))
    with pytest.raises(TooManyBytes):
        store.append("upl_1", io.BytesIO(bytes(5 << 20)), offset=0)
    assert store.received("upl_1") <= 4 << 20


def test_only_deserted_parts_are_swept(store: ArtifactStore, tmp_path: Path) -> None:
    store.append("upl_old", io.BytesIO(b"abc"), offset=0)
    store.append("upl_young", io.BytesIO(b"abc"), offset=0)
    os.utime(tmp_path / "s" / "incoming" / "upl_old", (1, 1))
    assert store.sweep(store.parts()) == 1
    assert store.parts() == {"upl_young"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "UPL", "upl_1\0"])
def test_an_uploads_name_cannot_leave_the_folder(store: ArtifactStore, name: str) -> None:
    with pytest.raises(Missing):
        store.append(name, io.BytesIO(b""), offset=0)


@pytest.mark.parametrize(
    "name", ["../x", "a" * 63, SHA256.upper(), ""], ids=["outside", "short", "capitals", "empty"]
)
def test_only_a_fingerprint_names_an_artifact(store: ArtifactStore, name: str) -> None:
    with pytest.raises(Missing):
        store.open(name)


def test_removed_bytes_are_gone_and_removing_twice_is_no_error(store: ArtifactStore) -> None:
    store.put(io.BytesIO(CONTENT))
    store.remove(SHA256)
    store.remove(SHA256)
    assert SHA256 not in store
    with pytest.raises(Missing):
        store.open(SHA256)


def test_a_full_disk_is_said_and_leaves_nothing(store: ArtifactStore) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(StoreFull):
        store.put(Full())
    assert not store.parts()


def test_local_artifacts_are_read_only_and_for_their_owner_alone(tmp_path: Path) -> None:
    store = ArtifactStore(LocalShelf(tmp_path / "a"), tmp_path / "s", most_bytes=100)
    path = store.fetch(store.put(io.BytesIO(b"x")).sha256, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
