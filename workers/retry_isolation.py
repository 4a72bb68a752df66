"""Work that a worker may have died of is tried again one at a time in a process.

Two audits or uploads that ran side by side when their worker died fall silent together and would
be claimed together again: the innocent one would use up its attempts beside the one that kills.
"""

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar


class Held(Protocol):
    """A claim that knows which attempt it is."""

    @property
    def attempt(self) -> int: ...


Claimed = TypeVar("Claimed", bound=Held)


class RetryIsolation:
    """Knows whether this process tries something again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_busy = False

    def claim(self, take: Callable[[bool], Claimed | None]) -> Claimed | None:
        """What `take` claims; its argument says whether it may be another's second attempt."""
        with self._lock:
            claimed = take(not self._is_busy)
            self._is_busy = self._is_busy or (claimed is not None and claimed.attempt > 1)
            return claimed

    def release(self, claimed: Held) -> None:
        """The claim's work is over, whichever way."""
        if claimed.attempt > 1:
            with self._lock:
                self._is_busy = False
