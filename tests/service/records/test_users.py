"""People and their sessions."""

import time

import pytest

from service.administering import change_person
from service.records.access import fingerprint_of
from service.records.errors import NoRow
from tests.service.records.conftest import Home


def opened(home: Home, seconds: float = 60.0, **of: str) -> str:
    return home.write(
        lambda unit: unit.sessions.open(seconds=seconds, scopes=["read"], tenant=home.ours, **of)[1]
    )


def is_open(home: Home, secret: str) -> bool:
    return home.everyone(lambda unit: unit.sessions.find(secret)) is not None


def test_a_session_is_known_by_the_hash_of_its_cookie(home: Home) -> None:
    secret = opened(home)
    row = home.everyone(lambda unit: unit.sessions.find(secret))
    assert row is not None
    assert row.secret_sha256 == fingerprint_of(secret)
    assert row.csrf != secret
    assert not is_open(home, secret[:-1])


def test_a_session_ends_by_time_and_by_signing_out(home: Home) -> None:
    short, long = opened(home, 0.05), opened(home)
    time.sleep(0.1)
    assert not is_open(home, short)
    row = home.everyone(lambda unit: unit.sessions.find(long))
    assert row is not None
    home.write(lambda unit: unit.sessions.sweep())
    assert is_open(home, long)
    home.write(lambda unit: unit.sessions.close(row.id))
    assert not is_open(home, long)


def test_who_is_disabled_is_signed_out_everywhere_and_in_no_more(home: Home) -> None:
    ada = home.write(lambda unit: unit.users.add("ada", "hash", ["read"]).id)
    secret = opened(home, user_id=ada)
    assert is_open(home, secret)
    home.write(lambda unit: change_person(unit, home.ours, ada, by="grace", disabled=True))
    assert not is_open(home, secret)
    assert home.read(lambda unit: unit.users.named("ada")) == []
    assert home.read(lambda unit: unit.users.find(ada).disabled_at) is not None
    with pytest.raises(NoRow):
        home.write(lambda unit: change_person(unit, home.theirs, ada, by="x"), home.theirs)


def test_a_revoked_key_closes_the_sessions_it_opened(home: Home) -> None:
    key = home.write(lambda unit: unit.keys.mint("ci", ["read"])[0].id)
    secret = opened(home, key_id=key)
    assert is_open(home, secret)
    home.write(lambda unit: unit.keys.revoke(key))
    assert not is_open(home, secret)


def test_one_name_may_be_in_every_tenant(home: Home) -> None:
    for tenant in (home.ours, home.theirs):
        home.write(lambda unit: unit.users.add("ada", "hash", ["read"]), tenant)
    assert len(home.everyone(lambda unit: unit.users.named("ada"))) == 2
    (mine,) = home.read(lambda unit: unit.users.named("ada"))
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.users.find(mine.id), home.theirs)


def test_a_person_is_found_however_the_name_is_spelled(home: Home) -> None:
    """A keyboard may send a letter and its accent as two characters (NFD)."""
    made = home.write(
        lambda unit: unit.users.add("Jos\u00e9", "no hash", ["read"], tenant=home.ours).id
    )
    for name in ("Jos\u00e9", "Jose\u0301"):
        assert [row.id for row in home.everyone(lambda unit: unit.users.named(name))] == [made]  # noqa: B023
