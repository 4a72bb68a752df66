"""Secrets of webhooks and inbound hooks: plain for who uses them, encrypted where they lie."""

import logging
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from evenhand import cli
from service.records.unit_of_work import EVERYONE, Records
from service.secrets import CannotOpen, KeyRing, is_sealed, key_ring
from service.setting_refused import SettingRefused
from service.settings import Settings
from tests.local_hosts import LOCAL
from tests.service.conftest import DOCUMENT_COLUMNS, Place
from workers.sweeping import seal_what_is_clear

# An address is looked up, if only to be told that it is one.
pytestmark = pytest.mark.allow_hosts(LOCAL)
FIRST, SECOND = (Fernet.generate_key().decode() for _ in range(2))


def stored(place: Place, table: str = "webhooks") -> list[str]:
    with place.records._engine.connect() as connection:
        return [row[0] for row in connection.execute(text(f"select secret from {table}"))]


@pytest.fixture
def secret(place: Place) -> str:
    """Of a webhook; the fixture's records have a ring, as the app's own would."""
    body = {"url": "https://93.184.215.14/x"}
    made = place.client.post("/v1/webhooks", json=body, headers=place.headers())
    assert made.status_code == 201, made.text
    found: str = made.json["secret"]
    return found


def test_in_the_database_a_secret_is_encrypted_and_in_use_it_is_plain(
    place: Place, secret: str
) -> None:
    (lying,) = stored(place)
    assert is_sealed(lying)
    assert secret not in lying
    assert key_ring(place.settings).open(lying) == secret
    with place.records.reading(EVERYONE) as unit:
        hook = unit.webhooks.page().rows[0]
        assert hook.secret == secret
        assert unit.webhooks.find(hook.id).secret == secret
    with place.records.writing(EVERYONE) as unit:  # other changes leave it alone
        unit.webhooks.find(hook.id).active = False
        unit.commit()
    assert stored(place) == [lying]


def test_an_inbound_hooks_messages_are_checked_with_the_plain_one(place: Place) -> None:
    import time

    from service.signatures import signature

    data = place.upload()
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}}
    schedule = place.client.post(
        "/v1/schedules", json={"name": "n", "document": document, "expression": "0 3 * * *"},
        headers=place.headers(),
    ).json["id"]  # fmt: skip
    hook = place.client.post(
        "/v1/inbound", json={"name": "h", "schedule": schedule}, headers=place.headers()
    ).json
    (lying,) = stored(place, "inbound_hooks")
    assert is_sealed(lying)
    for key, status in ((hook["secret"], 202), (lying, 401)):
        headers = {"Evenhand-Signature": signature(key, int(time.time()), b"{}")}
        path = f"/v1/inbound/{hook['id']}/messages"
        assert place.client.post(path, json={}, headers=headers).status_code == status


def test_rotation_is_seen_by_processes_that_run(place: Place, secret: str) -> None:
    (before,) = stored(place)
    home = str(place.settings.home)
    assert cli.main(["secrets", "rotate", "--home", home]) == 0
    (after,) = stored(place)
    assert before != after
    assert len(key_ring(place.settings).keys) == 2
    with place.records.reading(EVERYONE) as unit:  # its ring is the one from before
        assert unit.webhooks.page().rows[0].secret == secret
    assert cli.main(["secrets", "forget", "--home", home]) == 0
    assert len(key_ring(place.settings).keys) == 1
    with place.records.reading(EVERYONE) as unit:
        assert unit.webhooks.page().rows[0].secret == secret
    with pytest.raises(CannotOpen):
        key_ring(place.settings).open(before)


def test_what_an_earlier_release_stored_is_read_and_then_encrypted(
    place: Place, secret: str
) -> None:
    with place.records._engine.begin() as connection:
        connection.execute(text("update webhooks set secret = 'plain from before'"))
    with place.records.reading(EVERYONE) as unit:
        assert unit.webhooks.page().rows[0].secret == "plain from before"
    ring = key_ring(place.settings)
    assert seal_what_is_clear(place.records, ring) == 1
    assert seal_what_is_clear(place.records, ring) == 0
    assert ring.open(stored(place)[0]) == "plain from before"


def test_a_lost_key_closes_its_secrets_alone(
    place: Place, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is signed with a secret that somebody could guess; and lists go on."""
    with Records(place.settings.database_url, ring=KeyRing((FIRST,))) as other:
        with other.reading(EVERYONE) as unit, caplog.at_level(logging.ERROR):
            found = [unit.webhooks.page().rows[0].secret for _ in range(1)]
        assert found[0] not in ("", secret)
        assert not is_sealed(found[0])
        assert "EVENHAND_SECRETS_KEY" in caplog.text


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
