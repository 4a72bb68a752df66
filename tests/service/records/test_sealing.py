"""Secrets of webhooks and inbound hooks: plain for who uses them, encrypted where they lie."""

import logging
import time

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from evenhand import cli
from service.identity import new_secret
from service.records.unit_of_work import EVERYONE, Records
from service.secrets import CannotOpen, KeyRing, is_sealed, key_ring
from service.signatures import signature
from tests.service.conftest import DOCUMENT_COLUMNS, Place
from workers.garbage_collection import seal_what_is_clear

FIRST, SECOND = (Fernet.generate_key().decode() for _ in range(2))


def stored(place: Place, table: str = "webhooks") -> list[str]:
    with place.records._engine.connect() as connection:
        return [row[0] for row in connection.execute(text(f"select secret from {table}"))]


@pytest.fixture
def secret(place: Place) -> str:
    """Of a webhook; the fixture's records have a ring, as the app's own would."""
    plain = new_secret()
    with place.records.writing(place.tenants["ours"]) as unit:
        row = unit.webhooks.add(url="https://93.184.215.14/x", secret=plain, events=[])
        assert row.secret == plain
        unit.commit()
    return plain


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


def test_a_unit_knows_whether_anything_lies_in_the_clear(place: Place, secret: str) -> None:
    with place.records.reading(EVERYONE) as unit:
        assert unit.secrets.in_the_clear() is False
    with place.records._engine.begin() as connection:
        connection.execute(text("update webhooks set secret = 'plain'"))
    with place.records.reading(EVERYONE) as unit:
        assert unit.secrets.in_the_clear() is True


def test_only_what_the_first_key_did_not_seal_is_sealed_anew(place: Place, secret: str) -> None:
    """Three hooks: in the clear, by the old key, by the new one; two are to be done."""
    old, both = KeyRing((FIRST,)), KeyRing((SECOND, FIRST))
    lying = {"plain": "plain", "old": old.seal("old"), "new": both.seal("new")}
    with Records(place.settings.database_url) as bare, bare.writing(EVERYONE) as unit:
        for name, sealed in lying.items():
            unit.webhooks.add(
                tenant_id=place.tenants["ours"],
                url=f"https://{name}.test/",
                secret=sealed,
                events=[],
            )
        unit._session.execute(text("delete from webhooks where url like '%93.184%'"))
        unit.commit()
    with place.records.writing(EVERYONE) as unit:
        assert unit.secrets.seal_anew(both) == 2
        unit.commit()
    assert lying["new"] in stored(place)
    newest = KeyRing((SECOND,))
    assert sorted(map(newest.open, stored(place))) == ["new", "old", "plain"]


def test_what_no_key_opens_is_not_sealed_anew(place: Place, secret: str) -> None:
    (before,) = stored(place)
    with (
        place.records.writing(EVERYONE) as unit,
        pytest.raises(CannotOpen),
    ):
        unit.secrets.seal_anew(KeyRing((FIRST,)))
    assert stored(place) == [before]
