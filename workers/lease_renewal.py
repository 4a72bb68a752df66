"""A worker's grip on its work: the heartbeat, and knowing when to let go."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Self, TypeVar

from service.records.errors import DatabaseAway, DiskFull, LeaseLost, RecordsError

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0  # how soon a request to cancel is seen
RETRY_SECONDS = 0.3
TICK_SECONDS = 0.05
Answer = TypeVar("Answer")


class LeaseRenewal:
    """Renews a lease in the background while work is done.

    beat: renews the lease and answers whether the work is to be cancelled; raises LeaseLost.
    look: only answers whether the work is to be cancelled.
    A worker that could not renew for a whole lease fences itself: another may have the work.
    """

    def __init__(
        self,
        beat: Callable[[], bool],
        *,
        lease_seconds: float,
        look: Callable[[], bool] = lambda: False,
    ) -> None:
        self._beat, self._look, self._lease = beat, look, lease_seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._heard = time.monotonic()
        self._cancelled = self._lost = False

    def __enter__(self) -> Self:
        _later.start(self._thread, after_seconds=min(self._lease / 3, LOOK_SECONDS) / 2)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if not _later.forget(self._thread):
            self._thread.join(timeout=self._lease)

    @property
    def is_cancelled(self) -> bool:
        """Somebody asked for the work to be cancelled."""
        return self._cancelled

    @property
    def is_lost(self) -> bool:
        """The lease is another's, or may be: nothing more is to be written."""
        return self._lost or time.monotonic() - self._heard > self._lease

    def persist(self, write: Callable[[], Answer], *, patience_seconds: float = 10.0) -> Answer:
        """Write, and while the database is away try again for as long as the lease is ours."""
        started = time.monotonic()
        while True:
            try:
                return write()
            except LeaseLost:
                self._lost = True
                raise
            except (DatabaseAway, DiskFull) as error:
                if self.is_lost:
                    raise LeaseLost(str(error)) from error
                if isinstance(error, DiskFull) and time.monotonic() - started > patience_seconds:
                    raise
                time.sleep(RETRY_SECONDS)

    def _run(self) -> None:
        pause = self._lease / 3
        due = self._heard + pause
        while not self._over.wait(min(pause, LOOK_SECONDS)):
            try:
                if time.monotonic() >= due:
                    asked = time.monotonic()  # the lease counts from before the statement
                    self._cancelled |= self._beat()
                    self._heard, due = asked, asked + pause
                else:
                    self._cancelled |= self._look()
            except LeaseLost:
                self._lost = True
                return
            except RecordsError as error:
                LOG.warning("heartbeat not heard: %s", error)


class _Later:
    """Starts threads a little later, so that what ends at once needs none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: dict[threading.Thread, float] = {}
        self._is_running = False

    def start(self, thread: threading.Thread, *, after_seconds: float) -> None:
        with self._lock:
            self._due[thread] = time.monotonic() + after_seconds
            if not self._is_running:
                threading.Thread(target=self._run, name="later", daemon=True).start()
                self._is_running = True

    def forget(self, thread: threading.Thread) -> bool:
        """False where it was started."""
        with self._lock:
            return self._due.pop(thread, None) is not None

    def _run(self) -> None:
        while True:
            time.sleep(TICK_SECONDS)
            now = time.monotonic()
            with self._lock:  # while starting too: whoever asks afterwards can join it
                for thread in [thread for thread, due in self._due.items() if due <= now]:
                    del self._due[thread]
                    thread.start()


_later = _Later()
