"""How an audit looks from outside."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from audits.specification import verdicts
from audits.specification.verdicts import Verdict
from service import shapes
from service.records.audit_lists import AuditFilter
from service.records.states import FINAL
from service.records.tables import Audit
from service.stages import current_stage, percent_of, stages


def chosen_by(query: shapes.AuditChoice) -> AuditFilter:
    """Which audits a query asks for."""
    return AuditFilter(
        state=query.state,
        gate=query.gate,
        model_id=query.model,
        dataset_id=query.dataset,
        schedule_id=query.schedule,
        policy_id=query.policy,
        text=query.q,
        since=None if query.since is None else query.since.timestamp(),
    )


def report_address(row: Audit, public_url: str) -> str | None:
    """Where people read the report, once there is one."""
    return f"{public_url}/audits/{row.id}" if row.state == "completed" else None


def error_answer(row: Audit) -> shapes.ErrorBody | None:
    """Why it failed, or None."""
    if row.error_code is None:
        return None
    return shapes.ErrorBody(
        code=row.error_code, message=row.error_message or "", problems=row.problems or []
    )


def acceptance(row: Audit) -> shapes.Acceptance | None:
    """Who took it as it is, or None."""
    if row.accepted_at is None:
        return None
    return shapes.Acceptance(
        at=row.accepted_at, by=row.accepted_by or "", reason=row.accepted_reason or ""
    )


def audit_answer(row: Audit, public_url: str) -> dict[str, Any]:
    """The audit as the API shows it."""
    progress = row.progress or {}
    moving = row.state in ("queued", "running")
    here = f"/v1/audits/{row.id}"
    return shapes.Audit(
        id=row.id,
        name=row.name,
        state=row.state,
        gate=row.gate,
        blocking=row.blocking,
        percent=percent_of(row.state, progress),
        stage=current_stage(row.state, progress) if moving else None,
        step=progress.get("step"),
        of=progress.get("of"),
        note=str(progress.get("note") or ""),
        stages=[
            shapes.Stage(name=stage.key, state=stage.state)
            for stage in stages(
                row.state,
                progress,
                has_model=row.model_version_id is not None,
                has_started=row.started_at is not None,
            )
        ],
        cancel_requested=row.cancel_requested,
        attempt=row.attempt,
        model=row.model_version_id,
        dataset=row.dataset_version_id,
        policy=row.policy_version_id,
        created=row.created_at,
        started=row.started_at,
        finished=row.finished_at,
        created_by=row.created_by,
        error=error_answer(row),
        report_url=report_address(row, public_url),
        same_as=row.same_as,
        accepted=acceptance(row),
        links={
            name: f"{here}/{name}"
            for name in ("events", "gate", "measurements", "report.html", "report.json")
        },
    ).model_dump(mode="json")


def gate_answer(
    row: Audit,
    findings: Sequence[dict[str, Any]],
    public_url: str,
    standing: shapes.Standing | None = None,
) -> dict[str, Any]:
    """The verdict for a pipeline: an audit that failed is `error`, a cancelled one `not_run`.

    standing: what the waivers of its page would make of it.
    """
    final = row.state in FINAL
    gate: str | None = None
    if final:
        fallback = str(Verdict.NOT_RUN if row.state == "cancelled" else Verdict.ERROR)
        gate = row.gate if row.state == "completed" else fallback
    blocking = row.blocking if row.state == "completed" else (True if final else None)
    counts = Counter(str(finding.get("verdict")) for finding in findings)
    return shapes.Gate(
        audit=row.id,
        state=row.state,
        final=final,
        gate=gate,
        blocking=blocking,
        exit_code=None if gate is None else _exit_code(row, gate, bool(blocking)),
        counts={verdict: counts.get(verdict, 0) for verdict in map(str, Verdict)},
        findings=list(findings),
        error=error_answer(row),
        report_url=report_address(row, public_url),
        standing=standing,
    ).model_dump(mode="json")


def _exit_code(row: Audit, gate: str, blocking: bool) -> int:
    """As the contract's table of exit codes has it."""
    if row.state == "failed":
        return verdicts.REFUSED if row.problems else verdicts.ERROR
    return verdicts.exit_code(gate, blocking=blocking)
