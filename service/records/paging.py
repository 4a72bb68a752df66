"""Lists by keyset: a page ends with the id that the next one begins after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, newest first; `cursor` is None on the last page."""

    rows: Sequence[Row]
    cursor: str | None


def page_of(
    session: Session, query: Select[Row], column: Any, cursor: str | None, limit: int
) -> Page[Row]:
    """The page after `cursor`, by a column whose ids rise with time."""
    if cursor is not None:
        query = query.where(column < cursor)
    rows = session.scalars(query.order_by(column.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, getattr(rows[-1], column.key) if more else None)
