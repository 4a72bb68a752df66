"""Brings a database to the newest tables, under a lock timeout."""

from alembic import context
from sqlalchemy import text

from service.records.engine import open_engine
from service.records.tables import Record

LOCK_TIMEOUT = "5s"  # a migration that waits longer blocks every writer behind it


def _run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    assert url  # noqa: S101 (set by service.records.migrating)
    engine = open_engine(url, connections=1)
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if not is_sqlite:
            connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Record.metadata,
            render_as_batch=is_sqlite,
            transactional_ddl=True,  # SQLite can, once transactions are begun by hand
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
