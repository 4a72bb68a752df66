"""What an audit's end puts into the outbox, in the transaction that ends it."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from service.records.outbox import Deliveries
from service.records.tables import Audit, Schedule, Webhook

AUDIT_COMPLETED = "audit_completed"
GATE_CHANGED = "gate_changed"
AUDIT_FAILED = "audit_failed"
SCHEDULE_MISSED = "schedule_missed"
# Built once: every audit's end asks it.
SOMEBODY_HEARS = (
    select(Webhook.id)
    .join(Audit, Audit.tenant_id == Webhook.tenant_id)
    .where(Audit.id == bindparam("audit_id"), Webhook.active.is_(True))
    .limit(1)
)
EVENTS = (AUDIT_COMPLETED, GATE_CHANGED, AUDIT_FAILED, SCHEDULE_MISSED)


def announce_end(session: Session, audit_id: str, *, sentence: str = "") -> None:
    """Tell of a failure, of an audit that is through, and of a gate that differs from the last.

    sentence: of the first finding that made the gate what it is.
    """
    if session.scalar(SOMEBODY_HEARS, {"audit_id": audit_id}) is None:
        return  # before anything is looked for among all the audits there were
    earlier = aliased(Audit)
    previous = (
        select(earlier.gate)
        .where(
            earlier.tenant_id == Audit.tenant_id,
            earlier.name == Audit.name,
            earlier.state == "completed",
            earlier.id < Audit.id,
        )
        .order_by(earlier.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        select(
            Audit.tenant_id,
            Audit.name,
            Audit.state,
            Audit.gate,
            Audit.blocking,
            Audit.error_code,
            Audit.error_message,
            previous.label("previous"),
        ).where(Audit.id == audit_id)
    ).one()
    body = {"audit": audit_id, "name": row.name, "state": row.state}
    if row.state == "failed":
        body |= {"code": row.error_code, "message": row.error_message}
        Deliveries(session).put(row.tenant_id, AUDIT_FAILED, body)
    elif row.state == "completed":
        body |= {"gate": row.gate, "blocking": row.blocking, "previous_gate": row.previous}
        body |= {"sentence": sentence} if sentence else {}
        Deliveries(session).put(row.tenant_id, AUDIT_COMPLETED, body)
        if row.previous != row.gate:
            Deliveries(session).put(row.tenant_id, GATE_CHANGED, body)


def announce_missed(session: Session, schedule: Schedule, *, due_at: float, reason: str) -> None:
    """Tell of a due time at which no audit was started."""
    body = {"schedule": schedule.id, "name": schedule.name, "due_at": due_at, "reason": reason}
    Deliveries(session).put(schedule.tenant_id, SCHEDULE_MISSED, body)
