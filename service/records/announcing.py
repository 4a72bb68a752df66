"""What an audit's end puts into the outbox, in the transaction that ends it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records.notices import Deliveries
from service.records.tables import Audit

GATE_CHANGED = "gate_changed"
AUDIT_FAILED = "audit_failed"


def announce_end(session: Session, audit_id: str) -> None:
    """Tell of a failure, and of a gate that differs from that of the last audit of its name."""
    row = session.execute(
        select(
            Audit.tenant_id,
            Audit.name,
            Audit.state,
            Audit.gate,
            Audit.blocking,
            Audit.error_code,
            Audit.error_message,
        ).where(Audit.id == audit_id)
    ).one()
    body = {"audit": audit_id, "name": row.name, "state": row.state}
    if row.state == "failed":
        body |= {"code": row.error_code, "message": row.error_message}
        Deliveries(session).put(row.tenant_id, AUDIT_FAILED, body)
    elif row.state == "completed":
        previous = session.scalar(
            select(Audit.gate)
            .where(
                Audit.tenant_id == row.tenant_id,
                Audit.name == row.name,
                Audit.state == "completed",
                Audit.id < audit_id,
            )
            .order_by(Audit.id.desc())
            .limit(1)
        )
        if previous != row.gate:
            body |= {"gate": row.gate, "blocking": row.blocking, "previous_gate": previous}
            Deliveries(session).put(row.tenant_id, GATE_CHANGED, body)
