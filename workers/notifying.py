"""The outbox's way out: any number of senders may run, each delivery is one sender's at a time."""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from service.records.errors import RecordsError
from service.records.tables import Delivery, Webhook
from service.records.unit_of_work import EVERYONE, Records
from workers.mailing import send_mail
from workers.outbound import Answered, post

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
LEASE_SECONDS = 60.0
# Pauses before the next attempts: an address that is away for a night still hears of it.
RETRY_SECONDS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 28_800.0)


@dataclass(frozen=True, slots=True)
class Mail:
    """How e-mail leaves; an empty `smtp_url`: not at all."""

    smtp_url: str = ""
    sender: str = ""


NO_MAIL = Mail()


def keep_sending(
    records: Records, stop: threading.Event, *, allowed: Collection[str], mail: Mail = NO_MAIL
) -> None:
    """Send what is due, until told to stop."""
    while not stop.wait(LOOK_SECONDS):
        try:
            send_due(records, allowed=allowed, mail=mail)
        except RecordsError as error:
            LOG.warning("the database is away: %s", error)
        except Exception:  # one bad delivery must not silence the others
            LOG.exception("sending broke")


def send_due(
    records: Records,
    *,
    allowed: Collection[str] = (),
    mail: Mail = NO_MAIL,
    send: Callable[..., Answered] = post,
) -> int:
    """Send what is due now; how many were tried."""
    with records.writing(EVERYONE) as unit:
        due = unit.deliveries.take_due(lease_seconds=LEASE_SECONDS, limit=10)
        places = {row.webhook_id: unit.webhooks.find(row.webhook_id) for row in due}
        unit.commit()
    for row in due:
        place = places[row.webhook_id]
        if place.url.startswith("mailto:"):
            answer = _mailed(place, row, mail)
        else:
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


def _mailed(place: Webhook, row: Delivery, mail: Mail) -> Answered:
    if not mail.smtp_url:
        return Answered(None, "this service sends no e-mail (EVENHAND_SMTP_URL)", 0.0)
    line = sentence(row.event, row.body)
    facts = "\n".join(f"{key}: {value}" for key, value in row.body.items())
    receiver = place.url.removeprefix("mailto:")
    return send_mail(
        mail.smtp_url, mail.sender, receiver, subject=f"Evenhand: {line}", text=f"{line}\n\n{facts}"
    )


def shaped(place: Webhook, row: Delivery) -> dict[str, Any]:
    """The body as the address wants it: our own, or a line of text as chat rooms take it."""
    if place.shape == "slack":
        return {"text": sentence(row.event, row.body)}
    return {"event": row.event, "delivery": row.id, **row.body}


def sentence(event: str, body: dict[str, Any]) -> str:
    """The event in a line."""
    name = body.get("name", "")
    audit = f" ({body['audit']})" if "audit" in body else ""
    if event == "gate_changed":
        before = body.get("previous_gate") or "none"
        return f"{name}: the gate is {body.get('gate')}, it was {before}{audit}"
    if event == "audit_failed":
        return f"{name}: the audit failed, {body.get('message')}{audit}"
    if event == "schedule_missed":
        return f"{name}: no audit was started, {body.get('reason')}"
    return f"{name}: {event}{audit}"
