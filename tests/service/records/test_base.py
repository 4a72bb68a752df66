"""The database's clock."""

import time

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from service.records.base import Record, database_now
from tests.service.records.conftest import Home


def test_the_clock_is_this_machines_to_the_part_of_a_second(home: Home) -> None:
    before = time.time()
    now = home.read(lambda unit: unit.now())
    assert before - 1 < now < time.time() + 1
    assert now != int(now)


def test_each_database_is_asked_in_its_own_words() -> None:
    asked = select(database_now())
    assert "julianday('now')" in str(asked.compile(dialect=sqlite.dialect()))
    assert "clock_timestamp()" in str(asked.compile(dialect=postgresql.dialect()))


@pytest.mark.parametrize("table", Record.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_constraint_has_a_name_so_that_it_can_be_taken_back(table) -> None:  # type: ignore[no-untyped-def]
    assert all(constraint.name for constraint in table.constraints)
