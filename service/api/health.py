"""Is it alive, can it work, what does it count, and what does it offer."""

import time
from typing import cast

from flask import Response, current_app, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from flask_openapi3.types import ResponseDict

from service import shapes
from service.api.description import written
from service.auth import access
from service.context import services
from service.records.unit_of_work import EVERYONE
from service.remembered import Remembered

STARTED = time.monotonic()
api = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])


def _is(media: str, kind: str) -> ResponseDict:
    return {200: {"description": "OK", "content": {media: {"schema": {"type": kind}}}}}


@api.get("/healthz", responses={200: shapes.Health})
@access("public")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok", checks={})


@api.get("/readyz", responses={200: shapes.Health, 503: shapes.Health})
@access("public")
def readyz() -> Response:
    """The database answers, is migrated and takes writes; else nothing can be accepted.

    It is asked again after ten times as long as its last answer took, 5 seconds at most.
    """
    records = services().records

    def database() -> str:
        if not records.is_ready():
            return "away or not migrated"
        return "takes no writes" if records.is_read_only() else "ok"

    remembered = current_app.extensions.setdefault("evenhand-readiness", Remembered())
    checks = {"database": remembered.of(database)}
    ready = all(state == "ok" for state in checks.values())
    response = jsonify(status="ok" if ready else "degraded", checks=checks)
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return response


@api.get("/metrics", responses=_is("text/plain", "string"))
@access("public")
def metrics() -> Response:
    """Counters of this process and of the queue, as Prometheus reads them; no names, no tenants.

    They are counted anew after ten times as long as the last count took, 5 seconds at most.
    """
    from service.telemetry import CONTENT_TYPE, exposition

    def count() -> bytes:
        with services().records.reading(EVERYONE) as unit:
            counts = unit.metrics_queries.all()
        return exposition(counts, time.monotonic() - STARTED)

    remembered = current_app.extensions.setdefault("evenhand-metrics", Remembered())
    return Response(remembered.of(count), content_type=CONTENT_TYPE)


@api.get("/openapi.json", responses=_is("application/json", "object"))
@access("public")
def openapi() -> Response:
    """This description, OpenAPI 3.1."""
    return Response(written(cast(OpenAPI, current_app)), content_type="application/json")
