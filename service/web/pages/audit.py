"""One audit: its progress while it runs, its report afterwards; the address stays the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from service.api import audits, reports
from service.api.audit_answers import error_answer
from service.api.events import Message, stream
from service.api.shapes import rfc3339
from service.auth import access, caller
from service.context import services
from service.pace import Pace
from service.pace import in_words as time_in_words
from service.records.tables import Audit, Event
from service.records.unit_of_work import UnitOfWork
from service.stages import Stage, percent_of, stages, step_note
from service.web.describing import audit_rows, rule_sentence
from service.web.rendering import clock, render, static_file

pages = Blueprint("audit", __name__)

# The article brings its own blocks; each heading with an id becomes a line of the contents.
_BLOCK = re.compile(r'<section[^>]*\bid="([\w-]+)"[^>]*>\s*<h2[^>]*>\s*([^<]+)', re.DOTALL)
_ICONS = {"done": "pass", "now": "running", "todo": "not_run"}
_CLASSES = {"done": "done", "now": "now-stage", "todo": "todo"}
_WORDS = {"done": "done", "now": "now", "todo": "waiting"}
LOG_LINES, SEEN_EVENTS = 200, 5_000


@pages.get("/audits/<audit_id>")
@access("read")
def show_audit(audit_id: str) -> Response:
    """The report once there is one, else how far the audit is."""
    with services().records.reading(caller().tenant) as unit:
        row = unit.audits.find(audit_id)
        (shown,) = audit_rows(unit, [row])
        if row.state != "completed":
            return _progress_page(unit, row)
        before = unit.audits.previous(row)
        twin = None if row.same_as is None else unit.audits.find(row.same_as)
        twin_before = None if twin is None else unit.audits.previous(twin)
    article = reports.article(audit_id)
    return render(
        "report.html",
        here="/audits",
        audit={
            "id": row.id,
            "title": row.name,
            "family": shown.family,
            "gate": row.gate,
            "same_as": row.same_as,
        },
        before=before,
        twin_before=twin_before,
        # The report's own renderer escapes every string; the worker stored what it made.
        article=Markup(article),  # noqa: S704
        has_contents='class="with-contents"' in article,
        contents=_BLOCK.findall(article),
        report_scripts=_assets("built/vega.js", "report/charts.js"),
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
    audits.cancel(audit_id)
    return redirect(f"/audits/{audit_id}", 303)  # type: ignore[return-value]


@pages.get("/audits/<audit_id>/report.html")
@access("read")
def download_page(audit_id: str) -> Response:
    """The self-contained page as a file."""
    return _as_file(reports.page(audit_id), audit_id, "html")


@pages.get("/audits/<audit_id>/report.json")
@access("read")
def download_json(audit_id: str) -> Response:
    """The report's JSON as a file."""
    return _as_file(reports.as_json(audit_id), audit_id, "json")


@pages.get("/audits/<audit_id>/report.md")
@access("read")
def download_markdown(audit_id: str) -> Response:
    """The report as Markdown, as a file."""
    return _as_file(reports.as_markdown(audit_id), audit_id, "md")


class Telling:
    """What the page's script shows of each event: a line of the log, and how far the audit is."""

    def __init__(self, seen: Iterable[Event] = ()) -> None:
        """seen: what the page knows already; without it the pace would have to be learnt anew."""
        self._pace = Pace()
        self.seconds_left: float | None = None
        for event in seen:
            self._see(event)

    def in_words(self, audit: Audit, event: Event) -> Iterator[Message]:
        """The messages of one event."""
        line = log_line(event)
        if line is not None:
            yield (
                "line",
                {
                    "datetime": rfc3339(event.created_at),
                    "clock": clock(event.created_at),
                    "text": line[0],
                    "warn": line[1],
                },
            )
        if event.kind == "state" or "percent" in event.body:
            self._see(event)
            progress = event.body if event.kind != "state" else {}
            state = str(event.body.get("state") or "running")
            listed = _stage_rows(state, progress, has_model=audit.model_version_id is not None)
            now = next((stage for stage in listed if stage["state"] == "now"), listed[-1])
            yield (
                "progress",
                {
                    "percent": percent_of(state, progress),
                    "stage_name": now["name"],
                    "step_note": step_note(progress),
                    "stages": listed,
                    "left": time_in_words(self.seconds_left),
                    "seconds_left": self.seconds_left,
                },
            )

    def _see(self, event: Event) -> None:
        is_progress = event.kind != "state" and "percent" in event.body
        if is_progress:
            self.seconds_left = self._pace.seconds_left(event.body, event.created_at)
        elif event.kind == "state":
            self.seconds_left = None


def log_line(event: Event) -> tuple[str, bool] | None:
    """The event in a line, and whether it is a warning; None where it is only a number."""
    body = event.body
    match event.kind:
        case "state":
            state = str(body.get("state", ""))
            said = {
                "queued": "waiting for a worker",
                "running": "a worker took the audit",
                "completed": "judged; the report is written",
                "failed": "failed: the reason stands above",
                "cancelled": "cancelled",
            }.get(state, state)
            return said, state == "failed"
        case "step":
            status = str(body.get("status", "ran"))
            probe = str(body.get("probe", ""))
            if status == "ran":
                return f"{probe}: measured and saved", False
            return f"{probe}: {status.replace('_', ' ')}, {body.get('reason') or ''}", True
        case "progress" if body.get("note"):
            return str(body["note"])[:300], False
    return None


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
            "elapsed_note": f"started {clock(row.started_at)} UTC" if row.started_at else "",
            "left_note": _left_note(row, events, unit.now()),
            "is_moving": row.state in ("queued", "running"),
            "cancel_requested": row.cancel_requested,
            "error_code": error.code if error else "",
            "error_message": error.message if error else "",
            "problems": error.problems if error else [],
        },
        stages=_stage_rows(
            row.state, row.progress or {}, has_model=row.model_version_id is not None
        ),
        log=log[-LOG_LINES:],
        last_event=events[-1].id if events else 0,
        about=_about(unit, row, shown.by),
    )


def _left_note(row: Audit, events: Sequence[Event], now: float) -> str:
    """The estimate at the last news, less what went by since; none once that is used up."""
    left = Telling(events).seconds_left if row.state == "running" else None
    remaining = None if left is None else left - (now - events[-1].created_at)
    return "" if remaining is None or remaining < 0 else time_in_words(remaining)


def _about(unit: UnitOfWork, row: Audit, by: str) -> list[tuple[str, list[str]]]:
    data = unit.datasets.find(row.dataset_version_id)
    found = [("Dataset", [data.filename, f"sha256 {data.sha256[:12]}"])]
    if row.model_version_id is not None:
        model = unit.models.find(row.model_version_id)
        found.insert(0, ("Model", [model.filename, f"sha256 {model.sha256[:12]}"]))
    policy = row.plan.get("policy") or {}
    rules = [rule_sentence(rule) for rule in policy.get("rules", [])]
    found.append(("Policy", rules or ["none: the gate will be inconclusive"]))
    found.append(("Probes", [str(step["probe"]) for step in row.plan.get("steps", [])]))
    if row.started_at is not None:
        found.append(("Worker", [f"{row.worker or 'none now'}, attempt {row.attempt}"]))
    found.append(("Asked by", [by or "unknown"]))
    return found


def _stage_rows(state: str, progress: Any, *, has_model: bool) -> list[dict[str, str]]:
    return [_stage_row(stage, state) for stage in stages(state, progress, has_model=has_model)]


def _stage_row(stage: Stage, state: str) -> dict[str, str]:
    ended = "done" if stage.state == "done" else "not reached"
    return {
        "key": stage.key,
        "name": stage.name,
        "state": stage.state,
        "icon": _ICONS[stage.state],
        "class": _CLASSES[stage.state],
        "word": _WORDS[stage.state] if state in ("queued", "running") else ended,
        "note": "",
    }


def _assets(*names: str) -> list[str]:
    """The report's own files that are there; its chart bundle exists once it was built."""
    return [name for name in names if static_file(name).is_file()]


def _as_file(response: Response, audit_id: str, suffix: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{audit_id}.{suffix}"'
    return response
