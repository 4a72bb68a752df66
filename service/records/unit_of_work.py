"""A unit of work: one transaction, one tenant, an explicit commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Self

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.records.access import Keys, Tenants
from service.records.audits import Audits
from service.records.base import database_now
from service.records.catalog import Artifacts, Datasets, Models, Policies
from service.records.claims import Claims
from service.records.deleting import Deleting
from service.records.engine import is_read_only, open_engine, translated
from service.records.erasing import Erasing
from service.records.erasing_organisations import ErasingOrganisations
from service.records.inbound import Inbound
from service.records.inspections import Inspections
from service.records.job_details import Briefing
from service.records.log import Log
from service.records.metrics_queries import Counting
from service.records.outbox import Deliveries, Webhooks
from service.records.presence import Presence
from service.records.quotas import Quotas
from service.records.reconciling import Reconciling
from service.records.requester_names import Askers
from service.records.retention import Retention
from service.records.reviews import Reviews
from service.records.schedules import Schedules
from service.records.sealing import RING, Secrets
from service.records.signing_keys import SigningKeys
from service.records.spending import Spending
from service.records.tables import Upload
from service.records.tenant_filter import EVERYONE, TenantSession
from service.records.turns import Turns
from service.records.uploads import Uploads
from service.records.users import Sessions, Users
from service.secrets import KeyRing

__all__ = ["EVERYONE", "Records", "UnitOfWork"]


class UnitOfWork:
    """Repositories over one transaction. What is not committed did not happen.

    tenant: rows of others do not exist here; new rows are given it. EVERYONE sees all.
    """

    def __init__(self, session: Session, tenant: str) -> None:
        self._session = session
        self.tenant = tenant

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

    @cached_property
    def audits(self) -> Audits:
        """Audits, their steps, measurements, findings, reports and events."""
        return Audits(self._session)

    @cached_property
    def askers(self) -> Askers:
        """Names of keys, people and schedules that asked for something."""
        return Askers(self._session)

    @cached_property
    def claims(self) -> Claims:
        """The workers' hold on audits; every write is fenced by the claim's token."""
        return Claims(self._session)

    @cached_property
    def reviews(self) -> Reviews:
        """What people said of audits afterwards."""
        return Reviews(self._session)

    @cached_property
    def turns(self) -> Turns:
        """Whose turn it is."""
        return Turns(self._session)

    @cached_property
    def briefing(self) -> Briefing:
        """What a worker reads before it starts."""
        return Briefing(self._session)

    @cached_property
    def inspections(self) -> Inspections:
        """The workers' hold on uploads that wait to be looked into."""
        return Inspections(self._session)

    @cached_property
    def reconciling(self) -> Reconciling:
        """What was left behind, and who may sweep it up."""
        return Reconciling(self._session)

    @cached_property
    def presence(self) -> Presence:
        """The workers that are there."""
        return Presence(self._session)

    @cached_property
    def quotas(self) -> Quotas:
        """The tenant's bytes and their bound."""
        return Quotas(self._session, self.tenant)

    @cached_property
    def spending(self) -> Spending:
        """Processor time and rows, by tenant."""
        return Spending(self._session)

    @cached_property
    def deleting(self) -> Deleting:
        """What the tenant throws away."""
        return Deleting(self._session)

    @cached_property
    def erasing(self) -> Erasing:
        """What goes with an object, said before it goes."""
        return Erasing(self._session)

    @cached_property
    def erasing_organisations(self) -> ErasingOrganisations:
        """What goes with the tenant itself."""
        return ErasingOrganisations(self._session)

    @cached_property
    def retention(self) -> Retention:
        """What is kept no longer."""
        return Retention(self._session)

    @cached_property
    def counting(self) -> Counting:
        """What an operator counts."""
        return Counting(self._session)

    @cached_property
    def models(self) -> Models:
        """Families and versions of models."""
        return Models(self._session)

    @cached_property
    def datasets(self) -> Datasets:
        """Families and versions of datasets."""
        return Datasets(self._session)

    @cached_property
    def policies(self) -> Policies:
        """Families and versions of policies."""
        return Policies(self._session)

    @cached_property
    def artifacts(self) -> Artifacts:
        """Which bytes a tenant owns."""
        return Artifacts(self._session)

    @cached_property
    def uploads(self) -> Uploads:
        """Files on their way in."""
        return Uploads(self._session)

    @cached_property
    def tenants(self) -> Tenants:
        """Organisations."""
        return Tenants(self._session)

    @cached_property
    def keys(self) -> Keys:
        """API keys."""
        return Keys(self._session)

    @cached_property
    def users(self) -> Users:
        """People who sign in."""
        return Users(self._session)

    @cached_property
    def sessions(self) -> Sessions:
        """Signed-in browsers."""
        return Sessions(self._session)

    @cached_property
    def log(self) -> Log:
        """The hash-chained log of who did what."""
        return Log(self._session)

    @cached_property
    def secrets(self) -> Secrets:
        """Encrypting anew what is encrypted at rest."""
        return Secrets(self._session)

    @cached_property
    def signing_keys(self) -> SigningKeys:
        """Public keys that sign reports."""
        return SigningKeys(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        """Audits that come again."""
        return Schedules(self._session)

    @cached_property
    def inbound(self) -> Inbound:
        """Addresses at which others start an audit."""
        return Inbound(self._session)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Addresses that are told."""
        return Webhooks(self._session)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The outbox."""
        return Deliveries(self._session)


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
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
