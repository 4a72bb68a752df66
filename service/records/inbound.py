"""Addresses at which others start a schedule's audit."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.tables import InboundHook


class Inbound:
    """Add, find, list, remove."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **fields: Any) -> InboundHook:
        """A new hook: name, kind, secret, schedule_id."""
        row = InboundHook(id=new_id("inbound_hook"), **fields)
        self._session.add(row)
        self._session.flush()
        return row

    def find(self, hook_id: str) -> InboundHook:
        """The hook, or NoRow."""
        row = self._session.scalar(select(InboundHook).where(InboundHook.id == hook_id))
        if row is None:
            raise NoRow(hook_id)
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[InboundHook]:
        """Hooks, newest first."""
        return page_of(self._session, select(InboundHook), InboundHook.id, cursor, limit)

    def remove(self, hook_id: str) -> None:
        """Listen to it no more."""
        self.find(hook_id)
        self._session.execute(delete(InboundHook).where(InboundHook.id == hook_id))
