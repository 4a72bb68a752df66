"""A unit of work: one transaction, one tenant, an explicit commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import event, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from service.records.base import database_now
from service.records.engine import is_read_only, open_engine, translated
from service.records.repositories import Repositories
from service.records.sealing import RING
from service.records.tables import Upload
from service.records.tenant_filter import EVERYONE, TenantSession
from service.secrets import KeyRing

__all__ = ["EVERYONE", "Records", "UnitOfWork"]


class UnitOfWork(Repositories):
    """Repositories over one transaction. What is not committed did not happen.

    tenant: rows of others do not exist here; new rows are given it. EVERYONE sees all.
    """

    def commit(self) -> None:
        """Make it so; then the objects read here stay readable."""
        self._session.commit()

    def count(self, kind: type[Any]) -> int:
        """How many of these the tenant has; of uploads, the open ones."""
        counted = select(func.count(kind.id))
        if kind is Upload:
            counted = counted.where(Upload.state == "open")
        return int(self._session.scalar(counted) or 0)

    def now(self) -> float:
        """Seconds since 1970 (UTC) by the database's clock."""
        return float(self._session.scalars(select(database_now())).one())


class Records:
    """The database, as a place to open units of work in.

    ring: keys of the secrets at rest; without one, secrets are written as they are and what is
    encrypted stays closed, so every process that has settings gives one.

    with records.writing(tenant) as unit:
        unit.audits.add(...)
        unit.commit()
    """

    def __init__(self, url: str, *, connections: int = 10, ring: KeyRing | None = None) -> None:
        self._engine = open_engine(url, connections=connections)
        self._ring = ring

    @contextmanager
    def reading(self, tenant: str) -> Iterator[UnitOfWork]:
        """A unit that only reads: on SQLite it never waits for a writer."""
        with self._unit(tenant, reads_only=True) as unit:
            yield unit

    @contextmanager
    def writing(self, tenant: str) -> Iterator[UnitOfWork]:
        """A unit that may write. Leave without `commit()` and nothing happened."""
        with self._unit(tenant, reads_only=False) as unit:
            yield unit

    @contextmanager
    def _unit(self, tenant: str, *, reads_only: bool) -> Iterator[UnitOfWork]:
        if not tenant:
            raise ValueError("a unit of work needs a tenant")
        try:
            with (
                self._engine.connect().execution_options(reads_only=reads_only) as connection,
                TenantSession(connection, tenant) as session,
            ):
                session.info[RING] = self._ring
                yield UnitOfWork(session, tenant)
                if reads_only and self._is_postgresql:
                    # At a rollback the driver forgets what the server has planned for it.
                    session.commit()
        except SQLAlchemyError as error:
            known = translated(error)
            if known is None:
                raise
            raise known from error

    @property
    def _is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def is_ready(self) -> bool:
        """Whether the database answers and has been migrated."""
        try:
            with self._engine.connect() as connection:
                result = connection.execute(text("select count(*) from alembic_version"))
                return bool(result.scalar())
        except SQLAlchemyError:
            return False

    def is_read_only(self) -> bool:
        """Whether the database answers and takes no writes."""
        try:
            # On PostgreSQL a reading transaction would answer for itself, not for the server.
            options = {"reads_only": not self._is_postgresql}
            with self._engine.connect().execution_options(**options) as connection:
                return is_read_only(connection)
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Close the connections; one that another thread still uses, as soon as it comes back."""
        event.listen(self._engine, "checkin", _close_record)
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close_record(_: Any, record: ConnectionPoolEntry) -> None:
    record.close()
