"""The outbox's way out: any number of senders may run, each delivery is one sender's at a time."""

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

from service.records.errors import RecordsError
from service.records.tables import Delivery, Webhook
from service.records.unit_of_work import EVERYONE, Records
from workers.chat_text import chat_message
from workers.mailing import send_mail
from workers.outbound import Answered, post

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
LEASE_SECONDS = 60.0
# So many are sent at once, and so many of one tenant: a slow address costs its owner alone.
SENDERS = 8
SHARE = 4
# Pauses before the next attempts: an address that is away for a night still hears of it.
RETRY_SECONDS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 28_800.0)
# Beyond these, attempts that were begun and never ended: the sender died of them.
MOST_ATTEMPTS = len(RETRY_SECONDS) + 4

Send = Callable[..., Answered]


@dataclass(frozen=True, slots=True)
class Mail:
    """How e-mail leaves; an empty `smtp_url`: not at all."""

    smtp_url: str = ""
    sender: str = ""


NO_MAIL = Mail()


@dataclass
class Outbox:
    """Sends what is due, several at once; one that breaks, or is slow, delays no other tenant's.

    site: the service's public address, for links; empty where nobody said it.
    """

    records: Records
    allowed: Collection[str] = ()
    mail: Mail = NO_MAIL
    site: str = ""
    send: Send = post
    senders: int = SENDERS
    share: int = SHARE
    _sending: set[Future[None]] = field(default_factory=set, init=False)

    def __enter__(self) -> "Outbox":
        self._pool = ThreadPoolExecutor(self.senders, thread_name_prefix="outbox")
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look(self) -> int:
        """Begin to send what is due and has room; how many that are."""
        self._sending = {one for one in self._sending if not one.done()}
        room = self.senders - len(self._sending)
        if not room:
            return 0
        with self.records.writing(EVERYONE) as unit:
            due = unit.deliveries.take_due(
                lease_seconds=LEASE_SECONDS, attempts=MOST_ATTEMPTS, limit=room, share=self.share
            )
            unit.commit()
        self._sending |= {self._pool.submit(self._deliver, row) for row in due}
        return len(due)

    def finish(self, timeout_seconds: float | None = None) -> None:
        """Wait until one of those under way is through, or for so long; without a time, for all."""
        first = FIRST_COMPLETED if timeout_seconds is not None else ALL_COMPLETED
        wait(self._sending, timeout_seconds, return_when=first)

    def _deliver(self, row: Delivery) -> None:
        try:
            answer = self._answered(row)
            pause = RETRY_SECONDS[row.attempt - 1] if row.attempt <= len(RETRY_SECONDS) else None
            with self.records.writing(EVERYONE) as unit:
                attempt = {
                    "at": unit.now(),
                    "status": answer.status,
                    "error": answer.error,
                    "seconds": answer.seconds,
                }
                retry_in = pause if answer.error else None
                unit.deliveries.note_attempt(row, attempt, retry_in=retry_in)
                unit.commit()
        except RecordsError as error:  # its lease runs out, and it is sent again
            LOG.warning("the database is away: %s", error)
        except Exception:
            LOG.exception("a delivery broke", extra={"delivery_id": row.id})

    def _answered(self, row: Delivery) -> Answered:
        try:
            with self.records.reading(EVERYONE) as unit:
                webhook = unit.webhooks.find(row.webhook_id)
            body = with_link(row.body, self.site)
            if webhook.url.startswith("mailto:"):
                return _mailed(webhook, row.event, body, self.mail)
            return self.send(
                webhook.url,
                shaped(webhook, row.event, row.id, body),
                secret=webhook.secret,
                event=row.event,
                delivery_id=row.id,
                allowed=self.allowed,
            )
        except RecordsError:
            raise
        except Exception as error:  # an attempt like any other, given up in time
            LOG.exception("a delivery broke", extra={"delivery_id": row.id})
            return Answered(None, f"it cannot be sent: {type(error).__name__}: {error}"[:300], 0.0)


def keep_sending(
    records: Records,
    stop: threading.Event,
    *,
    allowed: Collection[str],
    mail: Mail = NO_MAIL,
    site: str = "",
) -> None:
    """Send what is due, until told to stop."""
    with Outbox(records, allowed=allowed, mail=mail, site=site) as outbox:
        while not stop.is_set():
            try:
                begun = outbox.look()
            except RecordsError as error:
                LOG.warning("the database is away: %s", error)
                begun = 0
            except Exception:
                LOG.exception("looking for news broke")
                begun = 0
            if begun:
                outbox.finish(timeout_seconds=LOOK_SECONDS)
            else:
                stop.wait(LOOK_SECONDS)


def with_link(body: Mapping[str, Any], site: str) -> dict[str, Any]:
    """The body with the address of the audit's page."""
    link = {"link": f"{site}/audits/{body['audit']}"} if site and "audit" in body else {}
    return {**body, **link}


def _mailed(webhook: Webhook, event: str, body: Mapping[str, Any], mail: Mail) -> Answered:
    if not mail.smtp_url:
        return Answered(None, "this service sends no e-mail (EVENHAND_SMTP_URL)", 0.0)
    line = sentence(event, body)
    facts = "\n".join(f"{key}: {value}" for key, value in body.items())
    receiver = webhook.url.removeprefix("mailto:")
    return send_mail(
        mail.smtp_url, mail.sender, receiver, subject=f"Evenhand: {line}", text=f"{line}\n\n{facts}"
    )


def shaped(webhook: Webhook, event: str, delivery: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the address wants it: our own, or a line of text as chat rooms take it."""
    if webhook.shape == "slack":
        parts = (sentence(event, body), str(body.get("sentence") or ""))
        message = chat_message(". ".join(filter(None, parts)))
        # The address is of our own making; everything else may be a stranger's.
        link = f" {body['link']}" if body.get("link") else ""
        return {**message, "text": f"{message['text']}{link}"}
    return {"event": event, "delivery": delivery, **body}


def sentence(event: str, body: Mapping[str, Any]) -> str:
    """The event in a line."""
    name = body.get("name", "")
    audit = f" ({body['audit']})" if "audit" in body else ""
    if event == "gate_changed":
        before = body.get("previous_gate") or "none"
        return f"{name}: the gate is {body.get('gate')}, it was {before}{audit}"
    if event == "audit_completed":
        return f"{name}: the gate is {body.get('gate')}{audit}"
    if event == "audit_failed":
        return f"{name}: the audit failed, {body.get('message')}{audit}"
    if event == "schedule_missed":
        return f"{name}: no audit was started, {body.get('reason')}"
    return f"{name}: {event}{audit}"
