"""An audit's news as server-sent events, for programs and for the page."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, stream_with_context

from service.auth import caller
from service.context import Services, services
from service.records.errors import RecordsError
from service.records.states import FINAL
from service.records.tables import Audit, Event

LOOK_SECONDS = 0.4
KEEP_ALIVE_SECONDS = 15.0
# A stream holds a thread of the server; after this the client connects again where it was.
LONGEST_SECONDS = 300.0
RETRY_MILLISECONDS = 1_000

Message = tuple[str, dict[str, Any]]


def stream(audit_id: str, last: int, tell: Callable[[Audit, Event], Iterator[Message]]) -> Response:
    """The response; the audit is looked up at once, so that a stranger's is a plain 404."""
    app, tenant = services(), caller().tenant
    with app.records.reading(tenant) as unit:
        unit.audits.find(audit_id)
    app.streams.enter()
    news = _news(app, tenant, audit_id, last, tell)
    response = Response(stream_with_context(news), content_type="text/event-stream")
    response.call_on_close(app.streams.leave)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _news(
    app: Services,
    tenant: str,
    audit_id: str,
    last: int,
    tell: Callable[[Audit, Event], Iterator[Message]],
) -> Iterator[str]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    until = time.monotonic() + LONGEST_SECONDS
    quiet_since = time.monotonic()
    while time.monotonic() < until:
        try:
            with app.records.reading(tenant) as unit:
                audit = unit.audits.find(audit_id)
                events = unit.audits.events_after(audit_id, last)
        except RecordsError:  # the database is away: the client comes back with its last id
            return
        for event in events:
            last = event.id
            for kind, data in tell(audit, event):
                yield written(kind, data, event.id)
            quiet_since = time.monotonic()
        if not events and audit.state in FINAL:
            yield written("end", {"state": audit.state, "gate": audit.gate}, last)
            return
        if time.monotonic() - quiet_since > KEEP_ALIVE_SECONDS:
            yield ": still here\n\n"
            quiet_since = time.monotonic()
        if not events:
            time.sleep(LOOK_SECONDS)


def written(kind: str, data: dict[str, Any], event_id: int) -> str:
    """One event in the stream's own form; JSON keeps every line break out of the way."""
    return f"id: {event_id}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
