"""The outbox's way out: any number of senders may run, each delivery is one sender's at a time."""

import logging
import threading
from collections.abc import Callable, Collection
from typing import Any

from service.records.errors import RecordsError
from service.records.tables import Delivery, Webhook
from service.records.unit_of_work import EVERYONE, Records
from workers.outbound import Answered, post

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
LEASE_SECONDS = 60.0
# Pauses before the next attempts: an address that is away for a night still hears of it.
RETRY_SECONDS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 28_800.0)


def keep_sending(records: Records, stop: threading.Event, *, allowed: Collection[str]) -> None:
    """Send what is due, until told to stop."""
    while not stop.wait(LOOK_SECONDS):
        try:
            send_due(records, allowed=allowed)
        except RecordsError as error:
            LOG.warning("the database is away: %s", error)
        except Exception:  # one bad delivery must not silence the others
            LOG.exception("sending broke")


def send_due(
    records: Records, *, allowed: Collection[str] = (), send: Callable[..., Answered] = post
) -> int:
    """Send what is due now; how many were tried."""
    with records.writing(EVERYONE) as unit:
        due = unit.deliveries.take_due(lease_seconds=LEASE_SECONDS, limit=10)
        places = {row.webhook_id: unit.webhooks.find(row.webhook_id) for row in due}
        unit.commit()
    for row in due:
        place = places[row.webhook_id]
        answer = send(
            place.url,
            shaped(place, row),
            secret=place.secret,
            event=row.event,
            delivery_id=row.id,
            allowed=allowed,
        )
        pause = RETRY_SECONDS[row.attempt - 1] if row.attempt <= len(RETRY_SECONDS) else None
        with records.writing(EVERYONE) as unit:
            attempt = {
                "at": unit.now(),
                "status": answer.status,
                "error": answer.error,
                "seconds": answer.seconds,
            }
            unit.deliveries.note_attempt(row, attempt, retry_in=pause if answer.error else None)
            unit.commit()
    return len(due)


def shaped(place: Webhook, row: Delivery) -> dict[str, Any]:
    """The body as the address wants it: our own, or a line of text as chat rooms take it."""
    if place.shape == "slack":
        return {"text": sentence(row.event, row.body)}
    return {"event": row.event, "delivery": row.id, **row.body}


def sentence(event: str, body: dict[str, Any]) -> str:
    """The event in a line."""
    name, audit = body.get("name", ""), body.get("audit", "")
    if event == "gate_changed":
        before = body.get("previous_gate") or "none"
        return f"{name}: the gate is {body.get('gate')}, it was {before} ({audit})"
    if event == "audit_failed":
        return f"{name}: the audit failed, {body.get('message')} ({audit})"
    return f"{name}: {event} ({audit})"
