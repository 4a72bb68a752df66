"""What was left behind by workers, brokers and clients that went away."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service.records.announcing import announce_end
from service.records.audits import Audits
from service.records.base import database_now
from service.records.catalog import insert_ignoring
from service.records.tables import Audit, DatasetVersion, Election, ModelVersion


class Reconciling:
    """Queries of the reconciler's round. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def elect(self, office: str, *, holder: str, lease_seconds: float) -> bool:
        """Whether `holder` holds the office now; it is renewed by asking again."""
        insert_ignoring(self._session, Election, office=office, lease_until=0.0)
        now = database_now()
        row = self._session.execute(
            update(Election)
            .where(
                Election.office == office,
                or_(Election.holder == holder, Election.lease_until < now),
            )
            .values(holder=holder, lease_until=now + lease_seconds)
            .returning(Election.office)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return row is not None

    def resign(self, office: str, *, holder: str) -> None:
        """Let the next one in at once."""
        self._session.execute(
            update(Election)
            .where(Election.office == office, Election.holder == holder)
            .values(holder=None, lease_until=0.0)
        )

    def queued_audits(self, *, older_than_seconds: float, limit: int) -> Sequence[str]:
        """The oldest queued audits that want no device; their message may have been lost."""
        return self._session.scalars(
            select(Audit.id)
            .where(
                Audit.state == "queued",
                Audit.device.is_(None),
                Audit.created_at < database_now() - older_than_seconds,
            )
            .order_by(Audit.id)
            .limit(limit)
        ).all()

    def silent_audits(self, *, limit: int) -> Sequence[str]:
        """Running audits that want no device, whose worker fell silent for a lease."""
        return self._session.scalars(
            select(Audit.id)
            .where(
                Audit.state == "running",
                Audit.device.is_(None),
                Audit.lease_until < database_now(),
            )
            .order_by(Audit.id)
            .limit(limit)
        ).all()

    def wanting_a_device(
        self, *, older_than_seconds: float, limit: int
    ) -> Sequence[tuple[str, str, float]]:
        """Id, device and creation of the oldest audits, queued or silent, that want a device."""
        now = database_now()
        waits = (Audit.state == "queued") & (Audit.created_at < now - older_than_seconds)
        silent = (Audit.state == "running") & (Audit.lease_until < now)
        return [
            (row.id, str(row.device), row.created_at)
            for row in self._session.execute(
                select(Audit.id, Audit.device, Audit.created_at)
                .where(Audit.device.is_not(None), waits | silent)
                .order_by(Audit.id)
                .limit(limit)
            )
        ]

    def end_the_hopeless(self, *, attempts: int) -> Sequence[str]:
        """Fail what every worker died of; cancel what was to be cancelled when its worker died."""
        now = database_now()
        silent = (Audit.state == "running") & (Audit.lease_until < now)
        cancelled = self._end(silent & Audit.cancel_requested, state="cancelled", finished_at=now)
        failed = self._end(
            silent & (Audit.attempt >= attempts),
            state="failed",
            finished_at=now,
            error_code="worker_lost",
            error_message=(
                f"The worker died or fell silent in each of {attempts} attempts. The model may "
                "need more memory than the worker has; see the worker's log."
            ),
        )
        return [*cancelled, *failed]

    def _end(self, which: object, **values: object) -> Sequence[str]:
        rows = self._session.execute(
            update(Audit)
            .where(which)  # type: ignore[arg-type]
            .values(token=None, lease_until=None, **values)
            .returning(Audit.id, Audit.tenant_id, Audit.state)
            .execution_options(synchronize_session=False)
        ).all()
        audits = Audits(self._session)
        for row in rows:
            audits.note(Audit(id=row.id, tenant_id=row.tenant_id), "state", {"state": row.state})
            announce_end(self._session, row.id)
        return [row.id for row in rows]

    def waiting_inspections(self, *, older_than_seconds: float) -> Sequence[str]:
        """Uploaded versions that nobody looks into."""
        now = database_now()
        version_ids: list[str] = []
        for table in (ModelVersion, DatasetVersion):
            version_ids += self._session.scalars(
                select(table.id).where(
                    or_(
                        (table.inspection == "waiting")
                        & (table.created_at < now - older_than_seconds),
                        (table.inspection == "running") & (table.lease_until < now),
                    )
                )
            )
        return version_ids
