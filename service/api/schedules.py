"""Schedules: audits that come again."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.api.paths import SchedulePath
from service.auth import access, caller, may_waive
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.fair_use import refuse_one_more
from service.records.tables import Schedule, ScheduleRun
from service.records.unit_of_work import UnitOfWork
from service.recurrence import next_times
from service.schedule_management import changed, made
from service.schedule_trigger import run_now
from service.shapes import PageQuery
from service.shapes import schedules as shapes

api = APIBlueprint(
    "schedules", __name__, url_prefix="/v1/schedules", abp_tags=[Tag(name="schedules")]
)


@api.post("", responses={201: shapes.Schedule})
@access("write")
def create_schedule(body: shapes.ScheduleRequest) -> Response:
    """Audit again and again; the document is checked now, as `POST /v1/audits` would."""
    who = caller()
    check_endpoint(body.document, allowed=services().settings.endpoint_hosts)
    with services().records.writing(who.tenant) as unit:
        refuse_one_more(unit, Schedule)
        row = made(unit, body.model_dump(), by=who.name, may_waive=may_waive())
        unit.log.append(who.tenant, who.name, "schedule.made", row.id)
        unit.commit()
        response = jsonify(schedule_answer(row, unit.now()))
    response.status_code = 201
    response.headers["Location"] = f"/v1/schedules/{row.id}"
    return response


@api.get("", responses={200: shapes.Schedules})
@access("read")
def list_schedules(query: PageQuery) -> Response:
    """Schedules, newest first."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.schedules.page(cursor=query.cursor, limit=query.limit)
        items = [schedule_answer(row, unit.now()) for row in page.rows]
    return jsonify(items=items, cursor=page.cursor)


@api.get("/<schedule_id>", responses={200: shapes.Schedule})
@access("read")
def get_schedule(path: SchedulePath) -> Response:
    """One schedule with its next five due times."""
    with services().records.reading(caller().tenant) as unit:
        return jsonify(schedule_answer(unit.schedules.find(path.schedule_id), unit.now()))


@api.patch("/<schedule_id>", responses={200: shapes.Schedule})
@access("write")
def change_schedule(path: SchedulePath, body: shapes.ScheduleChange) -> Response:
    """Pause, resume, or change when and what."""
    changes = {key: value for key, value in body.model_dump().items() if value is not None}
    return jsonify(change(path.schedule_id, changes))


@api.delete("/<schedule_id>", responses={204: None})
@access("write")
def delete_schedule(path: SchedulePath) -> Response:
    """Forget the schedule; the audits it made stay."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        unit.schedules.remove(path.schedule_id)
        unit.log.append(who.tenant, who.name, "schedule.removed", path.schedule_id)
        unit.commit()
    return Response(status=204)


@api.post("/<schedule_id>/run", responses={202: shapes.ScheduleRun})
@access("write")
def run_schedule(path: SchedulePath) -> Response:
    """Audit now, beside the times of the schedule."""
    app = services()
    who = caller()
    run = run_now(app.records, app.queue, who.tenant, path.schedule_id, by=who.name)
    with app.records.reading(caller().tenant) as unit:
        response = jsonify(run_answer(unit, run))
    response.status_code = 202
    return response


@api.get("/<schedule_id>/runs", responses={200: shapes.ScheduleRuns})
@access("read")
def list_runs(path: SchedulePath, query: PageQuery) -> Response:
    """What became of each due time, newest first."""
    with services().records.reading(caller().tenant) as unit:
        unit.schedules.find(path.schedule_id)
        page = unit.schedules.runs(path.schedule_id, cursor=query.cursor, limit=query.limit)
        items = [run_answer(unit, run) for run in page.rows]
    return jsonify(items=items, cursor=page.cursor)


def change(schedule_id: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The schedule with the changes made."""
    who = caller()
    check_endpoint(changes.get("document"), allowed=services().settings.endpoint_hosts)
    with services().records.writing(who.tenant) as unit:
        row = changed(unit, schedule_id, changes, may_waive=may_waive())
        unit.log.append(who.tenant, who.name, "schedule.changed", row.id, fields=sorted(changes))
        unit.commit()
        return schedule_answer(row, unit.now())


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
    if run.audit_id is not None:
        before = unit.schedules.previous_audit(run.schedule_id, before=run.due_at)
    comparison = f"/v1/comparisons?audit={run.audit_id}&before={before}" if before else None
    return shapes.ScheduleRun(
        id=run.id,
        due=run.due_at,
        state=run.state,
        note=run.note,
        audit=run.audit_id,
        comparison=comparison,
    ).model_dump(mode="json")
