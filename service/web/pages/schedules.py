"""Schedules: what comes again, when next, and what became of the last runs."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from audits.errors import Problem, Refused
from service.answers.schedules import run_answer, schedule_answer
from service.auth import access, caller, may_waive
from service.bodies import parse_yaml
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.errors import ServiceError
from service.fair_use import refuse_one_more
from service.plan_resolution import NotInspectedYet
from service.records.errors import ConflictingWrite
from service.records.tables import Schedule
from service.schedule_management import change, made
from service.schedule_trigger import run_now
from service.web import repeating
from service.web.kept_forms import is_only_looked_at
from service.web.rendering import render

pages = Blueprint("schedule_pages", __name__)

PAGE = 25
DONE = {
    "made": "The schedule was made.",
    "changed": "The schedule was changed.",
    "deleted": "The schedule was deleted. The audits that it made stay.",
    "paused": "The schedule is paused.",
    "resumed": "The schedule goes on.",
}
LAST_RUNS = 5
CHOICES = {
    "overlap": ("skip", "queue"),
    "catch_up": ("latest", "all", "none"),
    "trigger": ("cron", "model_version", "dataset_version"),
}
TRIGGERS = {
    "cron": "by the clock",
    "model_version": "with each new version of the model",
    "dataset_version": "with each new version of the dataset",
}
EXAMPLE = """dataset:
  name: applicants
  columns:
    sex: {role: protected}
    decision: {role: prediction}
"""
EMPTY = {
    "name": "", "expression": "30 2 * * *", "zone": "UTC", "overlap": "skip",
    "catch_up": "latest", "trigger": "cron", "document": EXAMPLE,
}  # fmt: skip


@pages.get("/schedules")
@access("read")
def schedules() -> Response:
    """Every schedule with its next times and last runs."""
    return _page()


@pages.post("/schedules")
@access("write")
def make_schedule() -> Response:
    """Store what the form says."""
    form = {key: request.form.get(key, "").strip() for key in EMPTY}
    if is_only_looked_at():
        return _page((), form)
    try:
        fields = _checked_form(form)
        who = caller()
        check_endpoint(fields["document"], allowed=services().settings.endpoint_hosts)
        with services().records.writing(who.tenant) as unit:
            refuse_one_more(unit, Schedule)
            row = made(unit, fields, by=who.name, may_waive=may_waive())
            unit.log.append(who.tenant, who.name, "schedule.made", row.id)
            unit.commit()
    except Refused as refused:
        return _page(refused.problems, form, status=422)
    except NotInspectedYet as early:
        problem = Problem("document", str(early), "send the form again in a moment")
        return _page((problem,), form, status=422)
    except ConflictingWrite:
        problem = Problem("name", "there is a schedule of this name", "choose another")
        return _page((problem,), form, status=422)
    except ServiceError as error:
        problems = error.problems or (Problem("document", error.detail, error.hint),)
        return _page(problems, form, status=422)
    return redirect(f"/schedules?done=made#{row.id}", 303)  # type: ignore[return-value]


@pages.post("/schedules/<schedule_id>/run")
@access("write")
def run_schedule(schedule_id: str) -> Response:
    """Audit now, and show the audit."""
    app = services()
    who = caller()
    run = run_now(app.records, app.queue, who.tenant, schedule_id, by=who.name)
    address = f"/audits/{run.audit_id}" if run.audit_id else f"/schedules#{schedule_id}"
    return redirect(address, 303)  # type: ignore[return-value]


@pages.post("/schedules/<schedule_id>/pause")
@access("write")
def pause_schedule(schedule_id: str) -> Response:
    """Pause, or go on."""
    paused = request.form.get("paused") == "yes"
    change(schedule_id, {"paused": paused})
    done = "paused" if paused else "resumed"
    return redirect(f"/schedules?done={done}#{schedule_id}", 303)  # type: ignore[return-value]


def _checked_form(form: dict[str, str]) -> dict[str, Any]:
    problems = [
        Problem(key, f"{form[key]!r} is not one of them", f"choose {', '.join(choices)}")
        for key, choices in CHOICES.items()
        if form[key] not in choices
    ]
    if not 0 < len(form["name"]) <= 200:
        problems.append(Problem("name", "a schedule needs a name", "give one, e.g. nightly"))
    if problems:
        raise Refused(problems)
    is_cron = form["trigger"] == "cron"
    return {
        **form,
        "document": parse_yaml(form["document"].encode()),
        "expression": form["expression"] if is_cron else None,
        "paused": False,
    }


def _page(problems: Any = (), typed: dict[str, str] = EMPTY, *, status: int = 200) -> Response:
    with services().records.reading(caller().tenant) as unit:
        now = unit.now()
        page = unit.schedules.page(cursor=request.args.get("cursor", "")[:80] or None, limit=PAGE)
        rows = [
            {
                **schedule_answer(row, now),
                "when": repeating.when_in_words(row.trigger_kind, row.expression, row.zone),
                "subjects": repeating.subjects(unit, row.document),
                "runs": [
                    {**run_answer(unit, run), "at": run.due_at}
                    for run in unit.schedules.runs(row.id, limit=LAST_RUNS).rows
                ],
            }
            for row in page.rows
        ]
    return render(
        "schedules.html",
        here="/schedules",
        rows=rows,
        cursor=page.cursor,
        problems=problems,
        typed=typed,
        choices=CHOICES,
        words={**repeating.OVERLAP, **repeating.CATCH_UP, **TRIGGERS},
        done=DONE.get(request.args.get("done", "")),
        status=status,
    )
