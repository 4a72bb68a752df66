"""PDFs are drawn beside the audits, in turns: nobody's thousand stand before another's one.

A message says what somebody wants to read now; what waits here is forgotten with the worker, and
whoever still wants it asks again.
"""

import logging
import threading
from collections import Counter
from dataclasses import dataclass, field

from service.records.errors import NoRow, RecordsError
from service.records.unit_of_work import EVERYONE
from service.turns import Turns
from workers.context import WorkerContext
from workers.drawing import draw_report

LOG = logging.getLogger(__name__)
# Of one organisation; beyond it a message is forgotten, and costs its sender asking again.
MOST_WAITING = 100


@dataclass
class DrawingLane:
    """As many at once as uploads are looked into, one of an organisation."""

    worker: WorkerContext
    _turns: Turns[str] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _known: dict[str, str] = field(default_factory=dict, init=False)  # audit: whose
    _at_work: set[threading.Thread] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.worker.settings.inspection_threads, share=1)

    def ask(self, audit_id: str) -> None:
        """Draw it when its owner's turn has come; asked for twice it is drawn once."""
        if self.worker.closing.is_set():
            return
        try:
            with self.worker.records.reading(EVERYONE) as unit:
                report = unit.audits.report(audit_id)
                tenant, is_there = report.tenant_id, report.pdf_sha256 is not None
        except NoRow:
            return
        if is_there:
            return
        with self._lock:
            if audit_id in self._known or Counter(self._known.values())[tenant] > MOST_WAITING:
                return
            self._known[audit_id] = tenant
            ready = self._turns.ask(tenant, audit_id)
        self._begin(ready)

    def finish(self, timeout_seconds: float) -> None:
        """Wait for what is under way, but no longer than that."""
        with self._lock:
            at_work = list(self._at_work)
        for thread in at_work:
            thread.join(timeout_seconds)

    def _begin(self, ready: list[tuple[object, str]]) -> None:
        for owner, audit_id in ready:
            thread = threading.Thread(
                target=self._draw, args=(owner, audit_id), name="drawing", daemon=True
            )
            with self._lock:
                self._at_work.add(thread)
            thread.start()

    def _draw(self, owner: object, audit_id: str) -> None:
        try:
            if not self.worker.closing.is_set():
                draw_report(audit_id, self.worker)
        except RecordsError as error:
            LOG.warning("the database is away: %s", error)
        except Exception:
            LOG.exception("drawing broke", extra={"audit_id": audit_id})
        finally:
            with self._lock:
                self._known.pop(audit_id, None)
                self._at_work.discard(threading.current_thread())
                ready = self._turns.leave(owner)
            self._begin(ready)
