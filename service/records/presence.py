"""The workers that are there, as they say themselves."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.records.base import database_now
from service.records.catalog import ignoring
from service.records.tables import Worker


class Presence:
    """Heartbeats of worker processes. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def beat(
        self,
        name: str,
        *,
        queues: Sequence[str],
        devices: Sequence[str],
        threads: int,
        serves_gpu: bool,
    ) -> None:
        """The worker is there, and this is what it can do."""
        values = {
            "queues": list(queues),
            "devices": list(devices),
            "threads": threads,
            "serves_gpu": serves_gpu,
            "seen_at": database_now(),
        }
        new = ignoring(self._session, Worker).values(name=name, started_at=database_now(), **values)
        self._session.execute(new)
        self._session.execute(
            update(Worker)
            .where(Worker.name == name)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    def gpu_seen_at(self) -> float | None:
        """When a worker that serves GPU audits was last heard; None where none ever was."""
        return self._session.scalar(select(func.max(Worker.seen_at)).where(Worker.serves_gpu))

    def heard(self, *, within_seconds: float) -> Sequence[Worker]:
        """Workers that were heard lately, by name."""
        return self._session.scalars(
            select(Worker)
            .where(Worker.seen_at > database_now() - within_seconds)
            .order_by(Worker.name)
        ).all()

    def sweep(self, *, older_than_seconds: float) -> None:
        """Forget workers that are long gone."""
        self._session.execute(
            delete(Worker)
            .where(Worker.seen_at < database_now() - older_than_seconds)
            .execution_options(synchronize_session=False)
        )
