"""Taking an audit as it is, for API and pages: what it found is no news for `mode: new_only`."""

from audits.errors import Refused
from service.auth import caller, may_waive
from service.context import services
from service.errors import Forbidden
from service.records.tables import Audit

MOST = 500


def accept(audit_id: str, reason: str) -> Audit:
    """Write down who accepts it and why. Raises `Refused` without a reason.

    As waivers, it may be kept for approvers.
    """
    who, given = caller(), reason.strip()[:MOST]
    if not may_waive():
        raise Forbidden("Audits are accepted by approvers here.")
    if not given:
        raise Refused.because("reason", "is missing", "say why it is taken as it is", "missing")
    with services().records.writing(who.tenant) as unit:
        row = unit.audits.accept(audit_id, by=who.name, reason=given, accepted_at=unit.now())
        unit.log.append(who.tenant, who.name, "audit.accepted", row.id, reason=given)
        unit.commit()
    return row
