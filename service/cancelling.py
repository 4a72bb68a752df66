"""Cancelling for API and pages."""

from service.auth import caller
from service.context import services
from service.records.tables import Audit


def cancel(audit_id: str) -> Audit:
    """Ask for the end of an audit, and write down who did."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        row = unit.audits.request_cancel(audit_id)
        unit.log.append(who.tenant, who.name, "audit.cancelled", row.id)
        unit.commit()
    return row
