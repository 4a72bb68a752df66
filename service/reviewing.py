"""What people say of an audit after it was judged: waive a finding, comment, sign off.

Nothing here changes the signed report. A waiver is in the policy of the next audits of the same
model and policy, and is shown beside the verdict of the audit on whose page it was given.
"""

from datetime import UTC, date, datetime
from typing import Any

from audits.errors import Problem, Refused
from audits.specification.verdicts import Verdict
from service.auth import caller, may_waive
from service.context import services
from service.errors import Conflict, Forbidden
from service.fair_use import refuse_one_more
from service.records.tables import Audit, Finding, Remark, Waiver
from service.records.unit_of_work import UnitOfWork

MOST_SAID = 2_000
MOST_NAME = 200


def today_of(unit: UnitOfWork) -> str:
    """The day by which waivers are compared: UTC, by the database's clock."""
    return datetime.fromtimestamp(unit.now(), UTC).date().isoformat()


def waive(audit_id: str, *, finding: str, owner: str, reason: str, until: str) -> Waiver:
    """Waive a finding of a completed audit until the end of a day.

    Raises `Refused` with every problem, `Forbidden` where approvers waive and the caller is none,
    `Conflict` where the audit has no verdict yet or the finding is waived already.
    """
    if not may_waive():
        raise Forbidden("Findings are waived by approvers here.")
    who = caller()
    with services().records.writing(who.tenant) as unit:
        audit = _judged(unit, audit_id)
        today = today_of(unit)
        problems: list[Problem] = []
        named = _finding(unit, audit, finding.strip(), problems)
        fields = {
            "owner": _text_of("owner", owner, "name who answers for it", MOST_NAME, problems),
            "reason": _text_of("reason", reason, "say why it is accepted", MOST_SAID, problems),
            "until": _day(until, today, problems),
        }
        if named is not None and named.verdict == Verdict.PASS:
            problems.append(
                Problem(
                    "finding", "it passed", "there is nothing to waive; choose another", "passed"
                )
            )
        if problems or named is None:
            raise Refused(problems)
        if named.entry.get("waived") or any(
            row.finding == named.finding and counts(row, today)
            for row in unit.reviews.waivers(audit.id)
        ):
            raise Conflict("The finding is waived already.", hint="Withdraw that waiver first.")
        refuse_one_more(unit, Waiver)
        row = unit.reviews.waive(
            audit,
            finding=named.finding,
            rule=named.entry.get("rule", {}),
            created_by=who.name,
            **fields,
        )
        unit.log.append(
            who.tenant, who.name, "audit.finding_waived", audit.id,
            waiver=row.id, finding=row.finding, **fields,
        )  # fmt: skip
        unit.commit()
    return row


def withdraw(waiver_id: str) -> Waiver:
    """End a waiver now; it stays on the page as withdrawn. Twice is once."""
    if not may_waive():
        raise Forbidden("Waivers are withdrawn by approvers here.")
    who = caller()
    with services().records.writing(who.tenant) as unit:
        row = unit.reviews.find(waiver_id)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by = unit.now(), who.name
            unit.log.append(
                who.tenant, who.name, "audit.waiver_withdrawn", row.audit_id,
                waiver=row.id, finding=row.finding,
            )  # fmt: skip
        unit.commit()
    return row


def comment(audit_id: str, *, text: str, finding: str = "") -> Remark:
    """Say something of an audit, or of one of its findings."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        audit = unit.audits.find(audit_id)
        problems: list[Problem] = []
        remark = _text_of("text", text, "write what there is to say", MOST_SAID, problems)
        about = _finding(unit, audit, finding.strip(), problems) if finding.strip() else None
        if problems:
            raise Refused(problems)
        refuse_one_more(unit, Remark)
        row = unit.reviews.remark(
            audit.id,
            kind="comment",
            said=remark,
            finding=about.finding if about else None,
            created_by=who.name,
        )
        unit.log.append(who.tenant, who.name, "audit.commented", audit.id, remark=row.id)
        unit.commit()
    return row


def sign_off(audit_id: str, *, text: str) -> Remark:
    """Say that the report was read and what follows; kept with the report's SHA-256."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        audit = _judged(unit, audit_id)
        problems: list[Problem] = []
        statement = _text_of(
            "text", text, "say what was looked at and decided", MOST_SAID, problems
        )
        if problems:
            raise Refused(problems)
        refuse_one_more(unit, Remark)
        sha256 = unit.audits.report(audit.id).canonical_sha256
        row = unit.reviews.remark(
            audit.id, kind="sign_off", said=statement, canonical_sha256=sha256, created_by=who.name
        )
        unit.log.append(
            who.tenant, who.name, "audit.signed_off", audit.id,
            remark=row.id, said=statement, canonical_sha256=sha256,
        )  # fmt: skip
        unit.commit()
    return row


def counts(waiver: Waiver, today: str) -> bool:
    """Whether it waives anything on that day."""
    return waiver.withdrawn_at is None and today <= waiver.until


def _judged(unit: UnitOfWork, audit_id: str) -> Audit:
    audit = unit.audits.find(audit_id)
    if audit.state != "completed":
        raise Conflict(
            f"The audit is {audit.state}: there is no verdict yet.",
            hint="Wait until it is completed.",
        )
    return audit


def _finding(
    unit: UnitOfWork, audit: Audit, finding: str, problems: list[Problem]
) -> Finding | None:
    stored = next((row for row in unit.audits.findings(audit.id) if row.finding == finding), None)
    if stored is None:
        problems.append(
            Problem(
                "finding",
                f"this audit has no finding {finding[:80]!r}" if finding else "is missing",
                "give the id of a finding as its page and its JSON report have it",
                "unknown_finding",
            )
        )
    return stored


def _text_of(field: str, given: str, remedy: str, most: int, problems: list[Problem]) -> str:
    text = given.strip()
    if not text:
        problems.append(Problem(field, "is missing", remedy, "missing"))
    elif len(text) > most:
        problems.append(
            Problem(field, f"has {len(text):,} characters", f"keep to {most:,}", "too_long")
        )
    return text


def _day(given: str, today: str, problems: list[Problem]) -> Any:
    try:
        day = date.fromisoformat(given.strip()).isoformat()
    except ValueError:
        problems.append(
            Problem(
                "until", f"{given.strip()[:40]!r} is no date", "give e.g. 2027-03-31", "no_date"
            )
        )
        return ""
    if day < today:
        problems.append(
            Problem("until", f"{day} is over", "give the last day on which it is waived", "past")
        )
    return day
