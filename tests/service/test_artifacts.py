"""Stored bytes, as the settings name the place; more in `tests/contracts/test_every_store.py`."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from service.artifacts import Missing, open_store
from service.settings import Settings

CONTENT = b"sex,label\nf,1\n"


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({"EVENHAND_HOME": str(tmp_path), **environ})


def test_bytes_lie_under_their_digest_below_the_services_folder(tmp_path: Path) -> None:
    store = open_store(settings(tmp_path))
    stored = store.put(BytesIO(CONTENT))
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (stored.sha256, stored.size_bytes) == (digest, len(CONTENT))
    (file,) = [path for path in tmp_path.rglob(digest[2:]) if path.is_file()]
    assert file.parent.name == digest[:2]
    assert file.read_bytes() == CONTENT


def test_encrypted_bytes_are_not_to_be_read_where_they_lie(tmp_path: Path) -> None:
    store = open_store(settings(tmp_path, EVENHAND_ENCRYPT_ARTIFACTS="yes"))
    stored = store.put(BytesIO(CONTENT))
    assert store.read(stored.sha256) == CONTENT
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(CONTENT in path.read_bytes() for path in files)


@pytest.mark.parametrize("name", ["", "a" * 63, "A" * 64, "../../etc/passwd", "a" * 64])
def test_what_is_no_digest_of_ours_is_missing_and_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(Missing):
        open_store(settings(tmp_path)).read(name)
