"""Audits that come again: rows of schedules and of their firings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.catalog import insert_ignoring
from service.records.errors import NotFound
from service.records.foundation import database_now
from service.records.paging import Page, page_of
from service.records.tables import Schedule, ScheduleRun


class Schedules:
    """Add, change, list, and fire once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **fields: Any) -> Schedule:
        """A new schedule: name, document, trigger_kind, expression, zone, next_due_at ..."""
        row = Schedule(id=new_id("schedule"), **fields)
        self._session.add(row)
        self._session.flush()
        return row

    def find(self, schedule_id: str) -> Schedule:
        """The schedule, or NotFound."""
        row = self._session.scalar(select(Schedule).where(Schedule.id == schedule_id))
        if row is None:
            raise NotFound(schedule_id)
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Schedule]:
        """Schedules, newest first."""
        return page_of(self._session, select(Schedule), Schedule.id, cursor, limit)

    def change(self, schedule_id: str, **values: Any) -> Schedule:
        """Pause, resume or edit."""
        row = self.find(schedule_id)
        for key, value in values.items():
            setattr(row, key, value)
        self._session.flush()
        return row

    def remove(self, schedule_id: str) -> None:
        """Forget the schedule; the audits it made stay."""
        self.find(schedule_id)
        self._session.execute(delete(Schedule).where(Schedule.id == schedule_id))

    def due(self, *, limit: int = 100) -> Sequence[Schedule]:
        """Schedules whose time has come by the database's clock."""
        return self._session.scalars(
            select(Schedule)
            .where(Schedule.paused.is_(False), Schedule.next_due_at <= database_now())
            .order_by(Schedule.next_due_at)
            .limit(limit)
        ).all()

    def move_on(self, schedule_id: str, *, from_due: float, next_due: float | None) -> bool:
        """Set the next time; False where another scheduler did it first."""
        found = self._session.execute(
            update(Schedule)
            .where(Schedule.id == schedule_id, Schedule.next_due_at == from_due)
            .values(next_due_at=next_due)
            .returning(Schedule.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return found is not None

    def fire(
        self, schedule: Schedule, *, due_at: float, state: str, note: str | None = None
    ) -> ScheduleRun | None:
        """The run of this due time; None where another scheduler has made it."""
        row_id = new_id("schedule_run")
        insert_ignoring(
            self._session,
            ScheduleRun,
            id=row_id,
            tenant_id=schedule.tenant_id,
            schedule_id=schedule.id,
            due_at=due_at,
            state=state,
            note=note,
        )
        return self._session.scalar(select(ScheduleRun).where(ScheduleRun.id == row_id))

    def runs(
        self, schedule_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[ScheduleRun]:
        """Runs of a schedule, newest first."""
        wanted = select(ScheduleRun).where(ScheduleRun.schedule_id == schedule_id)
        return page_of(self._session, wanted, ScheduleRun.id, cursor, limit)
