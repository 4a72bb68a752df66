"""Public keys that sign: one is the present one, a known key undoes no rotation."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from audits.report.trust import TrustedKey
from service.records.errors import NoRow
from service.records.unit_of_work import EVERYONE
from tests.service.records.conftest import Home

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32


def name_of(public: bytes) -> str:
    return sha256(public).hexdigest()


def note(home: Home, public: bytes) -> None:
    key = b64encode(public).decode()
    home.everyone(lambda unit: unit.signing_keys.note(name_of(public), key))


def trusted(home: Home) -> dict[str, TrustedKey]:
    return home.read(lambda unit: unit.signing_keys.trusted(), EVERYONE)


def statuses(home: Home) -> list[tuple[bytes, str]]:
    return [(key.public, key.status) for key in trusted(home).values()]


def test_a_new_key_takes_the_place_of_the_one_before(home: Home) -> None:
    note(home, OLD)
    assert statuses(home) == [(OLD, "current")]
    home.age("signing_keys", "created_at", 60)
    note(home, NEW)
    assert statuses(home) == [(NEW, "current"), (OLD, "former")]


def test_a_worker_that_has_not_heard_of_a_rotation_undoes_it_not(home: Home) -> None:
    note(home, OLD)
    home.age("signing_keys", "created_at", 60)
    note(home, NEW)
    before = trusted(home)
    note(home, OLD)
    assert trusted(home) == before


def test_a_key_is_dated_by_when_it_began_and_when_it_ended(home: Home) -> None:
    note(home, OLD)
    note(home, NEW)
    moments = {"created_at": 0.0, "retired_at": 86_400.0, "revoked_at": 90_000.0}

    def set_to(column: str) -> None:
        where = f"fingerprint = '{name_of(OLD)}'"
        row = next(
            row
            for row in home.read(lambda unit: unit.signing_keys.all(), EVERYONE)
            if row.fingerprint == name_of(OLD)
        )
        home.age("signing_keys", column, getattr(row, column) - moments[column], where)

    set_to("created_at")
    set_to("retired_at")
    key = trusted(home)[name_of(OLD)]
    assert key.since == "1970-01-01T00:00:00+00:00"
    assert key.until == "1970-01-02T00:00:00+00:00"
    home.everyone(lambda unit: unit.signing_keys.revoke(name_of(OLD), "it leaked"))
    set_to("revoked_at")
    key = trusted(home)[name_of(OLD)]
    assert (key.status, key.until) == ("revoked", "1970-01-02T01:00:00+00:00")
    assert trusted(home)[name_of(NEW)].until is None


def test_the_present_key_can_be_revoked_once_with_its_reason(home: Home) -> None:
    note(home, OLD)
    home.everyone(lambda unit: unit.signing_keys.revoke(name_of(OLD), "it leaked"))
    (row,) = home.read(lambda unit: unit.signing_keys.all(), EVERYONE)
    assert row.reason == "it leaked"
    assert row.revoked_at is not None
    assert abs(row.revoked_at - datetime.now(UTC).timestamp()) < 60
    with pytest.raises(NoRow):
        home.everyone(lambda unit: unit.signing_keys.revoke(name_of(OLD), "another reason"))
    with pytest.raises(NoRow):
        home.everyone(lambda unit: unit.signing_keys.revoke(name_of(NEW), "never seen"))
    assert home.read(lambda unit: unit.signing_keys.all(), EVERYONE)[0].reason == "it leaked"
