"""What a tenant uses, and what it may."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.auth import access, caller
from service.context import services

api = APIBlueprint("usage", __name__, url_prefix="/v1/usage", abp_tags=[Tag(name="usage")])


@api.get("", responses={200: shapes.Usage})
@access("read")
def get_usage() -> Response:
    """What this organisation uses, each with its bound: bytes, waiting audits, time, rows."""
    app = services()
    with app.records.reading(caller().tenant) as unit:
        usage = unit.quotas.usage(app.settings.tenant_bytes)
        waiting = unit.audits.count_queued()
        cpu_seconds = unit.spending.cpu_seconds(unit.tenant)
        rows = app.queue.row_counts.of(unit.spending, unit.tenant)
    answer = shapes.Usage(
        stored_bytes=usage.stored,
        arriving_bytes=usage.arriving,
        most_bytes=usage.most,
        queued_audits=waiting,
        most_queued=app.queue.most_queued,
        cpu_seconds=cpu_seconds,
        most_cpu_seconds=app.queue.tenant_seconds or None,
        stored_rows=rows,
        most_rows=app.queue.tenant_rows or None,
    )
    return jsonify(answer.model_dump())
