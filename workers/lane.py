"""Uploads are looked into in a lane of their own, so that they and audits never wait for another.

The rows say what waits; a bell only spares the moment until the next look. Between organisations
the lane is fair, and where there are several none has all of it.
"""

import logging
import threading
import time
from dataclasses import dataclass, field

from service.records.errors import RecordsError
from service.records.inspections import Inspecting
from service.records.turns import share_of
from service.records.unit_of_work import EVERYONE
from workers.context import WorkerContext
from workers.inspecting import claimed, look_into

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
# What could not be had a moment ago (another worker was quicker, or it waits to be tried alone).
PAUSE_SECONDS = 1.0


@dataclass
class Lane:
    """A few threads, and one that hands out what is next."""

    worker: WorkerContext
    _wakeup: threading.Event = field(default_factory=threading.Event, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _taken: dict[str, float] = field(default_factory=dict, init=False)  # not asked for until then
    _at_work: set[threading.Thread] = field(default_factory=set, init=False)

    def start(self) -> None:
        """Look for uploads until the worker closes."""
        threading.Thread(target=self._run, name="lane", daemon=True).start()

    def ring(self) -> None:
        """Something may be waiting."""
        self._wakeup.set()

    def finish(self, timeout_seconds: float) -> None:
        """Wait for what is under way, but no longer than that."""
        until = time.monotonic() + timeout_seconds
        with self._lock:
            at_work = list(self._at_work)
        for thread in at_work:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self.worker.closing.is_set():
            self._wakeup.clear()
            try:
                begun = self._begin()
            except RecordsError as error:
                LOG.warning("the database is away: %s", error)
                begun = False
            except Exception:
                LOG.exception("looking for uploads broke")
                begun = False
            if not begun:
                self._wakeup.wait(LOOK_SECONDS)

    def _begin(self) -> bool:
        threads = self.worker.settings.inspection_threads
        now = time.monotonic()
        self._taken = {name: until for name, until in self._taken.items() if until > now}
        with self._lock:
            if len(self._at_work) >= threads:
                return False
        with self.worker.records.reading(EVERYONE) as unit:
            shared = unit.turns.has_several_tenants()
            # Of all workers' lanes together: a tenant has a share of this one's size.
            share = share_of(threads, most=0, is_shared=shared)
            version_id = unit.turns.next_inspection(
                share=share,
                without=frozenset(self._taken),
                resting=self.worker.fairness.resting(unit),
            )
        if version_id is None:
            return False
        claim = claimed(version_id, self.worker)
        if claim is None:
            self._taken[version_id] = now + PAUSE_SECONDS
            return True
        thread = threading.Thread(
            target=self._look_into, args=(claim,), name="inspection", daemon=True
        )
        with self._lock:
            self._at_work.add(thread)
        thread.start()
        return True

    def _look_into(self, claim: Inspecting) -> None:
        try:
            look_into(claim, self.worker)
        except RecordsError as error:
            LOG.warning("the database is away: %s", error)
        except Exception:
            LOG.exception("the inspection broke", extra={"version_id": claim.version_id})
        finally:
            with self._lock:
                self._at_work.discard(threading.current_thread())
            self._wakeup.set()
