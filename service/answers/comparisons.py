"""An audit beside an earlier one, as the API shows it."""

from typing import Any

from service.answers.reports import stored_report
from service.errors import NotReady, ServiceError
from service.records.errors import NoRow
from service.records.tables import Audit
from service.records.unit_of_work import UnitOfWork
from service.shapes import schedules as shapes

MOST_MEASUREMENTS = 20_000


def comparison(unit: UnitOfWork, audit_id: str, before_id: str | None) -> dict[str, Any]:
    """The two side by side. Raises NoRow, or NotReady while one of them is not judged."""
    # Read when somebody compares.
    from audits.comparison.reports import compare_findings, compare_measurements

    now = unit.audits.find(audit_id)
    before_id = before_id or unit.audits.previous(now)
    if before_id is None:
        raise NoRow(f"no audit of the name of {audit_id} came before it")
    before = unit.audits.find(before_id)
    for row in (now, before):
        if row.state != "completed":
            raise NotReady(f"The audit {row.id} is {row.state}; both must be completed.")
    paired, unpaired = _paired(unit, now, before)
    # Rows that were paired are the same, also where they stand in another file.
    same_rows = paired is not None or _sha256(unit, now) == _sha256(unit, before)
    conditions = _what_changed(now, before)
    measured = _entries(unit, before), _entries(unit, now)
    findings = compare_findings(_findings(unit, before), _findings(unit, now), measured=measured)
    numbers = compare_measurements(*measured, same_rows=same_rows)
    return shapes.Comparison(
        audit=now.id,
        before=before.id,
        gate=now.gate,
        gate_before=before.gate,
        same_rows=same_rows,
        same_model=None if conditions is None else conditions["model"]["is_same"],
        paired=paired,
        unpaired=unpaired,
        what_changed=conditions,
        **findings,
        **numbers,
    ).model_dump(mode="json")


def _paired(
    unit: UnitOfWork, now: Audit, before: Audit
) -> tuple[dict[str, Any] | None, str | None]:
    """What the worker found when it paired the rows, or why there is nothing."""
    source = unit.audits.source_of(before.id)
    if unit.audits.source_of(now.id) == source:
        return None, "both are answered by the same stored results"
    stored_comparison = stored_report(now.id).get("comparison") or {}
    if not stored_comparison or _source(unit, stored_comparison["audit"]) != source:
        return None, "rows are paired with the audit that came right before"
    return stored_comparison["paired"], stored_comparison["unpaired"]


def _what_changed(now: Audit, before: Audit) -> dict[str, Any] | None:
    """The conditions of both reports; None where the bytes of one are gone."""
    from audits.comparison.changed_conditions import what_changed

    try:
        return what_changed(stored_report(before.id), stored_report(now.id))
    except (ServiceError, LookupError, TypeError, AttributeError):
        return None


def _source(unit: UnitOfWork, audit_id: str) -> str | None:
    try:
        return unit.audits.source_of(audit_id)
    except NoRow:  # deleted since
        return None


def _findings(unit: UnitOfWork, row: Audit) -> list[dict[str, Any]]:
    return [finding.entry for finding in unit.audits.findings(row.id)]


def _entries(unit: UnitOfWork, row: Audit) -> list[dict[str, Any]]:
    return [
        measurement.entry
        for measurement in unit.audits.measurements(row.id, limit=MOST_MEASUREMENTS)
    ]


def _sha256(unit: UnitOfWork, row: Audit) -> str:
    return unit.datasets.find(row.dataset_version_id).sha256
