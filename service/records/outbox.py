"""Addresses that are told, and the outbox of what they are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.base import database_now
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.sharing import in_turns
from service.records.tables import Delivery, Webhook


class Webhooks:
    """Add, list, switch off, remove."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **fields: Any) -> Webhook:
        """A new address: url, secret, events, shape."""
        row = Webhook(id=new_id("webhook"), **fields)
        self._session.add(row)
        self._session.flush()
        return row

    def find(self, webhook_id: str) -> Webhook:
        """The address, or NoRow."""
        row = self._session.scalar(select(Webhook).where(Webhook.id == webhook_id))
        if row is None:
            raise NoRow(webhook_id)
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Webhook]:
        """Addresses, newest first."""
        return page_of(self._session, select(Webhook), Webhook.id, cursor, limit)

    def remove(self, webhook_id: str) -> None:
        """Tell it no more; its delivery log goes too."""
        self.find(webhook_id)
        self._session.execute(delete(Webhook).where(Webhook.id == webhook_id))


class Deliveries:
    """The outbox: what is written here with a change is sent after it was committed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, tenant: str, event: str, body: Mapping[str, Any]) -> Sequence[Delivery]:
        """One delivery for each active address of the tenant that asked for the event."""
        query = select(Webhook).where(Webhook.tenant_id == tenant, Webhook.active.is_(True))
        webhooks = [webhook for webhook in self._session.scalars(query) if event in webhook.events]
        return [self.put_for(webhook, event, body) for webhook in webhooks]

    def put_for(self, webhook: Webhook, event: str, body: Mapping[str, Any]) -> Delivery:
        """A delivery for this one address, whatever it asked for."""
        row = Delivery(
            id=new_id("delivery"),
            tenant_id=webhook.tenant_id,
            webhook_id=webhook.id,
            event=event,
            body=dict(body),
            next_at=self._session.scalar(select(database_now())) or 0.0,
            attempts_log=[],
        )
        self._session.add(row)
        self._session.flush()
        return row

    def page(
        self, webhook_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Delivery]:
        """The delivery log of an address, newest first."""
        query = select(Delivery).where(Delivery.webhook_id == webhook_id)
        return page_of(self._session, query, Delivery.id, cursor, limit)

    def take_due(
        self, *, lease_seconds: float, attempts: int = 10, limit: int = 20, share: int | None = None
    ) -> Sequence[Delivery]:
        """Claim what is to be sent now, or was being sent by one who fell silent.

        attempts: what was begun as often, and never ended, is given up. share: how many of one
        tenant may be sent at once, by all senders together.
        """
        now = database_now()
        silent = (Delivery.state == "sending") & (Delivery.lease_until < now)
        self._session.execute(
            update(Delivery)
            .where(silent, Delivery.attempt >= attempts)
            .values(state="failed", lease_until=None)
            .execution_options(synchronize_session=False)
        )
        is_due = or_((Delivery.state == "waiting") & (Delivery.next_at <= now), silent)
        sending = (
            select(Delivery.tenant_id, func.count())
            .where(Delivery.state == "sending", Delivery.lease_until >= now)
            .group_by(Delivery.tenant_id)
        )
        ids = in_turns(
            self._session,
            Delivery.id,
            Delivery.tenant_id,
            where=is_due,
            order_by=Delivery.next_at,
            limit=limit,
            share=share,
            running={row[0]: row[1] for row in self._session.execute(sending)},
        )
        taken = self._session.scalars(
            update(Delivery)
            .where(Delivery.id.in_(ids), is_due)  # another sender may have been quicker
            .values(state="sending", lease_until=now + lease_seconds, attempt=Delivery.attempt + 1)
            .returning(Delivery)
            .execution_options(synchronize_session=False)
        ).all()
        return sorted(taken, key=lambda row: (row.next_at, row.id))  # no database promises one

    def note_attempt(
        self, delivery: Delivery, attempt: Mapping[str, Any], *, retry_in: float | None
    ) -> None:
        """Write down how an attempt went. `retry_in`: None when it was taken or given up."""
        taken = attempt.get("error") is None
        now = self._session.scalar(select(database_now())) or 0.0
        state = "sent" if taken else "failed" if retry_in is None else "waiting"
        self._session.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.attempt == delivery.attempt)
            .values(
                state=state,
                lease_until=None,
                next_at=now + (retry_in or 0.0),
                attempts_log=[*delivery.attempts_log, dict(attempt)],
            )
        )
