"""An audit's review as everybody outside sees it, and what its waivers would make of the gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.specification import verdicts
from audits.specification.gates import blocks, gate_of
from audits.specification.verdicts import WORST_FIRST, Verdict
from service import shapes
from service.records.tables import Audit, Remark, Waiver
from service.records.unit_of_work import UnitOfWork
from service.reviewing import counts, today_of
from service.shapes import rfc3339


@dataclass(frozen=True, slots=True)
class Review:
    """What people said of an audit. standing: None while no waiver of its page counts today."""

    audit: Audit
    waivers: Sequence[Waiver]
    remarks: Sequence[Remark]
    findings: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    today: str
    standing: shapes.Standing | None

    def name(self, who: str | None) -> str:
        """What somebody is called; their id where they are gone."""
        return self.names.get(who or "", who or "unknown")


def review(unit: UnitOfWork, audit: Audit) -> Review:
    """Everything that was said of the audit."""
    waivers, remarks = unit.reviews.waivers(audit.id), unit.reviews.remarks(audit.id)
    said_by = [row.created_by for row in waivers] + [row.created_by for row in remarks]
    names = unit.requester_names.names([*said_by, *(row.withdrawn_by for row in waivers)])
    findings = [row.entry for row in unit.audits.findings(audit.id)]
    today = today_of(unit)
    return Review(
        audit, waivers, remarks, findings, names, today,
        standing(unit, audit, findings, waivers, today),
    )  # fmt: skip


def standing(
    unit: UnitOfWork,
    audit: Audit,
    findings: Sequence[Mapping[str, Any]],
    waivers: Sequence[Waiver],
    today: str,
) -> shapes.Standing | None:
    """The gate if the waivers of the page had been in the policy; the signed one stays.

    It is judged as the audit was: probes that broke, and named ones that did not run, count too.
    """
    waived = {row.finding for row in waivers if counts(row, today)}
    if audit.state != "completed" or not waived:
        return None
    plan = audit.plan
    policy = plan.get("policy") or {}
    left = {
        Verdict(finding["verdict"])
        for finding in findings
        if not finding.get("waived") and finding["id"] not in waived
    }
    named = {step["index"] for step in plan.get("steps", ()) if step.get("named")}
    also = set()
    for step, status in unit.reviews.statuses(audit.same_as or audit.id):
        if status == "error":
            also.add(Verdict.ERROR)
        elif status == "not_run" and step in named:
            also.add(Verdict.NOT_RUN)
    gates = {gate_of(left, findings=len(findings)), *also}
    gate = next(verdict for verdict in WORST_FIRST if verdict in gates)
    blocking = blocks(
        gates | left,
        on_inconclusive=policy.get("on_inconclusive", "block"),
        on_not_run=policy.get("on_not_run", "block"),
    )
    return shapes.Standing(
        gate=str(gate),
        blocking=blocking,
        exit_code=verdicts.exit_code(str(gate), blocking=blocking),
        waived=sorted(waived),
    )


def waiver_answer(row: Waiver) -> dict[str, Any]:
    """A waiver as the API shows it."""
    return shapes.WaiverAnswer(
        id=row.id,
        audit=row.audit_id,
        finding=row.finding,
        owner=row.owner,
        reason=row.reason,
        until=row.until,
        at=row.created_at,
        by=row.created_by or "",
        withdrawn=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    ).model_dump(mode="json")


def remark_answer(row: Remark) -> dict[str, Any]:
    """A comment or sign-off as the API shows it."""
    return shapes.RemarkAnswer(
        id=row.id,
        audit=row.audit_id,
        kind=row.kind,
        finding=row.finding,
        text=row.said,
        canonical_sha256=row.canonical_sha256,
        at=row.created_at,
        by=row.created_by or "",
    ).model_dump(mode="json")


def review_words(review: Review) -> dict[str, Any]:
    """The review as a report's forms end with it (`audits.report.review`): by names, not ids."""
    sentences = {finding["id"]: str(finding.get("sentence") or "") for finding in review.findings}
    return {
        "gate": review.audit.gate,
        "standing": None if review.standing is None else review.standing.model_dump(mode="json"),
        "waivers": [
            {
                "id": row.id,
                "finding": row.finding,
                "sentence": sentences.get(row.finding, ""),
                "owner": row.owner,
                "reason": row.reason,
                "until": row.until,
                "by": review.name(row.created_by),
                "at": rfc3339(row.created_at),
                "counts": counts(row, review.today),
                "withdrawn_at": None if row.withdrawn_at is None else rfc3339(row.withdrawn_at),
                "withdrawn_by": review.name(row.withdrawn_by),
            }
            for row in review.waivers
        ],
        "remarks": [
            {
                "kind": row.kind,
                "finding": row.finding,
                "said": row.said,
                "by": review.name(row.created_by),
                "at": rfc3339(row.created_at),
                "sha256": row.canonical_sha256,
            }
            for row in review.remarks
        ],
    }


def review_answer(review: Review) -> dict[str, Any]:
    """The review as the API shows it."""
    return {
        "audit": review.audit.id,
        "gate": review.audit.gate,
        "blocking": review.audit.blocking,
        "standing": None if review.standing is None else review.standing.model_dump(mode="json"),
        "waivers": [waiver_answer(row) for row in review.waivers],
        "remarks": [remark_answer(row) for row in review.remarks],
    }
