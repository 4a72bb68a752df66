"""What an operator asks of a database: is it there, at which revision, does it take writes?"""

import time
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, select

from service.records.base import database_now
from service.records.engine import has_database, is_read_only, open_engine
from service.records.migrating import configured


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """revision: None where no migration ran. clock_seconds: its clock less this machine's."""

    revision: str | None
    newest: str | None
    takes_writes: bool
    clock_seconds: float


def shown_url(url: str) -> str:
    """The address without its password."""
    return make_url(url).render_as_string(hide_password=True)


def state_of(url: str) -> DatabaseState | None:
    """None where there is no such database yet."""
    if not has_database(url):
        return None
    newest = ScriptDirectory.from_config(configured(url)).get_current_head()
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(reads_only=True) as connection:
            return DatabaseState(
                MigrationContext.configure(connection).get_current_revision(),
                newest,
                not is_read_only(connection),
                float(connection.scalar(select(database_now())) or 0.0) - time.time(),
            )
    finally:
        engine.dispose()
