"""The log of who did what: append-only, and hash-chained so that a change shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from service.circumstances import circumstances
from service.records.base import database_now
from service.records.catalog import ignoring
from service.records.paging import Page, page_of
from service.records.tables import LogEntry, Tenant, TrailHead
from service.trail import first_broken, line_hash

# Two writers must not follow the same line. A weaker lock than the plain one: every new row of the
# tenant holds its key already, and two that each hold it would wait for each other.
LOCK = select(Tenant.id).where(Tenant.id == bindparam("tenant")).with_for_update(key_share=True)


class Log:
    """Append-only; each line's hash covers the line before it, so a change shows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self, tenant: str, actor: str, action: str, object_id: str | None, **details: Any
    ) -> LogEntry:
        """Write a line, in the same transaction as what it tells of.

        The request's address and id go into the details by themselves.
        """
        self._session.execute(LOCK, {"tenant": tenant})
        last = self._session.scalar(
            select(LogEntry)
            .where(LogEntry.tenant_id == tenant)
            .order_by(LogEntry.position.desc())
            .limit(1)
        )
        row = LogEntry(
            tenant_id=tenant,
            position=last.position + 1 if last else 0,
            at=self._session.scalar(select(database_now())),
            actor=actor,
            action=action,
            object_id=object_id,
            details={**details, **circumstances()},
            previous_hash=last.hash if last else "",
            hash="",
        )
        row.hash = line_hash(tenant, shown(row))
        self._session.add(row)
        self._session.flush()
        return row

    def page(
        self,
        *,
        cursor: int | None = None,
        limit: int = 50,
        action: str | None = None,
        actor: str | None = None,
        object_id: str | None = None,
    ) -> Page[LogEntry]:
        """Lines, newest first. action: the whole of it, or its first word (`session`)."""
        query = select(LogEntry)
        if action is not None:
            either = (LogEntry.action == action) | LogEntry.action.startswith(
                f"{action}.", autoescape=True
            )
            query = query.where(either)
        if actor is not None:
            query = query.where(LogEntry.actor == actor)
        if object_id is not None:
            query = query.where(LogEntry.object_id == object_id)
        if cursor is not None:
            query = query.where(LogEntry.position < cursor)
        return page_of(self._session, query, LogEntry.position, None, limit)

    def heads(self, *, cursor: int | None = None, limit: int = 50) -> Page[TrailHead]:
        """Signed heads, newest first."""
        query = select(TrailHead)
        if cursor is not None:
            query = query.where(TrailHead.position < cursor)
        return page_of(self._session, query, TrailHead.position, None, limit)

    def ends(self) -> Mapping[str, tuple[int, str, int]]:
        """By tenant: the last line's position and hash, and the last head's position (-1: none).

        For units of EVERYONE.
        """
        lasts = (
            select(LogEntry.tenant_id, func.max(LogEntry.position).label("position"))
            .group_by(LogEntry.tenant_id)
            .subquery()
        )
        heads = (
            select(TrailHead.tenant_id, func.max(TrailHead.position).label("signed"))
            .group_by(TrailHead.tenant_id)
            .subquery()
        )
        query = (
            select(LogEntry.tenant_id, LogEntry.position, LogEntry.hash, heads.c.signed)
            .join(
                lasts,
                (lasts.c.tenant_id == LogEntry.tenant_id) & (lasts.c.position == LogEntry.position),
            )
            .outerjoin(heads, heads.c.tenant_id == LogEntry.tenant_id)
        )
        return {
            tenant: (position, hashed, -1 if signed is None else signed)
            for tenant, position, hashed, signed in self._session.execute(query)
        }

    def sign(self, tenant: str, position: int, hashed: str, envelope: Mapping[str, Any]) -> None:
        """Keep a head; another worker's for the same line stays."""
        self._session.execute(
            ignoring(self._session, TrailHead).values(
                tenant_id=tenant,
                position=position,
                hash=hashed,
                envelope=dict(envelope),
                created_at=database_now(),
            )
        )

    def first_broken(self, tenant: str) -> int | None:
        """Position of the first line that was changed or is missing; None if all is well."""
        lines = self._session.scalars(
            select(LogEntry).where(LogEntry.tenant_id == tenant).order_by(LogEntry.position)
        )
        return first_broken(tenant, [shown(row) for row in lines])

    def all(self, tenant: str) -> tuple[Sequence[LogEntry], Sequence[TrailHead]]:
        """Every line and head of a tenant, oldest first."""
        lines = select(LogEntry).where(LogEntry.tenant_id == tenant).order_by(LogEntry.position)
        heads = select(TrailHead).where(TrailHead.tenant_id == tenant).order_by(TrailHead.position)
        return self._session.scalars(lines).all(), self._session.scalars(heads).all()


def shown(row: LogEntry) -> dict[str, Any]:
    """A line as it is handed out, and as its hash covers it."""
    return {
        "position": row.position,
        "at": row.at,
        "actor": row.actor,
        "action": row.action,
        "object": row.object_id,
        "details": row.details,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def shown_head(row: TrailHead) -> dict[str, Any]:
    """A head as it is handed out."""
    return {
        "position": row.position,
        "hash": row.hash,
        "at": row.created_at,
        "envelope": row.envelope,
    }
