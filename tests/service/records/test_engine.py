"""Connections that keep what is committed, and errors in the records' words."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.records.engine import has_database, is_read_only, open_engine, translated
from service.records.errors import ConflictingWrite, DatabaseAway, DiskFull, ReadOnly


def test_sqlite_is_durable_and_keeps_its_foreign_keys(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/down/file.sqlite")
    with engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"pragma {pragma}").scalar() == value
    engine.dispose()


def test_a_file_that_was_open_to_others_is_closed_with_what_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:  # as long as it is open, its log lies beside it
        connection.execute(text("create table t (x int)"))
        files = sorted(tmp_path.iterdir())
        assert [file.name.partition("-")[2] for file in files] == ["", "shm", "wal"]
        for file in files:
            file.chmod(0o664)
        open_engine(f"sqlite:///{path}").dispose()
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    engine.dispose()


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_another_users_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite"
    path.touch(0o664)
    path.chmod(0o664)
    os.chown(path, 12345, -1)
    open_engine(f"sqlite:///{path}").dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_unit_that_says_it_reads_cannot_write(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/file.sqlite")
    with engine.begin() as connection:
        connection.execute(text("create table t (x int)"))
    reading = engine.connect().execution_options(reads_only=True)
    with reading, pytest.raises(OperationalError) as refused:
        reading.execute(text("insert into t values (1)"))
    assert isinstance(translated(refused.value), ReadOnly)
    with engine.begin() as connection:  # the same connection of the pool may write again
        connection.execute(text("insert into t values (1)"))
    engine.dispose()


def test_asking_for_a_file_makes_none(tmp_path: Path) -> None:
    assert not has_database(f"sqlite:///{tmp_path}/none.sqlite")
    (tmp_path / "some.sqlite").touch()
    assert has_database(f"sqlite:///{tmp_path}/some.sqlite")
    assert has_database("postgresql://db/evenhand")  # a server is asked, not the disk
    assert list(tmp_path.iterdir()) == [tmp_path / "some.sqlite"]


def test_a_file_that_may_not_be_written_is_told_without_a_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/file.sqlite"
    engine = open_engine(url)
    with engine.connect() as connection:
        assert is_read_only(connection) is not os.access(tmp_path, os.W_OK)
    engine.dispose()
    only = open_engine(f"sqlite:///file:{tmp_path}/file.sqlite?mode=ro&uri=true")
    assert is_read_only(only.connect().execution_options(reads_only=True))
    only.dispose()


class Refused(Exception):
    """As a driver of PostgreSQL raises it."""

    def __init__(self, words: str, sqlstate: str | None = None) -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (IntegrityError("", {}, Refused("taken\nmore")), ConflictingWrite, "taken"),
        (PoolTimeout(), DatabaseAway, "all database connections are in use"),
        (OperationalError("", {}, sqlite3.OperationalError("database or disk is full")), DiskFull,
         "database or disk is full"),
        (OperationalError("", {}, Refused("no room", "53100")), DiskFull, "no room"),
        (OperationalError("", {}, Refused("read only", "25006")), ReadOnly, "read only. SQLite:"),
        (OperationalError("", {}, Refused("gone")), DatabaseAway, "gone"),
    ],
)  # fmt: skip
def test_what_can_go_wrong_has_a_name_here(error: Exception, kind: type, words: str) -> None:
    found = translated(error)  # type: ignore[arg-type]
    assert type(found) is kind
    assert str(found).startswith(words)
    assert "\n" not in str(found)


def test_a_bug_is_no_refusal() -> None:
    assert translated(ProgrammingError("", {}, Refused("no such column"))) is None
    assert translated(StatementError("bound wrongly", "", {}, None)) is None
