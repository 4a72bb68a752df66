"""How schedules and their runs look from outside."""

from typing import Any

from service.records.catalog import Datasets, Models
from service.records.errors import NoRow
from service.records.tables import Schedule, ScheduleRun
from service.records.unit_of_work import UnitOfWork
from service.recurrence import next_times
from service.shapes import schedules as shapes


def schedule_answer(row: Schedule, now: float) -> dict[str, Any]:
    """The schedule as the API shows it."""
    upcoming: list[float] = []
    if row.expression is not None and not row.paused:
        upcoming = next_times(row.expression, row.zone, now)
    return shapes.Schedule(
        id=row.id,
        name=row.name,
        trigger=row.trigger_kind,
        expression=row.expression,
        zone=row.zone,
        overlap=row.overlap,
        catch_up=row.catch_up,
        paused=row.paused,
        next=upcoming,
        document=row.document,
        created=row.created_at,
        created_by=row.created_by,
    ).model_dump(mode="json")


def run_answer(unit: UnitOfWork, run: ScheduleRun) -> dict[str, Any]:
    """The run as the API shows it, with the way to its comparison."""
    before = None
    of_audit: dict[str, str | None] = {}
    if run.audit_id is not None:
        before = unit.schedules.previous_audit(run.schedule_id, before=run.due_at)
        of_audit = _of_audit(unit, run.audit_id)
    comparison = f"/v1/comparisons?audit={run.audit_id}&before={before}" if before else None
    return shapes.ScheduleRun(
        id=run.id,
        due=run.due_at,
        state=run.state,
        note=run.note,
        audit=run.audit_id,
        comparison=comparison,
        **of_audit,
    ).model_dump(mode="json")


def _of_audit(unit: UnitOfWork, audit_id: str) -> dict[str, str | None]:
    """How far its audit is, and which versions it was of; nothing where it was deleted."""
    try:
        row = unit.audits.find(audit_id)
    except NoRow:
        return {}
    return {
        "audit_state": row.state,
        "gate": row.gate,
        "model": _label(unit.models, row.model_version_id),
        "dataset": _label(unit.datasets, row.dataset_version_id),
    }


def _label(versions: Models | Datasets, version_id: str | None) -> str | None:
    """`name version`; None where there is none, or where it was deleted."""
    if version_id is None:
        return None
    try:
        version = versions.find(version_id)
        return f"{versions.find_family(version.family_id).name} {version.version}"
    except NoRow:
        return None
