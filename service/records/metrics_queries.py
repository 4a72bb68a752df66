"""What an operator counts, over all tenants."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.records.base import database_now
from service.records.tables import (
    Audit,
    DatasetVersion,
    Delivery,
    ModelVersion,
    Step,
    Worker,
)

RECENT_SECONDS = 3600.0
MOST_STEPS = 5000
PRESENT_SECONDS = 60.0  # workers say every 10 s that they are there


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of the moment.

    failures: by error code. deliveries: by state. probes: steps of the last hour and their
    seconds. silent: running audits whose lease ran out. waiting_for_gpu: queued audits that want
    one. present: workers heard lately, by whether they serve such audits.
    """

    states: dict[str, int]
    oldest_queued_seconds: float
    workers: int
    silent: int
    retried: int
    failures: dict[str, int]
    inspections: int
    deliveries: dict[str, int]
    probes: dict[str, tuple[int, float]]
    waiting_for_gpu: int = 0
    present: dict[bool, int] = field(default_factory=dict)


class MetricsQueries:
    """Counts. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Counts:
        """Every number at once, in one transaction."""
        now = self._session.scalar(select(database_now())) or 0.0
        oldest = self._session.scalar(
            select(func.min(Audit.created_at)).where(Audit.state == "queued")
        )
        running = Audit.state == "running"
        return Counts(
            states=self._by(Audit.state),
            oldest_queued_seconds=0.0 if oldest is None else max(0.0, now - oldest),
            workers=self._number(select(func.count(Audit.worker.distinct())).where(running)),
            silent=self._number(
                select(func.count()).select_from(Audit).where(running, Audit.lease_until < now)
            ),
            retried=self._number(select(func.count()).select_from(Audit).where(Audit.attempt > 1)),
            failures=self._by(Audit.error_code, Audit.state == "failed"),
            inspections=sum(
                self._number(
                    select(func.count())
                    .select_from(table)
                    .where(table.inspection.in_(("waiting", "running")))
                )
                for table in (ModelVersion, DatasetVersion)
            ),
            deliveries=self._by(Delivery.state),
            probes=self._probes(now),
            waiting_for_gpu=self._number(
                select(func.count())
                .select_from(Audit)
                .where(Audit.state == "queued", Audit.device.is_not(None))
            ),
            present=self._present(now),
        )

    def _number(self, query: object) -> int:
        return int(self._session.scalar(query) or 0)  # type: ignore[call-overload]

    def _by(self, column: object, *conditions: object) -> dict[str, int]:
        query = select(column, func.count()).where(*conditions).group_by(column)  # type: ignore[call-overload]
        return {str(key or "unknown"): number for key, number in self._session.execute(query)}

    def _present(self, now: float) -> dict[bool, int]:
        query = (
            select(Worker.serves_gpu, func.count())
            .where(Worker.seen_at > now - PRESENT_SECONDS)
            .group_by(Worker.serves_gpu)
        )
        return {bool(serves): number for serves, number in self._session.execute(query)}

    def _probes(self, now: float) -> dict[str, tuple[int, float]]:
        # Seconds stand inside the step's JSON; of a busy hour a sample is enough.
        query = (
            select(Step.probe, Step.body)
            .join(Audit, Audit.id == Step.audit_id)
            .where(Audit.finished_at > now - RECENT_SECONDS)
            .order_by(Audit.id.desc())
            .limit(MOST_STEPS)
        )
        totals: dict[str, tuple[int, float]] = {}
        for probe, body in self._session.execute(query):
            number, total = totals.get(probe, (0, 0.0))
            totals[probe] = (number + 1, total + float(body.get("seconds") or 0.0))
        return totals
