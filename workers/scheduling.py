"""The scheduler process, `python -m workers.scheduling`: any number may run, one does the work.

Each round it ends what is hopeless, rings again for what was forgotten, and sweeps up.
"""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from service.artifacts import ArtifactStore, open_store
from service.delivery import AUDITS, INSPECTIONS, RETRIES
from service.logs import set_up_logs
from service.queue import Queue
from service.records.errors import RecordsError
from service.records.unit_of_work import EVERYONE, Records
from service.schedule_trigger import fire_due
from service.secrets import key_ring
from service.settings import Settings, settings_or_exit
from workers.garbage_collection import seal_what_is_clear, sweep_old, versions_kept
from workers.monitors import Clock, warn_of_eviction
from workers.notifying import Mail, keep_sending

LOG = logging.getLogger(__name__)
LEADERSHIP = "reconciler"
# So many messages may wait in the broker before forgotten audits are rung for again: enough that
# no worker idles between two rounds, few enough that doubled messages stay a trifle.
MOST_MESSAGES = 200
SWEEP_SECONDS = 30.0
CLEAR_SECONDS = 600.0
GONE_SECONDS = 7 * 86_400.0


@dataclass
class Scheduler:
    """The reconciler's rounds."""

    records: Records
    queue: Queue
    store: ArtifactStore
    settings: Settings
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    _clock: Clock = field(default_factory=Clock, init=False)
    _swept: float = field(default=float("-inf"), init=False)
    _cleared: float = field(default=float("-inf"), init=False)

    def run(self, stop: threading.Event) -> None:
        """A round every `sweep_seconds`, until told to stop."""
        while not stop.is_set():
            _attempt(self.round)
            # More may be due than one round starts: then the next one follows at once.
            if not _attempt(self.fire):
                stop.wait(self.settings.sweep_seconds)
        try:
            with self.records.writing(EVERYONE) as unit:
                unit.reconciling.resign(LEADERSHIP, holder=self.holder)
                unit.commit()
        except RecordsError as error:
            LOG.warning("could not resign: %s", error)

    def round(self) -> bool:
        """One round; False where another scheduler holds the office."""
        with self.records.writing(EVERYONE) as unit:
            elected = unit.reconciling.elect(
                LEADERSHIP, holder=self.holder, lease_seconds=3 * self.settings.sweep_seconds
            )
            ended = (
                unit.reconciling.end_the_hopeless(attempts=self.settings.attempts)
                if elected
                else []
            )
            now = unit.now()
            unit.commit()
        self._clock.look(now)
        for audit_id in ended:
            LOG.warning("ended without its worker", extra={"audit_id": audit_id})
        if elected:
            self._enqueue_waiting()
            if time.monotonic() - self._swept >= SWEEP_SECONDS:
                self._sweep()
                self._swept = time.monotonic()
        return elected

    def fire(self) -> int:
        """Start the audits that are due. Every scheduler does: the rows see to it that once."""
        return fire_due(self.records, self.queue)

    def _enqueue_waiting(self) -> None:
        with self.records.reading(EVERYONE) as unit:
            reconciling = unit.reconciling
            patience = self.settings.sweep_seconds
            silent = reconciling.silent_audits(limit=MOST_MESSAGES)
            queued = reconciling.queued_audits(older_than_seconds=patience, limit=MOST_MESSAGES)
            uploads = reconciling.waiting_inspections(older_than_seconds=patience)
            wanting = reconciling.wanting_a_device(older_than_seconds=patience, limit=MOST_MESSAGES)
            seen, now = (unit.presence.gpu_seen_at(), unit.now()) if wanting else (None, 0.0)
        places: dict[str, list[str]] = {AUDITS: list(queued)}
        for row, device, created in wanting:
            queue_name = self.queue.queue_of(device, created_at=created, gpu_seen_at=seen, now=now)
            places.setdefault(queue_name, []).append(row)
        self._top_up(RETRIES, silent, lambda row: self.queue.enqueue(row, queue=RETRIES))
        for queue_name, ids in places.items():
            self._top_up(queue_name, sorted(ids), partial(self.queue.enqueue, queue=queue_name))
        self._top_up(INSPECTIONS, uploads, self.queue.enqueue_inspection)

    def _top_up(self, queue: str, ids: Sequence[str], ring: Callable[[str], bool]) -> None:
        if not ids:
            return
        try:
            room = MOST_MESSAGES - self.queue.depth(queue)
        except Exception as error:  # the client's own errors; the next round tries again
            LOG.warning("the broker is away: %s", error)
            return
        for row_id in ids[: max(0, room)]:
            if not ring(row_id):
                return

    def _sweep(self) -> None:
        parts = self.store.parts()  # before the rows: a part's row is always older than the part
        with self.records.writing(EVERYONE) as unit:
            unit.uploads.sweep(older_than_seconds=self.settings.upload_keep_seconds)
            unit.sessions.sweep()
            unit.spending.forget_old()
            unit.presence.sweep(older_than_seconds=GONE_SECONDS)
            open_ids = unit.uploads.open_ids()
            unit.commit()
        self.store.sweep(parts - open_ids)
        if time.monotonic() - self._cleared >= CLEAR_SECONDS:
            settings = self.settings
            sweep_old(
                self.records,
                self.store,
                keep_days=settings.keep_days,
                keep_versions=versions_kept(
                    models=settings.keep_model_days, datasets=settings.keep_dataset_days
                ),
            )
            seal_what_is_clear(self.records, key_ring(settings))
            warn_of_eviction(self.queue)
            self._cleared = time.monotonic()


def _attempt(duty: Callable[[], int]) -> int:
    """What the duty answers; 0 where it broke: one bad round must not end the service's memory."""
    try:
        return duty()
    except RecordsError as error:
        LOG.warning("the database cannot be used (%s): %s", error.code, error)
    except Exception:
        LOG.exception("a round broke")
    return 0


def main() -> int:
    """Schedule until told to stop."""
    settings = settings_or_exit()
    set_up_logs(settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Records(settings.database_url, connections=3, ring=key_ring(settings)) as records:
        sender = threading.Thread(
            target=keep_sending,
            args=(records, stop),
            kwargs={
                "allowed": settings.webhook_hosts,
                "mail": Mail(settings.smtp_url, settings.mail_from),
                "site": settings.public_url,
            },
            name="outbox",
            daemon=True,  # a slow address does not hold up the end
        )
        sender.start()
        Scheduler(records, Queue(settings), open_store(settings), settings).run(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
