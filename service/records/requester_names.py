"""Who asked, by name: `created_by` is the id of a key, of a person, or of a schedule."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.identity import is_id
from service.records.tables import ApiKey, Schedule, User

_KINDS: Mapping[str, type[ApiKey] | type[User] | type[Schedule]] = {
    "key": ApiKey,
    "user": User,
    "schedule": Schedule,
}


def asker(created_by: InstrumentedAttribute[str | None]) -> ColumnElement[str | None]:
    """The name behind the id in a column, as part of a query; null where it is gone."""
    return func.coalesce(
        *(
            select(table.name).where(table.id == created_by).scalar_subquery()
            for table in _KINDS.values()
        )
    )


class RequesterNames:
    """Names for ids, of the unit's tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def names(self, ids: Iterable[str | None]) -> dict[str, str]:
        """The names there are; what was deleted, or never was an id, is left out."""
        present_ids = {object_id for object_id in ids if object_id is not None}
        names: dict[str, str] = {}
        for kind, table in _KINDS.items():
            if of_kind := [object_id for object_id in present_ids if is_id(object_id, kind)]:
                rows = self._session.execute(
                    select(table.id, table.name).where(table.id.in_(of_kind))
                )
                names.update((row.id, row.name) for row in rows)
        return names
