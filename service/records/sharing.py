"""Rows of many tenants taken in turns, so that nobody's thousand stand before another's one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def in_turns(
    session: Session,
    row_id: InstrumentedAttribute[str],
    tenant: InstrumentedAttribute[str],
    *,
    where: ColumnElement[bool],
    order_by: InstrumentedAttribute[Any],
    limit: int,
    share: int | None = None,
    running: Mapping[str, int] | None = None,
) -> Sequence[str]:
    """Ids of the rows that are next: a turn each, who has least in hand first.

    running: how much each tenant has in hand already. share: how much it may have at once.
    """
    in_hand = dict(running or {})
    tenants = session.scalars(select(tenant).where(where).distinct()).all()
    lines: dict[str, list[str]] = {}
    for name in tenants:
        most = limit if share is None else min(limit, share - in_hand.get(name, 0))
        if most > 0:
            rows = select(row_id).where(where, tenant == name).order_by(order_by).limit(most)
            lines[name] = list(reversed(session.scalars(rows).all()))
    taken: list[str] = []
    while len(taken) < limit:
        waiting = [name for name, line in lines.items() if line]
        if not waiting:
            break
        name = min(waiting, key=lambda one: in_hand.get(one, 0))
        taken.append(lines[name].pop())
        in_hand[name] = in_hand.get(name, 0) + 1
    return taken
