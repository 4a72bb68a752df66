"""A log whose lines hold each other."""

import hashlib
import json

import pytest
from sqlalchemy import text

from tests.service.records.conftest import Home


def write_three(home: Home, tenant: str | None = None) -> None:
    for at in range(3):
        home.write(
            lambda unit, at=at: unit.log.append(
                unit.tenant, "key_1", "audit.made", f"aud_{at}", number=at
            ),
            tenant,
        )


def broken(home: Home) -> int | None:
    return home.everyone(lambda unit: unit.log.first_broken(home.ours))


def change(home: Home, statement: str) -> None:
    home.everyone(lambda unit: unit._session.execute(text(statement)))


def test_a_hash_covers_the_line_and_the_one_before(home: Home) -> None:
    first = home.write(lambda unit: unit.log.append(home.ours, "k", "a", None, x=1))
    second = home.write(lambda unit: unit.log.append(home.ours, "k", "b", "o"))
    assert (first.position, first.previous_hash) == (0, "")
    assert (second.position, second.previous_hash) == (1, first.hash)
    line = [home.ours, 1, second.at, "k", "b", "o", {}, first.hash]
    plain = json.dumps(line, sort_keys=True, separators=(",", ":"))
    assert second.hash == hashlib.sha256(plain.encode()).hexdigest()


def test_each_tenant_has_a_chain_of_its_own(home: Home) -> None:
    write_three(home)
    write_three(home, home.theirs)
    assert broken(home) is None
    assert home.everyone(lambda unit: unit.log.first_broken(home.theirs)) is None
    change(home, f"update audit_log set actor = 'x' where tenant_id = '{home.theirs}'")
    assert broken(home) is None
    assert home.everyone(lambda unit: unit.log.first_broken(home.theirs)) == 0


@pytest.mark.parametrize(
    ("tampering", "position"),
    [
        ("update audit_log set action = 'audit.deleted' where position = 1", 1),
        ("delete from audit_log where position = 1", 1),
        ("update audit_log set details = 'null' where position = 2", 2),
        ("update audit_log set hash = 'x' where position = 0", 0),
    ],
)
def test_what_was_changed_or_taken_out_is_found(home: Home, tampering: str, position: int) -> None:
    write_three(home)
    change(home, tampering)
    assert broken(home) == position
