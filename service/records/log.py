"""The log of who did what: append-only, and hash-chained so that a change shows."""

import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.records.foundation import database_now
from service.records.tables import LogEntry, Tenant

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
        """Write a line, in the same transaction as what it tells of."""
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
            details=details,
            previous_hash=last.hash if last else "",
            hash="",
        )
        row.hash = _chained(row)
        self._session.add(row)
        self._session.flush()
        return row

    def first_broken(self, tenant: str) -> int | None:
        """Position of the first line that was changed or is missing; None if all is well."""
        previous = ""
        lines = self._session.scalars(
            select(LogEntry).where(LogEntry.tenant_id == tenant).order_by(LogEntry.position)
        )
        for expected, row in enumerate(lines):
            if (row.position, row.previous_hash, row.hash) != (expected, previous, _chained(row)):
                return expected
            previous = row.hash
        return None


def _chained(row: LogEntry) -> str:
    line = [row.tenant_id, row.position, row.at, row.actor, row.action, row.object_id,
            row.details, row.previous_hash]  # fmt: skip
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
