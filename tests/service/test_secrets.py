"""Keys that encrypt what lies at rest, and what their owner alone may read."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from service.records.unit_of_work import EVERYONE, Records
from service.secrets import KeyRing, key_ring
from service.setting_refused import SettingRefused
from service.settings import Settings

# The same in every process: tests are named by them.
FIRST, SECOND = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (201, 58))


def test_keys_come_from_the_environment_newest_first(tmp_path: Path) -> None:
    def ring(*keys: str) -> KeyRing:
        said = {"EVENHAND_HOME": str(tmp_path), "EVENHAND_SECRETS_KEY": ",".join(keys)}
        return key_ring(Settings.from_environment(said))

    old = ring(FIRST).seal("x")
    both = ring(SECOND, FIRST)
    assert both.open(old) == "x"
    assert not both.is_newest(old)
    assert both.is_newest(both.seal("x"))
    assert not (tmp_path / "secrets-key").exists()
    with pytest.raises(SettingRefused, match="EVENHAND_SECRETS_KEY"):
        ring("short")
    with pytest.raises(SettingRefused, match="from the environment"):
        both.with_new_key()
    assert FIRST not in repr(
        Settings.from_environment({"EVENHAND_HOME": str(tmp_path), "EVENHAND_SECRETS_KEY": FIRST})
    )


def test_the_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path / "home")})
    first = key_ring(settings)
    assert key_ring(settings) == first
    assert settings.secrets_key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.home.iterdir()] == ["secrets-key"]
    settings.secrets_key_file.write_text("")
    with pytest.raises(SettingRefused, match="secrets-key"):
        key_ring(settings)


@pytest.mark.parametrize(
    "key",
    [FIRST, FIRST.rstrip("="), FIRST[:-2], f"{FIRST}AAAA", "+/" * 21 + "A=", "-_" * 21 + "A=",
     "short", "é" * 44, "=" * 44, f"*{FIRST}", "A" * 43 + "=", "A" * 42 + "==", "A" * 44],
)  # fmt: skip
def test_a_key_is_what_the_library_takes_for_one(tmp_path: Path, key: str) -> None:
    said = {"EVENHAND_HOME": str(tmp_path), "EVENHAND_SECRETS_KEY": key}
    try:
        Fernet(key)
    except ValueError:
        with pytest.raises(SettingRefused, match="32 bytes"):
            key_ring(Settings.from_environment(said))
    else:
        assert key_ring(Settings.from_environment(said)).keys == (key,)


def test_a_key_that_is_made_is_the_librarys(tmp_path: Path) -> None:
    ring = key_ring(Settings.from_environment({"EVENHAND_HOME": str(tmp_path)}))
    (key,) = ring.keys
    assert ring.open(f"fernet:{Fernet(key).encrypt(b'x').decode()}") == "x"
    assert ring.with_new_key().keys[0] != key


def test_the_database_and_its_folder_are_their_owners_alone(tmp_path: Path) -> None:
    from service.records.migrating import migrate

    path = tmp_path / "home" / "evenhand.sqlite"
    migrate(f"sqlite:///{path}")
    with Records(f"sqlite:///{path}") as records, records.writing(EVERYONE) as unit:
        unit.tenants.add("t")
        beside = {found.name: found.stat().st_mode & 0o777 for found in path.parent.iterdir()}
        unit.commit()
    assert beside == dict.fromkeys(beside, 0o600)
    assert {"evenhand.sqlite", "evenhand.sqlite-wal"} <= set(beside)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_token_is_for_one_thing_and_lives_as_long_as_its_key() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    token = KeyRing((old,)).token("badge:a")
    assert KeyRing((new, old)).knows("badge:a", token)
    assert not KeyRing((new, old)).knows("badge:b", token)
    assert not KeyRing((new,)).knows("badge:a", token)
    # What anybody may put into an address: text outside ASCII, and half a pair of surrogates.
    for strange in ("é", "\ud800", "", "a" * 10_000):
        assert not KeyRing((new,)).knows("badge:a", strange)
    assert KeyRing((new, old)).token("badge:a") != token
