"""Secrets of webhooks and inbound hooks: plain in memory, encrypted in the database.

Rows are opened as they are loaded and sealed as they are written, whichever query it was, so that
no code can forget to. The session's `info["ring"]` holds the keys.
"""

import logging
from typing import Any

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from service.identity import new_secret
from service.records.tables import InboundHook, Webhook
from service.secrets import CannotOpen, KeyRing, is_sealed

LOG = logging.getLogger(__name__)
TABLES = (Webhook, InboundHook)
RING = "ring"


class Secrets:
    """What rotation does. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def seal_anew(self, ring: KeyRing) -> int:
        """Encrypt with the ring's first key what is not yet; how many were. Raises CannotOpen."""
        changed = 0
        for table in TABLES:
            rows = self._session.execute(select(table.id, table.secret)).all()
            for row_id, stored in rows:
                if not ring.is_newest(stored):
                    self._session.execute(
                        update(table)
                        .where(table.id == row_id, table.secret == stored)
                        .values(secret=ring.seal(ring.open(stored)))
                        .execution_options(synchronize_session=False)
                    )
                    changed += 1
        return changed

    def in_the_clear(self) -> bool:
        """Whether an earlier release left a secret that is not encrypted."""
        return any(
            not is_sealed(stored)
            for table in TABLES
            for stored in self._session.scalars(select(table.secret))
        )


def _opened(target: Any, context: Any, *_: Any) -> None:
    stored = target.__dict__.get("secret")
    ring: KeyRing | None = context.session.info.get(RING)
    # A process without keys, such as a worker, has no use for the secret.
    if ring is not None and stored is not None and is_sealed(stored):
        set_committed_value(target, "secret", _plain(ring, target.id, stored))


def _plain(ring: KeyRing, row_id: str, stored: str) -> str:
    try:
        try:
            return ring.open(stored)
        except CannotOpen:
            return ring.present().open(stored)  # rotated since this process started
    except CannotOpen:
        LOG.error(
            "the secret of %s was encrypted with a key that is not here; put that key back "
            "(EVENHAND_SECRETS_KEY), or make the address anew", row_id,
        )  # fmt: skip
        # Nobody can sign with it, and nothing signed with it is taken; the others go on.
        return new_secret()


def _sealed(_: Any, __: Any, target: Any) -> None:
    session = object_session(target)
    ring: KeyRing | None = None if session is None else session.info.get(RING)
    is_new = inspect(target).attrs.secret.history.has_changes()
    if ring is not None and is_new and not is_sealed(target.secret):
        target.__dict__["_plain_secret"] = target.secret
        target.secret = ring.present().seal(target.secret)


def _plain_again(_: Any, __: Any, target: Any) -> None:
    plain = target.__dict__.pop("_plain_secret", None)
    if plain is not None:
        set_committed_value(target, "secret", plain)


for _table in TABLES:
    event.listen(_table, "load", _opened)
    event.listen(_table, "refresh", _opened)
    event.listen(_table, "before_insert", _sealed)
    event.listen(_table, "before_update", _sealed)
    event.listen(_table, "after_insert", _plain_again)
    event.listen(_table, "after_update", _plain_again)
