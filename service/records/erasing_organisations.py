"""An organisation goes with all that is its own; its trail stays, under its id alone."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.records.base import database_now
from service.records.erasing import Erasure
from service.records.errors import NoRow
from service.records.spending import owned_tables
from service.records.tables import (
    ApiKey,
    Artifact,
    Audit,
    Dataset,
    DatasetVersion,
    InboundHook,
    Model,
    ModelVersion,
    PolicyVersion,
    Record,
    Schedule,
    Tenant,
    Upload,
    User,
    Webhook,
)

# What is counted and shown. The rest goes with it, and changes while people only look: sessions,
# events, deliveries, hours of processor time.
SHOWN: dict[str, type[Any]] = {
    "audits": Audit, "models": Model, "versions of models": ModelVersion, "datasets": Dataset,
    "versions of datasets": DatasetVersion, "versions of policies": PolicyVersion,
    "schedules": Schedule, "webhooks": Webhook, "inbound hooks": InboundHook, "uploads": Upload,
    "people": User, "keys": ApiKey,
}  # fmt: skip


class ErasingOrganisations:
    """For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def carry_out(self, tenant_id: str) -> Erasure:
        """Erase it and say what went. Not committed, it is what would go. Raises NoRow.

        Audits that are being carried out are not waited for: what their workers write finds no row.
        Done again it takes what came while it was done.
        """
        row = self._session.get(Tenant, tenant_id)
        if row is None:
            raise NoRow(tenant_id)
        name = row.name
        counts = {kind: self._count(table, tenant_id) for kind, table in SHOWN.items()}
        stored = select(Artifact.sha256, Artifact.size_bytes).where(
            Artifact.tenant_id == tenant_id, Artifact.state == "stored"
        )
        files = {row.sha256: row.size_bytes for row in self._session.execute(stored)}
        for table in _in_order():
            self._session.execute(
                delete(table)
                .where(table.tenant_id == tenant_id)
                .execution_options(synchronize_session=False)
            )
        # The sweep takes the bytes, where no other organisation has the same.
        self._session.execute(
            update(Artifact)
            .where(Artifact.tenant_id == tenant_id)
            .values(state="swept")
            .execution_options(synchronize_session=False)
        )
        row.name, row.most_bytes = f"erased {tenant_id}", None
        row.erased_at = self._session.scalar(select(database_now()))
        self._session.flush()
        rows = {"organisation": 1, **{kind: number for kind, number in counts.items() if number}}
        return Erasure(
            tenant_id, "organisation", name, rows, tuple(sorted(files)), sum(files.values()), None
        )

    def _count(self, table: type[Any], tenant_id: str) -> int:
        counted = select(func.count()).select_from(table).where(table.tenant_id == tenant_id)
        return self._session.scalar(counted) or 0


def _in_order() -> list[Any]:
    """Its tables, those that others refer to last; stored files are the sweep's to remove."""
    by_name = {table.__tablename__: table for table in owned_tables() if table is not Artifact}
    order = [one.name for one in reversed(Record.metadata.sorted_tables)]
    return [by_name[name] for name in order if name in by_name]
