"""One transaction, one tenant, an explicit commit."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from service.records.errors import ConflictingWrite, DatabaseAway
from service.records.unit_of_work import Records
from tests.service.records.conftest import Home


def test_what_is_not_committed_did_not_happen(home: Home) -> None:
    with home.records.writing(home.ours) as unit:
        unit.schedules.add(
            name="a", document={}, trigger_kind="cron", expression="0 0 * * *", zone="UTC"
        )
    assert home.read(lambda unit: unit.schedules.page().rows) == []


def test_an_error_inside_takes_everything_back(home: Home) -> None:
    def both(unit):  # type: ignore[no-untyped-def]
        unit.keys.mint("first", ["read"])
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        home.write(both)
    assert home.read(lambda unit: unit.keys.page().rows) == []


def test_a_constraint_is_a_conflict_in_the_records_words(home: Home) -> None:
    with pytest.raises(ConflictingWrite):
        home.everyone(lambda unit: unit.tenants.add("ours"))


def test_a_database_that_is_not_there_is_unavailable(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with (
        Records(f"sqlite:///{tmp_path}/empty.sqlite") as records,
        pytest.raises(DatabaseAway, match="no such table"),
        records.reading("ten_x") as unit,
    ):
        unit.audits.page()


def test_objects_stay_readable_after_the_commit(home: Home) -> None:
    row = home.write(lambda unit: unit.users.add("ada", "hash", ["read"]))
    assert row.name == "ada"


def test_a_connection_in_use_while_the_records_are_closed_is_closed_when_it_comes_back(
    tmp_path: Path,
) -> None:
    records = Records(f"sqlite:///{tmp_path}/a.sqlite")
    used: list[sqlite3.Connection] = []
    event.listen(records._engine, "checkout", lambda connection, *_: used.append(connection))
    records.is_ready()  # before the end
    with records._engine.connect() as connection:
        records.close()
        connection.execute(text("select 1"))
    records.is_ready()  # after it
    for one in used:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("select 1")
    assert len(used) == 3
