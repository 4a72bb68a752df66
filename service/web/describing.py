"""Rows and documents in the words of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.specification.named_policies import NamedPolicy
from audits.specification.verdicts import WORST_FIRST
from service.records.tables import Audit, DatasetVersion, ModelVersion
from service.records.unit_of_work import UnitOfWork
from service.stages import NAMES, current_stage, percent_of, step_note
from service.web.rendering import words

MOST_NOTE = 120


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit as lists and its own page show it.

    shown: the gate once judged, the state until then.
    """

    id: str
    title: str
    family: str
    subject: str
    state: str
    shown: str
    percent: int
    stage_name: str
    step_note: str
    note: str
    by: str
    latest_at: float
    worker: str | None
    attempt: int


def audit_rows(unit: UnitOfWork, rows: Sequence[Audit]) -> list[AuditRow]:
    """Audits with the names of what they are about, who asked, and how the rules fell out."""
    names = unit.requester_names.names(row.created_by for row in rows)
    counts = unit.audits.count_findings([row.same_as or row.id for row in rows])
    return [audit_row(unit, row, names, counts.get(row.same_as or row.id, {})) for row in rows]


def audit_row(
    unit: UnitOfWork, row: Audit, names: Mapping[str, str], counts: Mapping[str, int]
) -> AuditRow:
    """One of them. names: of keys, people and schedules, by id; counts: findings by verdict."""
    progress = row.progress or {}
    stage = NAMES[current_stage(row.state, progress)]
    shown = row.gate if row.state == "completed" and row.gate else row.state
    percent = int(percent_of(row.state, progress))
    return AuditRow(
        id=row.id,
        title=row.name,
        family=row.name.partition(" on ")[0],
        subject=_subject(unit, row),
        state=row.state,
        shown=shown,
        percent=percent,
        stage_name={"completed": "Done", "failed": "Stopped", "cancelled": "Cancelled"}.get(
            row.state, stage
        ),
        step_note=step_note(progress),
        note=_note(row, stage, percent, counts),
        by=names.get(row.created_by or "", row.created_by or ""),
        latest_at=row.finished_at or row.started_at or row.created_at,
        worker=row.worker,
        attempt=row.attempt,
    )


def _subject(unit: UnitOfWork, row: Audit) -> str:
    data = unit.datasets.find(row.dataset_version_id)
    rows = (data.profile or {}).get("rows")
    parts = [f"dataset {data.version}"]
    if row.model_version_id is not None:
        parts.insert(0, f"model {unit.models.find(row.model_version_id).version}")
    if isinstance(rows, int):
        parts.append(f"{rows:,} rows")
    return ", ".join(parts)


def _note(row: Audit, stage: str, percent: int, counts: Mapping[str, int]) -> str:
    if row.state == "completed":
        phrases = [f"{counts[name]} {words(name)}" for name in WORST_FIRST if counts.get(name)]
        return " · ".join(phrases) or "no rule was judged"
    if row.state == "running":
        return f"{stage}, {percent} %"
    if row.state == "failed":
        return _short(row.error_message or row.error_code or "")
    if row.state == "cancelled":
        return f"at {percent} %" if row.started_at is not None else "before a worker took it"
    return "waits for a worker" if row.state == "queued" else ""


def _short(text: str) -> str:
    """Of a long message its beginning; the audit's page has the whole."""
    return text if len(text) <= MOST_NOTE else f"{text[:MOST_NOTE].rsplit(' ', 1)[0]} …"


def version_row(name: str, row: ModelVersion | DatasetVersion) -> dict[str, Any]:
    """An uploaded version, with a sentence on what it was found to be."""
    profile = row.profile or {}
    return {
        "id": row.id,
        "family": row.family_id,
        "name": name,
        "version": row.version,
        "filename": row.filename,
        "sha256": row.sha256,
        "size_bytes": row.size_bytes,
        "created_at": row.created_at,
        "inspection": row.inspection,
        "problems": row.problems or [],
        "warnings": profile.get("warnings", []),
        "sentence": profile_sentence(profile),
    }


def profile_sentence(profile: Mapping[str, Any]) -> str:
    """`csv, 7,214 rows, 17 columns` or `onnx, classification, 14 inputs, 2 classes`."""
    if "columns" in profile:
        columns = len(profile["columns"])
        return f"{profile['format']}, {profile['rows']:,} rows, {columns:,} columns"
    if "inputs" in profile:
        inputs = len(profile["inputs"])
        parts = [profile["format"], profile["task"], f"{inputs} input{'s' if inputs != 1 else ''}"]
        if profile.get("classes"):
            parts.append(f"{len(profile['classes'])} classes")
        return ", ".join(parts)
    return ""


def policy_row(item: Mapping[str, Any]) -> dict[str, Any]:
    """A stored policy with its rules in sentences."""
    policy = item["policy"]
    verbs = {"block": "blocks", "pass": "lets pass"}
    return {
        **item,
        "created_at": item["created"],
        "sentences": [rule_sentence(rule) for rule in policy.get("rules", [])],
        "on_inconclusive": verbs[policy.get("on_inconclusive", "block")],
        "on_not_run": verbs[policy.get("on_not_run", "block")],
    }


def named_row(policy: NamedPolicy) -> dict[str, Any]:
    """A policy that is there for everybody, with its rules in sentences."""
    return {
        "name": policy.name,
        "title": policy.title,
        "means": policy.means,
        "suits": policy.suits,
        "cannot_see": policy.cannot_see,
        "sentences": [
            rule_sentence({**rule, "attribute": "protected column"} if "each" in rule else rule)
            for rule in policy.rules
        ],
    }


def rule_sentence(rule: Mapping[str, Any]) -> str:
    """`Impact ratio of each sex is at least 0.8`."""
    whose = "everyone"
    attribute = rule.get("attribute")
    if attribute:
        names = [attribute] if isinstance(attribute, str) else attribute
        whose = f"each {' and '.join(names)}"
    elif rule.get("group"):
        whose = ", ".join(f"{key} {value}" for key, value in rule["group"].items())
    bounds = []
    for key, phrase in BOUNDS.items():
        if key in rule:
            limit = rule[key]
            if isinstance(limit, list):
                bounds.append(f"is from {limit[0]} to {limit[1]}")
            else:
                bounds.append(f"{phrase} {limit}")
    metric = words(str(rule.get("metric", "")))
    return f"{metric[:1].upper()}{metric[1:]} of {whose} {' and '.join(bounds)}"


BOUNDS = {
    "within": "stays within ±",
    "at_least": "is at least",
    "at_most": "is at most",
    "above": "is above",
    "below": "is below",
}
