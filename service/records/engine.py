"""Connections to SQLite and PostgreSQL, set up so that what is committed stays."""

import contextlib
import json
import os
import sqlite3
import stat
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.records.errors import ConflictingWrite, DatabaseAway, DiskFull, ReadOnly, RecordsError

BUSY_SECONDS = 15
POSTGRESQL_OPTIONS = "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"


def open_engine(url: str, *, connections: int = 10) -> Engine:
    """An engine for the URL. SQLite: WAL, full synchronisation, foreign keys on."""
    parsed_url = make_url(url)
    dumps = partial(json.dumps, allow_nan=False, separators=(",", ":"))
    if parsed_url.get_backend_name() == "sqlite":
        if parsed_url.database and parsed_url.query.get("uri") is None:
            _make_private(Path(parsed_url.database))
        # The connection used last comes first: only it still knows the pages it read. In turn, each
        # would read nearly all of them again.
        engine = create_engine(
            parsed_url, json_serializer=dumps, connect_args={"timeout": BUSY_SECONDS},
            pool_size=connections, max_overflow=connections, pool_use_lifo=True,
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed_url.drivername == "postgresql":
        parsed_url = parsed_url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        parsed_url,
        json_serializer=dumps,
        pool_pre_ping=True,  # a restarted server costs a round trip, not a failed request
        pool_size=connections,
        max_overflow=connections,
        pool_use_lifo=True,  # the one whose statements the server has planned already
        pool_timeout=5,
        connect_args={"connect_timeout": 5, "options": POSTGRESQL_OPTIONS},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def has_database(url: str) -> bool:
    """False where the URL names a SQLite file that is not there; asking makes none."""
    parsed_url = make_url(url)
    if parsed_url.get_backend_name() != "sqlite" or not parsed_url.database:
        return True
    return Path(parsed_url.database.removeprefix("file:")).exists()


def _make_private(path: Path) -> None:
    """Only its owner reads the file; a new one, and one that an earlier release made.

    SQLite gives new files beside it the same rights; old ones are closed here too.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        with contextlib.suppress(FileExistsError, OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for file in (path, *(path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))):
        with contextlib.suppress(OSError):  # not there, or of a file system without modes
            status = file.stat()
            if status.st_uid == os.getuid() and stat.S_IMODE(status.st_mode) & 0o077:
                file.chmod(0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not at the first write
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer fails at once with "locked"; a writer says so from the start.
    reads = connection.get_execution_options().get("reads_only", False)
    if connection.info.get("query_only", False) != reads:
        connection.info["query_only"] = reads
        connection.exec_driver_sql(f"pragma query_only={'on' if reads else 'off'}")
    connection.exec_driver_sql("begin" if reads else "begin immediate")


def _begin_postgresql(connection: Connection) -> None:
    # Not False for the others: that would write where the server's own default forbids it.
    read_only = True if connection.get_execution_options().get("reads_only", False) else None
    driver: Any = connection.connection.driver_connection
    if driver.read_only is not read_only:
        driver.read_only = read_only


def is_read_only(connection: Connection) -> bool:
    """Whether writes would be refused, found out without one."""
    if connection.dialect.name == "postgresql":
        return bool(connection.exec_driver_sql("show transaction_read_only").scalar() == "on")
    if connection.engine.url.query.get("mode") == "ro":
        return True
    name = next(row.file for row in connection.exec_driver_sql("pragma database_list"))
    # The write-ahead log lies beside the file.
    return not (os.access(name, os.W_OK) and os.access(Path(name).parent, os.W_OK))


def _refuses_writes(error: BaseException | None) -> bool:
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith("SQLITE_READONLY") or getattr(error, "sqlstate", None) == "25006"


# What is wrong with the database itself, whoever asked; everything else is the asker's own.
DATABASE_ERRORS = (RecordsError, SQLAlchemyError)


def translated(error: SQLAlchemyError) -> RecordsError | None:
    """The same error in the records' words; None where it is a bug."""
    text = str(getattr(error, "orig", error)).split("\n", 1)[0]
    if isinstance(error, IntegrityError):
        return ConflictingWrite(text)
    if isinstance(error, PoolTimeout):
        return DatabaseAway("all database connections are in use")
    if not isinstance(error, DBAPIError):
        return None
    if "disk is full" in text or getattr(error.orig, "sqlstate", None) == "53100":
        return DiskFull(text)
    if _refuses_writes(error.orig):
        return ReadOnly(f"{text}. {ReadOnly.remedy}")
    if error.connection_invalidated or type(error).__name__ in {
        "OperationalError", "InterfaceError"
    }:  # fmt: skip
        return DatabaseAway(text)
    return None
