"""Audits that come again: rows of schedules and of their firings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from service.identity import new_id
from service.records.announcing import announce_missed
from service.records.base import database_now
from service.records.catalog import insert_ignoring
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.sharing import in_turns
from service.records.states import FINAL
from service.records.tables import (
    Audit,
    DatasetVersion,
    ModelVersion,
    Schedule,
    ScheduleRun,
)

VERSIONS: dict[str, type[ModelVersion] | type[DatasetVersion]] = {
    "model_version": ModelVersion,
    "dataset_version": DatasetVersion,
}
# How an inspection ends.
INSPECTED = ("ready", "refused", "failed")


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

    def find(self, schedule_id: str, *, for_update: bool = False) -> Schedule:
        """The schedule, or NoRow. for_update: nobody else changes it until the commit."""
        query = select(Schedule).where(Schedule.id == schedule_id)
        locked = query.with_for_update(key_share=True)  # runs of it may be written meanwhile
        row = self._session.scalar(locked if for_update else query)
        if row is None:
            raise NoRow(schedule_id)
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
        row = self._session.execute(
            update(Schedule)
            .where(Schedule.id == schedule_id, Schedule.next_due_at == from_due)
            .values(next_due_at=next_due)
            .returning(Schedule.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return row is not None

    def new_versions(self) -> Sequence[tuple[Schedule, ModelVersion | DatasetVersion]]:
        """Versions that a schedule waits for and has not yet been run for, oldest first.

        Inspected ones, those that were refused or failed too: nobody may believe that a broken
        version was audited. The same bytes as the version before, under another label, are none.
        """
        pairs: list[tuple[Schedule, ModelVersion | DatasetVersion]] = []
        for kind, table in VERSIONS.items():
            ran = exists().where(
                ScheduleRun.schedule_id == Schedule.id, ScheduleRun.due_at == table.created_at
            )
            before: Any = aliased(table)
            same_bytes = exists().where(before.id == table.parent_id, before.sha256 == table.sha256)
            rows: Any = self._session.execute(
                select(Schedule, table)
                .join(table, table.family_id == Schedule.family_id)
                .where(
                    Schedule.trigger_kind == kind,
                    Schedule.paused.is_(False),
                    table.inspection.in_(INSPECTED),
                    table.created_at > Schedule.created_at,
                    ~ran,
                    ~same_bytes,
                )
                .order_by(table.id)
                .limit(100)
            )
            pairs += [(row[0], row[1]) for row in rows]
        return pairs

    def unstarted(self, *, limit: int = 100) -> Sequence[tuple[ScheduleRun, Schedule]]:
        """Runs that are due and have no audit yet: new ones, and those a crash left behind.

        In turns between tenants, so that nobody's waiting runs stand before another's.
        """
        ids = in_turns(
            self._session,
            ScheduleRun.id,
            ScheduleRun.tenant_id,
            where=ScheduleRun.state == "due",
            order_by=ScheduleRun.due_at,
            limit=limit,
        )
        rows = self._session.execute(
            select(ScheduleRun, Schedule)
            .join(Schedule, Schedule.id == ScheduleRun.schedule_id)
            .where(ScheduleRun.id.in_(ids))
            .order_by(ScheduleRun.due_at)
        )
        return [(run, schedule) for run, schedule in rows]

    def settle(
        self, run_id: str, *, state: str, audit_id: str | None = None, note: str | None = None
    ) -> bool:
        """Write down what became of a due run; False where another scheduler did."""
        row = self._session.execute(
            update(ScheduleRun)
            .where(ScheduleRun.id == run_id, ScheduleRun.state == "due")
            .values(state=state, audit_id=audit_id, note=note)
            .returning(ScheduleRun.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return row is not None

    def unended_audit(self, schedule_id: str) -> str | None:
        """An audit of an earlier run that has not ended."""
        return self._session.scalar(
            select(Audit.id)
            .join(ScheduleRun, ScheduleRun.audit_id == Audit.id)
            .where(ScheduleRun.schedule_id == schedule_id, Audit.state.not_in(FINAL))
            .limit(1)
        )

    def previous_audit(self, schedule_id: str, *, before: float) -> str | None:
        """The completed audit of the last run due before the moment."""
        return self._session.scalar(
            select(Audit.id)
            .join(ScheduleRun, ScheduleRun.audit_id == Audit.id)
            .where(
                ScheduleRun.schedule_id == schedule_id,
                ScheduleRun.due_at < before,
                Audit.state == "completed",
            )
            .order_by(ScheduleRun.due_at.desc())
            .limit(1)
        )

    def fire(
        self, schedule: Schedule, *, due_at: float, state: str = "due", note: str | None = None
    ) -> ScheduleRun | None:
        """The run of this due time; None where another scheduler has made it.

        state: due, then started (with its audit), skipped, missed or refused (note: why).
        """
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

    def find_run(self, run_id: str) -> ScheduleRun:
        """The run, or NoRow."""
        row = self._session.scalar(select(ScheduleRun).where(ScheduleRun.id == run_id))
        if row is None:
            raise NoRow(run_id)
        return row

    def run_noted(self, schedule_id: str, cause: str) -> ScheduleRun | None:
        """The run that came from this cause, whatever became of it."""
        note = ScheduleRun.note
        return self._session.scalar(
            select(ScheduleRun)
            .where(
                ScheduleRun.schedule_id == schedule_id,
                or_(
                    note == cause,
                    note.endswith(f" {cause}", autoescape=True),
                    note.endswith(f"({cause})", autoescape=True),
                    note.endswith(f" {cause})", autoescape=True),
                ),
            )
            .limit(1)
        )

    def runs(
        self, schedule_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[ScheduleRun]:
        """Runs of a schedule, newest first."""
        query = select(ScheduleRun).where(ScheduleRun.schedule_id == schedule_id)
        return page_of(self._session, query, ScheduleRun.id, cursor, limit)

    def announce_missed(self, schedule: Schedule, *, due_at: float, reason: str) -> None:
        """Tell those who asked that a due time passed without an audit."""
        announce_missed(self._session, schedule, due_at=due_at, reason=reason)
