"""One audit: its progress while it runs, its report afterwards; the address stays the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from service.accepting import accept
from service.answers import reports
from service.answers.audits import error_answer
from service.answers.events import stream
from service.answers.reviews import review
from service.auth import access, caller, may_waive
from service.cancelling import cancel
from service.context import services
from service.identity import is_id
from service.records.tables import Audit, Event
from service.records.unit_of_work import UnitOfWork
from service.time_left import in_words
from service.web.describing import audit_rows, rule_sentence
from service.web.news import Telling, log_line, stage_rows
from service.web.rendering import clock, readable_time, render, static_file
from service.web.reviewing import active_waivers, review_page, with_review

pages = Blueprint("audit", __name__)

# The article brings its own blocks; each heading with an id becomes a line of the contents.
_BLOCK = re.compile(r'<section[^>]*\bid="([\w-]+)"[^>]*>\s*<h2[^>]*>\s*([^<]+)', re.DOTALL)
LOG_LINES, SEEN_EVENTS, MOST_MEASURED = 200, 5_000, 200


@pages.get("/audits/<audit_id>")
@access("read")
def show_audit(audit_id: str) -> Response:
    """The report once there is one, else how far the audit is."""
    return audit_page(audit_id)


def audit_page(
    audit_id: str,
    problems: Sequence[Any] = (),
    typed: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    """The audit's page. problems, typed: of a form of its review that was refused."""
    with services().records.reading(caller().tenant) as unit:
        row = unit.audits.find(audit_id)
        (shown,) = audit_rows(unit, [row])
        if row.state != "completed":
            return _progress_page(unit, row)
        before = unit.audits.previous(row)
        names = unit.requester_names.names([row.accepted_by or ""])
        twin = None if row.same_as is None else unit.audits.find(row.same_as)
        twin_before = None if twin is None else unit.audits.previous(twin)
        reviewed = review(unit, row)
    article = with_review(reports.article(audit_id), active_waivers(reviewed))
    return render(
        "report.html",
        here="/audits",
        audit={
            "id": row.id,
            "title": row.name,
            "family": shown.family,
            "gate": row.gate,
            "same_as": row.same_as,
            "accepted": None
            if row.accepted_at is None
            else {
                "at": row.accepted_at,
                "by": names.get(row.accepted_by or "", row.accepted_by or ""),
                "reason": row.accepted_reason,
            },
        },
        may_accept=may_waive() and row.gate != "pass",
        review=review_page(reviewed),
        problems=problems,
        typed=typed or {},
        may_waive=may_waive(),
        may_approve=caller().may("approve"),
        is_person=is_id(caller().name, "user"),
        status=status,
        has_pdf=reports.has_pdf(audit_id),
        before=before,
        twin_before=twin_before,
        # The report's own renderer escapes every string; the worker stored what it made.
        article=Markup(article),  # noqa: S704
        has_contents='class="with-contents"' in article,
        contents=_BLOCK.findall(article),
        report_scripts=_assets("report/report.js", "built/vega.js", "report/charts.js"),
    )


@pages.get("/audits/<audit_id>/events")
@access("read")
def page_events(audit_id: str) -> Response:
    """The same news as the API's, in the page's words."""
    text = request.headers.get("Last-Event-ID") or request.args.get("after", "0")
    last = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    with services().records.reading(caller().tenant) as unit:
        seen = unit.audits.events_after(unit.audits.find(audit_id).id, limit=SEEN_EVENTS)
    return stream(audit_id, last, Telling(event for event in seen if event.id <= last).in_words)


@pages.post("/audits/<audit_id>/cancel")
@access("write")
def cancel_audit(audit_id: str) -> Response:
    """Cancel and go back to the audit."""
    cancel(audit_id)
    return redirect(f"/audits/{audit_id}", 303)  # type: ignore[return-value]


@pages.post("/audits/<audit_id>/accept")
@access("write")
def accept_audit(audit_id: str) -> Response:
    """Take it as it is, for a reason, and go back to the audit."""
    accept(audit_id, request.form.get("reason", ""))
    return redirect(f"/audits/{audit_id}#review", 303)  # type: ignore[return-value]


def _progress_page(unit: UnitOfWork, row: Audit) -> Response:
    events = unit.audits.events_after(row.id, limit=SEEN_EVENTS)
    lines = [(event, log_line(event)) for event in events]
    log = [
        {"at": event.created_at, "text": line[0], "warn": line[1]}
        for event, line in lines
        if line is not None
    ]
    error = error_answer(row)
    (shown,) = audit_rows(unit, [row])
    return render(
        "progress.html",
        here="/audits",
        audit={
            "id": row.id,
            "title": shown.title,
            "family": shown.family,
            "state": row.state,
            "percent": shown.percent,
            "stage_name": shown.stage_name,
            "step_note": shown.step_note,
            "elapsed_note": _elapsed_note(row),
            "left_note": _left_note(row, events, unit.now()),
            "is_moving": row.state in ("queued", "running"),
            "cancel_requested": row.cancel_requested,
            "error_code": error.code if error else "",
            "error_message": error.message if error else "",
            "problems": error.problems if error else [],
            "has_model": row.model_version_id is not None,
            "again": _uploads_of(row),
        },
        stages=stage_rows(
            row.state,
            row.progress or {},
            has_model=row.model_version_id is not None,
            has_started=row.started_at is not None,
        ),
        measured=_measured(unit, row),
        most_measured=MOST_MEASURED,
        log=log[-LOG_LINES:],
        last_event=events[-1].id if events else 0,
        about=_about(unit, row, shown.by),
    )


def _uploads_of(row: Audit) -> str:
    """The query with which the form starts from what this audit was of."""
    ids = {"model": row.model_version_id, "dataset": row.dataset_version_id}
    return urlencode(
        {kind: version_id for kind, version_id in ids.items() if version_id is not None}
    )


def _elapsed_note(row: Audit) -> str:
    """When it began; of what ended, the day too: it may be long ago."""
    if row.finished_at is not None:
        return f"ended {readable_time(row.finished_at)}"
    return f"started {clock(row.started_at)} UTC" if row.started_at else ""


def _measured(unit: UnitOfWork, row: Audit) -> list[dict[str, Any]]:
    """What an audit that stopped had measured; while it runs, nothing is shown by halves."""
    if row.state in ("queued", "running"):
        return []
    return [
        measurement.entry for measurement in unit.audits.measurements(row.id, limit=MOST_MEASURED)
    ]


def _left_note(row: Audit, events: Sequence[Event], now: float) -> str:
    """The estimate at the last news, less what went by since; none once that is used up."""
    left = Telling(events).seconds_left if row.state == "running" else None
    remaining = None if left is None else left - (now - events[-1].created_at)
    return "" if remaining is None or remaining < 0 else in_words(remaining)


def _about(unit: UnitOfWork, row: Audit, by: str) -> list[tuple[str, list[str]]]:
    data = unit.datasets.find(row.dataset_version_id)
    facts = [("Dataset", [data.filename, f"sha256 {data.sha256[:12]}"])]
    if row.model_version_id is not None:
        model = unit.models.find(row.model_version_id)
        facts.insert(0, ("Model", [model.filename, f"sha256 {model.sha256[:12]}"]))
    policy = row.plan.get("policy") or {}
    rules = [rule_sentence(rule) for rule in policy.get("rules", [])]
    facts.append(("Policy", rules or ["none: the gate will be inconclusive"]))
    facts.append(("Probes", [str(step["probe"]) for step in row.plan.get("steps", [])]))
    if (cost := row.plan.get("endpoint")) is not None:
        from audits.planning.endpoint_costs import EndpointCost  # few audits ask an endpoint

        facts.append(("Endpoint", EndpointCost.from_json(cost).words.split(", ")))
    if row.started_at is not None:
        facts.append(("Worker", [f"{row.worker or 'none now'}, attempt {row.attempt}"]))
    facts.append(("Asked by", [by or "unknown"]))
    return facts


def _assets(*names: str) -> list[str]:
    """The report's own files that are there; its chart bundle exists once it was built."""
    return [name for name in names if static_file(name).is_file()]
