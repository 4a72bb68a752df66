"""A report's plan carried out once more, on the model and the data that it names.

Everything stands in the report: columns, parameters, seeds, the policy. Files are those that it
was made from (of a service's report, those that the service stored, where its store is on this
machine), or others with the same fingerprint. What the time for the first audit left out is
left out again, and what it sampled is sampled alike, so that a slower machine gives the same
numbers.
"""

import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audits.comparison.environments import differences
from audits.comparison.reproduction import Comparison, compare
from audits.errors import Refused
from audits.json_types import JsonObject
from audits.planning.plan import Plan, Step
from audits.report.json import exchangeable
from audits.report.signing import check
from audits.specification.document import Settings
from audits.specification.probe_manifest import entries
from evenhand.progress import Progress
from evenhand.reproduced_files import (
    Files,
    Sources,
    dataset_file,
    folder_of,
    model_file,
    second_tables,
)
from evenhand.stored_files import NOWHERE, StoredFiles
from workers.auditing import Conclusion, carry_out, conclude
from workers.provenance import environment
from workers.sandbox import Limits

# Nothing is cut by the clock: how long it may take was decided when it was first measured.
BUDGET, SECONDS = "24h", 86_400.0
# What an audit says where it asked less than planned, or nothing, for want of time.
_SAMPLED = re.compile(r"(?P<probe>\S+) ran with (?P<words>.+) to fit the budget of ")
_WORD = re.compile(r"(?P<name>\w+) (?P<value>\d+)")
_NO_TIME = ("budget of ", "reached its limit of ", "cut at the limit of ")


@dataclass(frozen=True)
class Reproduced:
    """What was measured again, and how it differs.

    notes: what a reader must know first. environment: what of machine and packages is another.
    """

    before: JsonObject
    conclusion: Conclusion
    comparison: Comparison
    notes: tuple[str, ...]
    environment: tuple[str, ...]


def reproduce(
    report: JsonObject,
    folder: Path,
    files: Files,
    *,
    stored: StoredFiles = NOWHERE,
    quiet: bool = False,
) -> Reproduced:
    """Measure again what a report's plan says, and hold both beside each other.

    report: its JSON. folder: where it lies, to which its paths are relative unless it says where
    its document lay. stored: files of a service's reports. Raises `Refused` where this release
    cannot carry the plan out, or the files are not those that it is about; `AuditFailed` where the
    machine or the model broke.
    """
    plan = as_it_ran(plan_of(report), report)
    limits = Limits()
    with (
        Progress(quiet=quiet) as progress,
        TemporaryDirectory(prefix="evenhand-") as scratch,
        ExitStack() as stack,
    ):
        progress.update({"stage": "inspecting", "percent": 0})
        sources = Sources(report, files, folder_of(report, folder), stored, Path(scratch), stack)
        dataset = dataset_file(plan, sources, limits)
        model = model_file(plan, sources, limits)
        seconds = second_tables(plan, sources)
        steps: list[JsonObject] = []
        context: JsonObject = {}
        layers = carry_out(
            plan, model=model, dataset=dataset, limits=Limits.for_wall(SECONDS),
            on_step=steps.append, on_context=context.update, on_progress=progress.update,
            seconds=seconds,
        )  # fmt: skip
        progress.update({"stage": "judging", "percent": 99})
        conclusion = conclude(
            plan, steps, context=context, provenance=_provenance(report, plan, layers),
            today=_day(report), limits=limits,
        )  # fmt: skip
        progress.update({"stage": "done", "percent": 100})
    now = exchangeable(conclusion.report)
    return Reproduced(
        report,
        conclusion,
        compare(exchangeable(report), now),
        tuple(_notes(report, plan)),
        tuple(differences(report.get("environment") or {}, now["environment"])),
    )


def plan_of(report: JsonObject) -> Plan:
    """The plan in a report; raises `Refused` where this release cannot carry it out."""
    try:
        plan = Plan.from_json(report["plan"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # pydantic's are ValueErrors
        raise Refused.because(
            "REPORT",
            f"its plan cannot be read by this release ({str(error)[:200]})",
            f"install the release that made it ({_release(report)})",
            "unreadable",
        ) from error
    unknown = [step.probe for step in plan.steps if step.probe not in entries()]
    if unknown:
        raise Refused.because(
            "REPORT", f"this release has no probe {unknown[0]!r}",
            f"install the release that made it ({_release(report)})", "unknown_probe",
        )  # fmt: skip
    if plan.asks_a_model and plan.model_sha256 is None:
        raise Refused.because(
            "REPORT", "its model was an address or a function, which may be another by now",
            "audit it anew and compare the two: `evenhand audit FILE --against REPORT`",
            "not_a_file",
        )  # fmt: skip
    return plan


def as_it_ran(plan: Plan, report: JsonObject) -> Plan:
    """The plan with the parameters that the time for the audit left, and without what it cut."""
    ended = {entry["step"]: entry for entry in report["probes"]}
    fewer = {
        match["probe"]: {it["name"]: int(it["value"]) for it in _WORD.finditer(match["words"])}
        for warning in report["warnings"]
        if (match := _SAMPLED.match(warning))
    }

    def ran(step: Step) -> Step:
        entry = ended.get(step.index, {})
        reason = str(entry.get("reason", ""))
        if entry.get("status") == "not_run" and any(words in reason for words in _NO_TIME):
            return replace(step, reason=reason, remedy=entry.get("remedy"))
        return replace(step, parameters={**step.parameters, **fewer.get(step.probe, {})})

    settings = Settings.model_validate({**plan.settings.to_json(), "budget": BUDGET})
    return replace(plan, steps=tuple(map(ran, plan.steps)), settings=settings)


def _day(report: JsonObject) -> date:
    """Waivers end on a day, so findings are judged as of the day of the report."""
    try:
        return datetime.fromisoformat(report["audit"]["started"]).date()
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC).date()


def _provenance(report: JsonObject, plan: Plan, layers: tuple[str, ...]) -> JsonObject:
    return {
        "audit": dict(report["audit"]),
        "environment": environment(plan, layers),
        "model": dict(report["model"]),
        "dataset": dict(report["dataset"]),
        "policy": dict(report.get("policy") or {}),
        "warnings": [],
    }


def _notes(report: JsonObject, plan: Plan) -> "list[str]":
    notes = []
    try:
        is_intact = check(report).intact
    except (KeyError, TypeError, ValueError):
        is_intact = False
    if not is_intact:
        notes.append("the report was changed since it was made: its numbers are not those it had")
    for step in plan.steps:
        now = entries()[step.probe].version
        if now != step.version:
            notes.append(
                f"{step.probe} was version {step.version} and is {now} here: it may measure "
                "another number"
            )
    missed = [step.probe for step in plan.steps if any(w in (step.reason or "") for w in _NO_TIME)]
    if missed:
        notes.append(f"not measured again, as there was no time for it then: {', '.join(missed)}")
    return notes


def _release(report: JsonObject) -> str:
    made_by: Any = report.get("environment", {})
    return str(made_by.get("versions", {}).get("evenhand", "not known"))
