"""A worker of the release before goes on working after the migration, and ends what it has."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, make_url
from sqlalchemy.engine.reflection import Inspector

from service.records.engine import open_engine
from service.records.migrating import MIGRATIONS, migrate
from service.records.unit_of_work import EVERYONE, Records
from tests.contracts.record_worker import STEP, setting
from tests.integration.conftest import database_url, postgresql
from tests.local_hosts import LOCAL

__all__ = ["database_url", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)
HERE = Path(__file__).parent
# Statements of each earlier release's worker, newest last (`record_worker.py` writes them).
RECORDED = sorted(HERE.glob("worker_of_*.json"))
REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def meant(value: Any, ids: dict[str, str]) -> Any:
    """The recorded value with this database's ids."""
    if isinstance(value, dict) and set(value) == {"$json"}:
        from psycopg.types.json import Json

        return Json(value["$json"])
    if isinstance(value, dict):
        return {key: meant(found, ids) for key, found in value.items()}
    if isinstance(value, list):
        return tuple(meant(found, ids) for found in value)
    if isinstance(value, str) and value.startswith("$"):
        return ids.get(value[1:], value[1:])  # a token stands for itself
    return value


def play(connection: Connection, said: list[dict[str, Any]], ids: dict[str, str]) -> None:
    for line in said:
        if line["statement"] == "COMMIT":
            connection.commit()
            continue
        parameters = meant(line["parameters"], ids)
        if line["many"]:  # a list of rows, each a tuple
            parameters = list(parameters)
        done = connection.exec_driver_sql(line["statement"], parameters)
        if done.returns_rows:
            # It was answered then; no answer now would be a worker that finds nothing to do.
            found = done.fetchall()
            assert found or not line["statement"].startswith("UPDATE"), line["statement"]


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
def test_what_an_earlier_worker_says_still_carries_an_audit_to_each_of_its_ends(
    recorded: Path, database_url: str
) -> None:
    kind = make_url(database_url).get_backend_name()
    said = json.loads(recorded.read_text(encoding="utf-8"))[kind]
    migrate(database_url)
    with Records(database_url) as records:
        ids = setting(records)
        engine = open_engine(database_url)
        with engine.connect() as connection:
            play(connection, said, ids)
        engine.dispose()
        with records.reading(EVERYONE) as unit:
            states = {end: unit.audits.find(ids[end]).state for end in ("finish", "fail", "cancel")}
            assert states == {"finish": "completed", "fail": "failed", "cancel": "cancelled"}
            back = unit.audits.find(ids["hand_back"])
            assert (back.state, back.attempt, back.token) == ("queued", 0, None)
            done = unit.audits.find(ids["finish"])
            assert (done.gate, done.blocking, done.sandbox) == ("pass", False, ["seccomp"])
            assert unit.audits.steps(ids["finish"]) == [STEP]
            assert [found.finding for found in unit.audits.findings(ids["finish"])] == ["f1"]
            assert unit.audits.report(ids["finish"]).page_sha256 == "c" * 64
        # And a worker of today takes up what that one handed back.
        with records.writing(EVERYONE) as unit:
            claim = unit.claims.take(ids["hand_back"], worker="new", lease_seconds=30, attempts=3)
            unit.commit()
        assert claim is not None
        with records.reading(EVERYONE) as unit:
            assert unit.claims.saved_steps(claim) == {0}


def test_there_is_a_recording_of_the_release_before_the_newest_migration() -> None:
    assert RECORDED[-1].stem == f"worker_of_{REVISIONS[-2]}"


def columns_of(inspector: Inspector) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (table, column["name"]): dict(column)
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }


def rules_of(inspector: Inspector, tables: set[str]) -> set[tuple[str, str]]:
    """Constraints that could refuse a row."""
    found = set()
    for table in tables:
        for rules in (
            inspector.get_check_constraints,
            inspector.get_unique_constraints,
            inspector.get_foreign_keys,
        ):
            found |= {(table, str(rule["name"])) for rule in rules(table)}
    return found  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(pairwise(REVISIONS)))
def test_a_migration_only_adds(before: str, after: str, database_url: str) -> None:
    migrate(database_url, before)
    engine = open_engine(database_url, connections=1)
    old_columns = columns_of(inspect(engine))
    old_tables = {table for table, _ in old_columns}
    old_rules = rules_of(inspect(engine), old_tables)
    migrate(database_url, after)
    new_columns = columns_of(inspect(engine))
    for place, column in old_columns.items():
        assert str(new_columns[place]["type"]) == str(column["type"]), place
        assert new_columns[place]["nullable"] == column["nullable"], place
    for (table, name), column in new_columns.items():
        if table in old_tables and (table, name) not in old_columns:
            assert column["nullable"] or column["default"] is not None, (table, name)
    assert rules_of(inspect(engine), old_tables) <= old_rules
    engine.dispose()
