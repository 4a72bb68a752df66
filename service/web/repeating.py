"""Schedules in the words of people: how often, on which day, at what time, and of which files."""

import re
from collections.abc import Mapping
from typing import Any

from audits.errors import Problem, Refused
from audits.specification.named_policies import named_policies
from audits.specification.roles import Role
from service.records.errors import NoRow
from service.records.tables import Audit
from service.records.unit_of_work import UnitOfWork
from service.web.form_rows import FormProblem

OFTEN = {
    "daily": "every day",
    "weekly": "every week",
    "monthly": "every month",
    "dataset_version": "with each new version of the dataset",
    "model_version": "with each new version of the model",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST = "L"  # as cron's dialects write the last day of a month
MONTH_DAYS = (*map(str, range(1, 29)), LAST)  # each of them comes in every month
OVERLAP = {"skip": "leave this time out", "queue": "run after it"}
CATCH_UP = {"latest": "run once for all of them", "all": "run each of them", "none": "leave out"}
EMPTY = {
    "name": "", "often": "monthly", "weekday": "1", "day": "1", "time": "02:30", "zone": "UTC",
    "overlap": "skip", "catch_up": "latest",
}  # fmt: skip

_CRON = re.compile(r"(\d{1,2}) (\d{1,2}) (\*|\d{1,2}|L) \* (\*|[0-7])")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


LABELS = {
    "name": "Name", "often": "How often", "expression": "How often", "weekday": "Day of the week",
    "day": "Day of the month", "time": "Time", "zone": "Time zone", "overlap": "Overlap",
    "catch_up": "Missed times", "document": "What it audits",
}  # fmt: skip


def on_page(problem: Problem) -> FormProblem:
    """The problem with the place on the page where it is mended."""
    field = problem.field.partition(".")[0]
    anchor = {"expression": "often"}.get(field, field)
    label = LABELS.get(field, problem.field)
    return FormProblem(
        problem.field, problem.reason, problem.remedy, anchor if field in LABELS else "", label
    )


def trigger_of(form: Mapping[str, str], *, has_model: bool) -> tuple[str, str | None]:
    """The trigger and, by the clock, the cron expression. Raises `Refused` with every fault."""
    problems = [
        Problem(name, f"{form[name]!r} is not one of them", f"choose {', '.join(choices)}")
        for name, choices in (
            ("often", OFTEN), ("overlap", OVERLAP), ("catch_up", CATCH_UP),
        )
        if form[name] not in choices
    ]  # fmt: skip
    often = form["often"]
    if often == "model_version" and not has_model:
        problems.append(
            Problem("often", "no uploaded model is audited", "choose the dataset, or a time")
        )
    time = _TIME.fullmatch(form["time"])
    if often in ("daily", "weekly", "monthly"):
        if time is None:
            problems.append(
                Problem("time", f"{form['time']!r} is not a time", "write hour and minute: 02:30")
            )
        if often == "weekly" and form["weekday"] not in map(str, range(1, 8)):
            problems.append(Problem("weekday", "it is no day of the week", "choose one"))
        if often == "monthly" and form["day"] not in MONTH_DAYS:
            problems.append(Problem("day", "it does not come every month", "choose 1 to 28"))
    if problems:
        raise Refused(problems)
    if time is None or often.endswith("_version"):
        return often, None
    day = form["day"] if often == "monthly" else "*"
    weekday = str(int(form["weekday"]) % 7) if often == "weekly" else "*"
    return "cron", f"{int(time[2])} {int(time[1])} {day} * {weekday}"


def form_of(trigger: str, expression: str | None) -> dict[str, str] | None:
    """The fields that say when; None of an expression that the form has no words for."""
    if trigger != "cron":
        return {"often": trigger}
    match = _CRON.fullmatch(expression or "")
    if match is None:
        return None
    minute, hour, day, weekday = match.groups()
    fields = {"time": f"{int(hour):02d}:{int(minute):02d}", "often": "daily"}
    if day != "*" and weekday != "*":
        return None
    if day != "*":
        return {**fields, "often": "monthly", "day": day} if day in MONTH_DAYS else None
    if weekday != "*":
        return {**fields, "often": "weekly", "weekday": str(int(weekday) or 7)}
    return fields


def when_in_words(trigger: str, expression: str | None, zone: str) -> str:
    """`on day 1 of every month at 02:30, Europe/Berlin`; other expressions as they are written."""
    fields = form_of(trigger, expression)
    if fields is None:
        return f"at {expression} (minute, hour, day, month, weekday), {zone}"
    often = fields["often"]
    if often.endswith("_version"):
        return OFTEN[often]
    clock_time = f"at {fields['time']}, {zone}"
    if often == "weekly":
        return f"every {WEEKDAYS[int(fields['weekday']) - 1]} {clock_time}"
    if often == "monthly":
        day = fields["day"]
        return f"on {'the last day' if day == LAST else f'day {day}'} of every month {clock_time}"
    return f"every day {clock_time}"


def of_newest(unit: UnitOfWork, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with model and dataset by name alone: each run takes the newest version."""
    changed = dict(document)
    for field, catalog in (("dataset", unit.datasets), ("model", unit.models)):
        entry = document.get(field)
        if not isinstance(entry, Mapping) or entry.get("url") is not None:
            continue
        name = entry.get("name")
        if entry.get("id") is not None:
            version = catalog.find(str(entry["id"]))
            name = catalog.find_family(version.family_id).name
        if name is not None:
            rest = {
                key: value for key, value in entry.items()
                if key not in ("id", "version", "path", "name")
            }  # fmt: skip
            changed[field] = {"name": name, **rest}
    return changed


def open_references(document: Mapping[str, Any]) -> list[str]:
    """Protected columns of which nobody said with which group the others are compared."""
    columns = (document.get("dataset") or {}).get("columns") or {}
    return [
        str(name)
        for name, spec in columns.items()
        if (spec.get("role") if isinstance(spec, Mapping) else spec) == Role.PROTECTED
        and not (isinstance(spec, Mapping) and spec.get("reference"))
    ]


def document_of(unit: UnitOfWork, audit: Audit) -> dict[str, Any]:
    """What the audit was asked for; a stored policy by its name, so that its newest rules judge."""
    document = dict(audit.document)
    if audit.policy_version_id is not None:
        version = unit.policies.find(audit.policy_version_id)
        document["policy"] = unit.policies.find_family(version.family_id).name
    return document


def subjects(unit: UnitOfWork, document: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """What a schedule audits: of model and dataset the field, its words, and whether it is pinned
    to one version; of the policy its name."""
    rows: list[tuple[str, str, bool]] = []
    for field, catalog in (("model", unit.models), ("dataset", unit.datasets)):
        entry = document.get(field)
        if not isinstance(entry, Mapping):
            continue
        if entry.get("url") is not None:
            rows.append((field, f"asked at {entry['url']}", False))
        elif entry.get("id") is not None:
            rows.append((field, _by_id(catalog, str(entry["id"])), True))
        elif entry.get("version") is not None:
            rows.append((field, f"{entry.get('name')} {entry['version']}", True))
        elif entry.get("name") is not None:
            rows.append((field, f"{entry['name']}, its newest version", False))
    policy = document.get("policy")
    if isinstance(policy, str):
        named = named_policies().get(policy)
        words = named.title if named is not None else policy
        rows.append(("policy", words, "@" in policy or policy.startswith("plv_")))
    elif policy:
        rules = policy.get("rules", []) if isinstance(policy, Mapping) else policy
        rows.append(
            ("policy", f"{len(rules)} rule{'s' if len(rules) != 1 else ''} of its own", False)
        )
    else:
        rows.append(("policy", "the one that judges where none is named", False))
    return rows


def _by_id(catalog: Any, version_id: str) -> str:
    try:
        version = catalog.find(version_id)
        return f"{catalog.find_family(version.family_id).name} {version.version}"
    except NoRow:
        return f"{version_id}, which was erased"
