"""How many rows an organisation has, without counting them at every request."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

# A count is believed for so many times as long as it took: one part in twenty of the time at most.
BELIEVED = 20
MOST_REMEMBERED = 10_000


class Counted(Protocol):
    """What a unit of work offers as `spending`."""

    def rows(self, tenant: str) -> int:
        """Rows of the tenant, counted."""
        ...


class RowCounts:
    """Counts of one process, by organisation; safe for threads.

    clock: seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def add(self, tenant: str, more: int) -> None:
        """This process has written so many more since; until the next count they are added."""
        with self._lock:
            if tenant in self._known:
                rows, until = self._known[tenant]
                self._known[tenant] = (rows + more, until)

    def of(self, spending: Counted, tenant: str) -> int:
        """The rows as they were counted a moment ago, or now."""
        with self._lock:
            rows, until = self._known.get(tenant, (0, float("-inf")))
        began = self._clock()
        if began < until:
            return rows
        rows = spending.rows(tenant)
        ended = self._clock()
        with self._lock:
            self._known[tenant] = (rows, ended + BELIEVED * (ended - began))
            self._known.move_to_end(tenant)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return rows
