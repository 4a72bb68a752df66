"""Signs the ends of the trails every few minutes, so that lines missing at the end are noticed."""

import logging
import threading

from service.records.errors import RecordsError
from service.records.unit_of_work import EVERYONE
from service.trail import head
from workers.context import WorkerContext

LOG = logging.getLogger(__name__)


class HeadKeeper:
    """Writes a head for each trail that grew, in the background; any number of workers may.

    Each head also goes to the log, where whoever can change the database may not reach it.
    """

    def __init__(self, worker: WorkerContext) -> None:
        self._worker = worker
        self._signed: dict[str, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heads", daemon=True)

    def start(self) -> None:
        """Sign from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop signing; the round under way ends by itself."""
        self._over.set()

    def sign(self) -> int:
        """Once: every trail that grew; how many did. A trail that got shorter is an error line."""
        with self._worker.records.reading(EVERYONE) as unit:
            now, ends = unit.now(), unit.log.ends()
        for tenant, signed in self._signed.items():
            if tenant not in ends:
                LOG.error("the trail of %s is gone; it had %d lines", tenant, signed + 1)
        grown = {}
        for tenant, (position, hashed, stored) in ends.items():
            signed = max(stored, self._signed.get(tenant, -1))
            if position < signed:
                LOG.error(
                    "the trail of %s lost lines: it ends at %d, and %d was signed",
                    tenant, position, signed,
                )  # fmt: skip
            elif position > signed:
                grown[tenant] = (position, hashed)
            self._signed[tenant] = max(position, signed)
        if grown:
            self._keep(grown, now)
        return len(grown)

    def _keep(self, grown: dict[str, tuple[int, str]], now: float) -> None:
        key = self._worker.signing_keys.current()
        with self._worker.records.writing(EVERYONE) as unit:
            for tenant, (position, hashed) in grown.items():
                unit.log.sign(tenant, position, hashed, head(tenant, position, hashed, now, key))
            unit.commit()
        for tenant, (position, hashed) in grown.items():
            LOG.info("trail of %s: line %d, %s", tenant, position, hashed)

    def _run(self) -> None:
        while not self._over.wait(self._worker.settings.trail_head_seconds):
            try:
                self.sign()
            except (RecordsError, OSError) as error:
                LOG.warning("the trails were not signed: %s", error)
