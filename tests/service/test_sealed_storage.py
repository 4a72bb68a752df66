"""Artifacts at rest: nothing of them is readable, nothing is changed unseen, old ones stay."""

import hashlib
import io
import os
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.artifacts import ArtifactStore, OtherBytes, open_store
from service.sealed_storage import CHUNK, HEADER, TAG, SealedShelf
from service.secrets import KeyRing
from service.settings import Settings
from service.storage_backends import LocalShelf

KEYS = [Fernet.generate_key().decode() for _ in range(2)]
CONTENT = b"a secret of many words " * (CHUNK // 8)


def store(folder: Path, *keys: str) -> ArtifactStore:
    shelf = SealedShelf(LocalShelf(folder / "a"), KeyRing(keys), folder)
    return ArtifactStore(shelf, folder / "s", most_bytes=1 << 30)


def lying(folder: Path) -> Path:
    (found,) = [path for path in (folder / "a").rglob("*") if path.is_file()]
    return found


def read(kept: ArtifactStore, sha256: str) -> bytes:
    with kept.open(sha256) as file:
        return file.read()


def test_what_lies_there_is_not_readable_and_its_owners_alone(tmp_path: Path) -> None:
    store(tmp_path, KEYS[0]).put(io.BytesIO(CONTENT))
    raw = lying(tmp_path).read_bytes()
    assert b"secret" not in raw
    assert lying(tmp_path).stat().st_mode & 0o777 == 0o400
    assert lying(tmp_path).parent.stat().st_mode & 0o777 == 0o700
    assert not list((tmp_path / "s" / "incoming").iterdir())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_every_size_comes_back(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    kept = store(tmp_path, KEYS[0])
    name = kept.put(io.BytesIO(content)).sha256
    assert read(kept, name) == content
    assert lying(tmp_path).stat().st_size == HEADER + size + TAG * max(1, -(-size // CHUNK))


def test_the_format_is_what_its_description_says(tmp_path: Path) -> None:
    """Decrypted by hand, from the module's text alone."""
    name = store(tmp_path, KEYS[0]).put(io.BytesIO(b"x")).sha256
    raw = lying(tmp_path).read_bytes()
    derived = HKDF(SHA256(), 32, raw[8:40], b"evenhand artifact " + name.encode()).derive(
        urlsafe_b64decode(KEYS[0])
    )
    assert AESGCM(derived).decrypt(bytes(11) + b"\1", raw[40:], None) == b"x"


def test_any_change_is_noticed(tmp_path: Path) -> None:
    kept = store(tmp_path, KEYS[0])
    name = kept.put(io.BytesIO(CONTENT)).sha256
    path = lying(tmp_path)
    raw = path.read_bytes()
    path.chmod(0o600)
    one, two = HEADER + CHUNK + TAG, HEADER + 2 * (CHUNK + TAG)
    forged = {
        "a bit": raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        "the salt": raw[:9] + bytes([raw[9] ^ 1]) + raw[10:],
        "cut off at a chunk": raw[:one],
        "cut off within one": raw[: one + 5],
        "without its first chunk": raw[:HEADER] + raw[one:],
        "two chunks exchanged": raw[:HEADER] + raw[one:two] + raw[HEADER:one] + raw[two:],
        "more at its end": raw + b"x",
        "only the head": raw[:HEADER],
        "in the clear": b"other bytes",
        "nothing": b"",
    }
    for kind, bytes_ in forged.items():
        path.write_bytes(bytes_)
        with pytest.raises(OtherBytes):
            read(kept, name)
        with pytest.raises(OtherBytes):
            kept.fetch(name, tmp_path)
        assert not (tmp_path / name).exists() or (tmp_path / name).read_bytes() != CONTENT, kind


def test_one_artifact_is_not_another(tmp_path: Path) -> None:
    kept = store(tmp_path, KEYS[0])
    first = kept.put(io.BytesIO(b"first")).sha256
    second = kept.put(io.BytesIO(b"second")).sha256
    places = [tmp_path / "a" / name[:2] / name[2:] for name in (first, second)]
    places[1].chmod(0o600)
    places[1].write_bytes(places[0].read_bytes())
    with pytest.raises(OtherBytes):
        read(kept, second)


def test_former_keys_and_plain_artifacts_stay_readable(tmp_path: Path) -> None:
    plain = ArtifactStore(LocalShelf(tmp_path / "a"), tmp_path / "s", most_bytes=1 << 30)
    before = plain.put(io.BytesIO(b"before it was asked for")).sha256
    old = store(tmp_path, KEYS[0]).put(io.BytesIO(b"old")).sha256
    rotated = store(tmp_path, KEYS[1], KEYS[0])
    new = rotated.put(io.BytesIO(b"new")).sha256
    assert [read(rotated, name) for name in (before, old, new)] == [
        b"before it was asked for", b"old", b"new"
    ]  # fmt: skip
    with pytest.raises(OtherBytes, match="EVENHAND_SECRETS_KEY"):
        read(store(tmp_path, KEYS[0]), new)


def test_the_setting_encrypts(tmp_path: Path) -> None:
    for said, is_clear in (("no", True), ("yes", False)):
        home = tmp_path / said
        settings = Settings.from_environment(
            {"EVENHAND_HOME": str(home), "EVENHAND_ENCRYPT_ARTIFACTS": said}
        )
        kept = open_store(settings)
        name = kept.put(io.BytesIO(b"in the clear?")).sha256
        raw = (home / "artifacts" / name[:2] / name[2:]).read_bytes()
        assert (b"in the clear?" in raw) is is_clear
        assert read(kept, name) == b"in the clear?"
        assert hashlib.sha256(kept.fetch(name, tmp_path).read_bytes()).hexdigest() == name
