"""Tenants, and keys that open only as they were minted."""

import hashlib
import time

import pytest

from service.records.access import fingerprint_of
from service.records.errors import NoRow
from tests.service.records.conftest import Home


def test_a_secret_is_stored_as_its_sha_256(home: Home) -> None:
    row, text = home.write(lambda unit: unit.keys.mint("ci", ["read"]))
    secret = text.removeprefix(f"ehk_{row.id.removeprefix('key_')}_")
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert fingerprint_of(secret) == row.secret_sha256
    assert secret not in row.secret_sha256


@pytest.mark.parametrize("scopes", [[], ["root"], ["read", "all"]])
def test_unknown_scopes_are_named_and_none_are_refused(home: Home, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match="read, write, approve, admin"):
        home.write(lambda unit: unit.keys.mint("ci", scopes))


def test_a_text_that_is_no_key_opens_nothing(home: Home) -> None:
    row, text = home.write(lambda unit: unit.keys.mint("ci", ["read"]))
    for wrong in ("", "ehk", text[:-1], text.replace("ehk_", "xyz_"), f"{text}x", "ehk_1_"):
        assert home.everyone(lambda unit, wrong=wrong: unit.keys.verify(wrong)) is None
    found = home.everyone(lambda unit: unit.keys.verify(text))
    assert found is not None
    assert found.id == row.id


def test_a_revoked_key_opens_nothing_and_is_revoked_once(home: Home) -> None:
    row, text = home.write(lambda unit: unit.keys.mint("ci", ["read"]))
    home.write(lambda unit: unit.keys.revoke(row.id))
    assert home.everyone(lambda unit: unit.keys.verify(text)) is None
    with pytest.raises(NoRow):
        home.write(lambda unit: unit.keys.revoke(row.id))
    assert [key.id for key in home.read(lambda unit: unit.keys.page()).rows] == [row.id]


def test_another_tenants_key_cannot_be_revoked(home: Home) -> None:
    row, text = home.write(lambda unit: unit.keys.mint("ci", ["read"]))
    with pytest.raises(NoRow):
        home.write(lambda unit: unit.keys.revoke(row.id), home.theirs)
    assert home.everyone(lambda unit: unit.keys.verify(text)) is not None


def test_use_is_remembered_at_most_once_a_minute(home: Home) -> None:
    row, _ = home.write(lambda unit: unit.keys.mint("ci", ["read"]))
    home.write(lambda unit: unit.keys.touch(row.id))
    first = home.read(lambda unit: unit.keys.page().rows[0].used_at)
    assert first == pytest.approx(time.time(), abs=10)
    home.write(lambda unit: unit.keys.touch(row.id))
    assert home.read(lambda unit: unit.keys.page().rows[0].used_at) == first


def test_tenants_are_listed_by_name_and_found_by_it(home: Home) -> None:
    assert home.everyone(lambda unit: [row.name for row in unit.tenants.all()]) == [
        "ours", "theirs",
    ]  # fmt: skip
    found = home.everyone(lambda unit: unit.tenants.named("ours"))
    assert found is not None
    assert found.id == home.ours
    assert home.everyone(lambda unit: unit.tenants.named("nobody")) is None
