"""Whose turn it is: queued audits and waiting uploads, taken fairly between organisations.

A message names a row, but it only rings: what is taken up is whatever is next. So ten thousand
messages of one organisation do not stand before another's one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from service.records.base import database_now
from service.records.sharing import in_turns
from service.records.tables import Audit, DatasetVersion, ModelVersion, Tenant, Worker

PRESENT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An audit that is not at its end: whose it is, how it stands, which device it wants."""

    tenant: str
    state: str
    device: str | None

    @property
    def takes_turns(self) -> bool:
        """Whether it waits for any worker: not for a device, and nobody had it yet."""
        return self.state == "queued" and self.device is None


class Turns:
    """For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has_several_tenants(self) -> bool:
        """Whether there is anybody to be fair to."""
        living = select(Tenant.id).where(Tenant.erased_at.is_(None)).limit(2)
        return len(self._session.scalars(living).all()) > 1

    def places(self) -> int:
        """How many audits all workers that were heard lately carry at once."""
        heard = Worker.seen_at > database_now() - PRESENT_SECONDS
        return int(self._session.scalar(select(func.sum(Worker.threads)).where(heard)) or 0)

    def running(self) -> dict[str, int]:
        """Audits that are being carried out, by tenant."""
        condition = (Audit.state == "running") & (Audit.lease_until >= database_now())
        return self._by_tenant(Audit, condition)

    def waiting(self, audit_id: str) -> Waiting | None:
        """The audit that a bell names, where it is still to be carried out."""
        row = self._session.execute(
            select(Audit.tenant_id, Audit.state, Audit.device).where(
                Audit.id == audit_id,
                Audit.state.in_(("queued", "running")),
                Audit.cancel_requested.is_(False),
            )
        ).one_or_none()
        return None if row is None else Waiting(*row)

    def next_audit(self, *, share: int, without: frozenset[str] = frozenset()) -> str | None:
        """The oldest audit of the tenant that has least running, and less than its share.

        without: tenants whose audits do not begin now.
        """
        running = self.running()
        waiting = exists().where(Audit.tenant_id == Tenant.id, *_WAITS)
        tenants = self._session.scalars(select(Tenant.id).where(waiting)).all()
        able = [name for name in tenants if running.get(name, 0) < share and name not in without]
        if not able:
            return None
        fewest = min(running.get(name, 0) for name in able)
        oldest = (
            select(func.min(Audit.id))
            .where(Audit.tenant_id == Tenant.id, *_WAITS)
            .correlate(Tenant)
            .scalar_subquery()
        )
        even = [name for name in able if running.get(name, 0) == fewest]
        first: str | None = self._session.scalar(
            select(func.min(oldest)).where(Tenant.id.in_(even))
        )
        return first

    def next_of(self, tenant: str) -> str | None:
        """The tenant's oldest queued audit."""
        return self._session.scalar(
            select(func.min(Audit.id)).where(Audit.tenant_id == tenant, *_WAITS)
        )

    def next_inspection(
        self,
        *,
        share: int,
        without: frozenset[str] = frozenset(),
        resting: frozenset[str] = frozenset(),
    ) -> str | None:
        """The upload that is to be looked into next, or again; ids in `without` are left out.

        resting: tenants whose uploads are not looked into now.
        """
        now = database_now()
        running: dict[str, int] = {}
        lines: list[tuple[int, str]] = []
        for table in (ModelVersion, DatasetVersion):
            condition = (table.inspection == "running") & (table.lease_until >= now)
            for tenant, count in self._by_tenant(table, condition).items():
                running[tenant] = running.get(tenant, 0) + count
        for table in (ModelVersion, DatasetVersion):
            free = or_(
                table.inspection == "waiting",
                (table.inspection == "running") & (table.lease_until < now),
            )
            ids = in_turns(
                self._session,
                table.id,
                table.tenant_id,
                where=free & table.id.not_in(without) & table.tenant_id.not_in(resting),
                order_by=table.id,
                limit=1,
                share=share,
                running=running,
            )
            for version_id in ids:
                owner = self._session.scalar(select(table.tenant_id).where(table.id == version_id))
                lines.append((running.get(owner or "", 0), version_id))
        # Ids of models and datasets begin otherwise; what follows is their time.
        return min(lines, key=lambda one: (one[0], one[1].partition("_")[2]))[1] if lines else None

    def _by_tenant(
        self,
        table: type[Audit] | type[ModelVersion] | type[DatasetVersion],
        condition: ColumnElement[bool],
    ) -> dict[str, int]:
        counted = select(table.tenant_id, func.count()).where(condition).group_by(table.tenant_id)
        return {row[0]: row[1] for row in self._session.execute(counted)}


_WAITS = (Audit.state == "queued", Audit.device.is_(None), Audit.cancel_requested.is_(False))


def share_of(places: int, *, most: int, is_shared: bool) -> int:
    """How many of the places one tenant may have at once.

    most: an operator's bound, 0 for none. is_shared: whether there are several tenants; then, where
    nothing else was said, one place is left to the others.
    """
    if most:
        return most
    return max(1, places - 1) if is_shared else max(1, places, 1_000_000)


def is_full(running: Mapping[str, int], tenant: str, share: int) -> bool:
    """Whether the tenant has its share."""
    return running.get(tenant, 0) >= share
