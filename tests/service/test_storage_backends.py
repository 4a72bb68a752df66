"""Where finished artifacts lie; more of it stands in `tests/contracts/test_every_store.py`."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from service.storage_backends import LocalShelf, Missing, ObjectShelf, OtherBytes, WrongOffset

CONTENT = b"bytes"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def file(folder: Path) -> Path:
    path = folder / "incoming"
    path.write_bytes(CONTENT)
    return path


def test_a_file_is_read_by_its_owner_alone_and_changed_by_nobody(tmp_path: Path) -> None:
    shelf = LocalShelf(tmp_path / "shelf")
    shelf.publish(file(tmp_path), SHA256)
    path = shelf.fetch(SHA256, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not (tmp_path / "incoming").exists()


def test_parts_on_another_disk_are_copied_and_only_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, incoming = LocalShelf(tmp_path / "shelf"), file(tmp_path)
    replace = Path.replace

    def other_disk(self: Path, target: Path) -> Path:
        if self == incoming:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", other_disk)
    shelf.publish(incoming, SHA256)
    assert shelf.fetch(SHA256, tmp_path).read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "shelf" / SHA256[:2]).iterdir()] == [SHA256[2:]]
    assert not incoming.exists()


def test_an_object_that_came_back_otherwise_is_not_believed(tmp_path: Path) -> None:
    files, prefix = MemoryFileSystem(), f"/bucket-{tmp_path.name}"
    shelf = ObjectShelf(files, prefix)
    shelf.publish(file(tmp_path), SHA256)
    assert shelf.fetch(SHA256, tmp_path).read_bytes() == CONTENT
    with files.open(f"{prefix}/{SHA256[:2]}/{SHA256[2:]}", "wb") as target:
        target.write(b"other")
    with pytest.raises(OtherBytes):
        shelf.fetch(SHA256, tmp_path)
    files.rm(prefix, recursive=True)


def test_what_is_not_there_has_no_age_and_is_forgotten_without_an_error(tmp_path: Path) -> None:
    for shelf in (LocalShelf(tmp_path), ObjectShelf(MemoryFileSystem(), f"/{tmp_path.name}")):
        assert SHA256 not in shelf
        assert shelf.age_seconds(SHA256) == 0.0
        shelf.remove(SHA256)
        with pytest.raises(Missing):
            shelf.open(SHA256)


def test_a_wrong_offset_says_where_the_upload_goes_on() -> None:
    assert "goes on at byte 7" in str(WrongOffset(7))
    assert WrongOffset(7).offset == 7
