"""An audit's news as it happens, for programs."""

from collections.abc import Iterator

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.answers.events import Message, stream
from service.api.paths import AuditPath
from service.auth import access
from service.records.tables import Audit, Event

api = APIBlueprint("events", __name__, url_prefix="/v1/audits", abp_tags=[Tag(name="audits")])


@api.get(
    "/<audit_id>/events",
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "OK"}
    },
)
@access("read")
def stream_events(path: AuditPath, header: shapes.EventsHeader) -> Response:
    """Progress, steps and state as they happen; `Last-Event-ID` goes on after a break.

    Each event has the audit's own id and kind (`state`, `progress`, `step`) and JSON data; the
    stream ends with `end`, or sooner: then connect again.
    """
    return stream(path.audit_id, header.last_event_id or 0, as_recorded)


def as_recorded(audit: Audit, event: Event) -> Iterator[Message]:
    """The event as the worker wrote it, with its time."""
    yield event.kind, {**event.body, "at": shapes.rfc3339(event.created_at)}
