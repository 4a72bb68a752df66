"""An audit made to come again, and a schedule changed or deleted, without a document to write."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, redirect, request

from audits.errors import Problem, Refused
from service.auth import access, caller, may_waive
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.errors import ServiceError
from service.fair_use import refuse_one_more
from service.plan_resolution import NotInspectedYet
from service.records.errors import ConflictingWrite
from service.records.tables import Schedule
from service.recurrence import check
from service.schedule_management import change, made
from service.web import repeating
from service.web.kept_forms import is_only_looked_at
from service.web.rendering import render

pages = Blueprint("repeating", __name__)


@pages.get("/audits/<audit_id>/repeat")
@access("write")
def show_repeat(audit_id: str) -> Response:
    """The form that makes a schedule of this audit."""
    return _repeat(audit_id)


@pages.post("/audits/<audit_id>/repeat")
@access("write")
def repeat(audit_id: str) -> Response:
    """A schedule with this audit's document."""
    form = _typed(repeating.EMPTY)
    form["newest"] = "yes" if request.form.get("newest") else ""
    if is_only_looked_at():
        return _repeat(audit_id, form=form)
    who = caller()
    try:
        with services().records.writing(who.tenant) as unit:
            audit = unit.audits.find(audit_id[:80])
            document = repeating.document_of(unit, audit)
            if form["newest"]:
                document = repeating.of_newest(unit, document)
            check_endpoint(document, allowed=services().settings.endpoint_hosts)
            refuse_one_more(unit, Schedule)
            row = made(
                unit,
                _fields(form, document, has_model=audit.model_version_id is not None),
                by=who.name,
                may_waive=may_waive(),
            )
            unit.log.append(who.tenant, who.name, "schedule.made", row.id)
            unit.commit()
    except Refused as refused:
        return _repeat(audit_id, refused.problems, form, status=422)
    except ConflictingWrite:
        taken = Problem("name", "there is a schedule of this name", "choose another")
        return _repeat(audit_id, (taken,), form, status=422)
    except NotInspectedYet as early:
        waits = Problem("document", str(early), "send the form again in a moment")
        return _repeat(audit_id, (waits,), form, status=422)
    except ServiceError as error:
        problems = error.problems or (Problem("document", error.detail, error.hint),)
        return _repeat(audit_id, problems, form, status=422)
    return redirect(f"/schedules?done=made#{row.id}", 303)  # type: ignore[return-value]


@pages.get("/schedules/<schedule_id>/change")
@access("write")
def show_change(schedule_id: str) -> Response:
    """The form that changes when the schedule runs, and on what."""
    return _change(schedule_id)


@pages.post("/schedules/<schedule_id>/change")
@access("write")
def change_schedule(schedule_id: str) -> Response:
    """Another time, and newest versions in place of pinned ones."""
    form = _typed({**repeating.EMPTY, "expression": ""})
    form["newest"] = "yes" if request.form.get("newest") else ""
    if is_only_looked_at():
        return _change(schedule_id, form=form)
    try:
        with services().records.reading(caller().tenant) as unit:
            row = unit.schedules.find(schedule_id[:80])
            document = repeating.of_newest(unit, row.document) if form["newest"] else None
        changes: dict[str, Any] = {"overlap": form["overlap"], "catch_up": form["catch_up"]}
        if row.trigger_kind == "cron":
            often = form["often"] if form["often"] != "expression" else "daily"
            _, expression = repeating.trigger_of(
                {**form, "often": often, "time": form["time"] or "00:00"}, has_model=True
            )
            written = form["often"] == "expression"
            changes["expression"] = form["expression"] if written else expression
            changes["zone"] = form["zone"]
        if document is not None:
            changes["document"] = document
        change(schedule_id[:80], changes)
    except Refused as refused:
        return _change(schedule_id, refused.problems, form, status=422)
    except NotInspectedYet as early:
        waits = Problem("document", str(early), "send the form again in a moment")
        return _change(schedule_id, (waits,), form, status=422)
    address = f"/schedules?done=changed#{schedule_id[:80]}"
    return redirect(address, 303)  # type: ignore[return-value]


@pages.get("/schedules/<schedule_id>/delete")
@access("write")
def ask_delete(schedule_id: str) -> Response:
    """What goes and what stays; nothing is done."""
    with services().records.reading(caller().tenant) as unit:
        row = unit.schedules.find(schedule_id[:80])
        when = repeating.when_in_words(row.trigger_kind, row.expression, row.zone)
        subjects = repeating.subjects(unit, row.document)
    return render(
        "confirm.html",
        here="/schedules",
        title=f"Delete the schedule {row.name}?",
        facts=[("It runs", when), *((field.capitalize(), words) for field, words, _ in subjects)],
        goes="The schedule, the list of its runs, and the addresses at which others start it.",
        stays="Every audit that it made, with its report.",
        action=f"/schedules/{row.id}/delete",
        button="Delete the schedule",
        back=f"/schedules#{row.id}",
    )


@pages.post("/schedules/<schedule_id>/delete")
@access("write")
def delete_schedule(schedule_id: str) -> Response:
    """Forget the schedule; the audits it made stay."""
    who, schedule_id = caller(), schedule_id[:80]
    with services().records.writing(who.tenant) as unit:
        unit.schedules.remove(schedule_id)
        unit.log.append(who.tenant, who.name, "schedule.removed", schedule_id)
        unit.commit()
    return redirect("/schedules?done=deleted", 303)  # type: ignore[return-value]


def _typed(fields: Iterable[str]) -> dict[str, str]:
    return {key: request.form.get(key, "").strip()[:200] for key in fields}


def _fields(
    form: Mapping[str, str], document: dict[str, Any], *, has_model: bool
) -> dict[str, Any]:
    problems: list[Problem] = []
    trigger, expression = "", None
    try:
        trigger, expression = repeating.trigger_of(form, has_model=has_model)
    except Refused as refused:
        problems += refused.problems
    if problems and form["zone"]:
        problems += _faults_of_zone(form["zone"])
    if not form["name"]:
        problems.append(Problem("name", "a schedule needs a name", "give one, e.g. monthly"))
    if problems:
        raise Refused(problems)
    return {
        "name": form["name"], "document": document, "trigger": trigger, "expression": expression,
        "zone": form["zone"] or "UTC", "overlap": form["overlap"], "catch_up": form["catch_up"],
        "paused": False,
    }  # fmt: skip


def _faults_of_zone(zone: str) -> Sequence[Problem]:
    try:
        check("0 0 * * *", zone)
    except Refused as refused:
        return refused.problems
    return ()


def _repeat(
    audit_id: str,
    problems: Iterable[Problem] = (),
    form: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    with services().records.reading(caller().tenant) as unit:
        audit = unit.audits.find(audit_id[:80])
        document = repeating.document_of(unit, audit)
        pinned = repeating.subjects(unit, document)
        newest = repeating.subjects(unit, repeating.of_newest(unit, document))
    title = audit.name
    return _form(
        f"Repeat the audit of {title}",
        form or {**repeating.EMPTY, "name": title[:200], "newest": "yes"},
        problems,
        action=f"/audits/{audit.id}/repeat",
        back=f"/audits/{audit.id}",
        back_words="Back to the audit",
        subjects=newest,
        pinned=[words for _, words, is_pinned in pinned if is_pinned],
        offers=[
            key for key in repeating.OFTEN
            if key != "model_version" or audit.model_version_id is not None
        ],
        is_new=True,
        open_references=repeating.open_references(document),
        audit=audit.id,
        button="Make the schedule",
        status=status,
    )  # fmt: skip


def _change(
    schedule_id: str,
    problems: Iterable[Problem] = (),
    form: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    with services().records.reading(caller().tenant) as unit:
        row = unit.schedules.find(schedule_id[:80])
        subjects = repeating.subjects(unit, row.document)
    is_cron = row.trigger_kind == "cron"
    fields = repeating.form_of(row.trigger_kind, row.expression)
    stored = {
        **repeating.EMPTY, "zone": row.zone, "overlap": row.overlap, "catch_up": row.catch_up,
        "expression": row.expression or "", "newest": "",
        **(fields or {"often": "expression"}),
    }  # fmt: skip
    offers = ["daily", "weekly", "monthly", *([] if fields else ["expression"])]
    return _form(
        f"Change the schedule {row.name}",
        form or stored,
        problems,
        action=f"/schedules/{row.id}/change",
        back=f"/schedules#{row.id}",
        back_words="Back to the schedules",
        subjects=subjects,
        pinned=[words for field, words, is_pinned in subjects if is_pinned and field != "policy"],
        offers=offers if is_cron else [],
        when=repeating.when_in_words(row.trigger_kind, row.expression, row.zone),
        is_new=False,
        button="Change it",
        status=status,
    )


def _form(
    title: str, form: Mapping[str, str], problems: Iterable[Problem], *, status: int, **values: Any
) -> Response:
    shown = [repeating.on_page(problem) for problem in problems]
    return render(
        "repeat.html",
        here="/schedules",
        title=title,
        typed=form,
        problems=shown,
        faulty={problem.anchor for problem in shown},
        often={**repeating.OFTEN, "expression": "as it is written below"},
        weekdays=repeating.WEEKDAYS,
        month_days=repeating.MONTH_DAYS,
        overlap=repeating.OVERLAP,
        catch_up=repeating.CATCH_UP,
        zones=sorted(available_timezones()),
        status=status,
        **values,
    )
