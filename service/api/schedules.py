"""Schedules: audits that come again."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.answers.schedules import run_answer, schedule_answer
from service.api.paths import SchedulePath
from service.auth import access, caller, may_waive
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.fair_use import refuse_one_more
from service.records.tables import Schedule
from service.schedule_management import change, made
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
    return jsonify(schedule_answer(*change(path.schedule_id, changes)))


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
