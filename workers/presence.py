"""A worker says that it is there and what it can do, for as long as it takes new work."""

import logging
import threading
from collections.abc import Sequence

from service.delivery import GPU
from service.records.errors import RecordsError
from service.records.unit_of_work import EVERYONE
from workers.context import WorkerContext

LOG = logging.getLogger(__name__)
MOST_SECONDS = 10.0


class Presence:
    """Writes the worker's row every few seconds, in the background.

    queues: what the worker listens to; with the GPU queue among them it serves GPU audits.
    devices: numbers of its accelerators.
    """

    def __init__(
        self, worker: WorkerContext, *, queues: Sequence[str], devices: Sequence[str]
    ) -> None:
        self._worker, self._queues, self._devices = worker, tuple(queues), tuple(devices)
        settings = worker.settings
        self._pause = min(MOST_SECONDS, settings.lease_seconds / 3, settings.gpu_wait_seconds / 3)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Be there from now on."""
        if GPU in self._queues and not self._devices:
            LOG.warning(
                "this worker serves the queue %r and sees no GPU: what comes from it runs on the "
                "CPU. Take it out of EVENHAND_QUEUES, or let the worker see its GPU",
                GPU,
            )
        self._thread.start()

    def stop(self) -> None:
        """Say nothing any more; after a while the others take the worker for gone."""
        self._over.set()

    def say(self) -> None:
        """Once: the worker is there."""
        with self._worker.records.writing(EVERYONE) as unit:
            unit.presence.beat(
                self._worker.name,
                queues=self._queues,
                devices=self._devices,
                threads=self._worker.settings.worker_threads,
                serves_gpu=GPU in self._queues,
            )
            unit.commit()

    def _run(self) -> None:
        while True:
            try:
                self.say()
            except RecordsError as error:
                LOG.warning("the database did not hear that this worker is there: %s", error)
            if self._over.wait(self._pause):
                return
