"""How many event streams one process may hold open."""

import threading

from service.errors import Unavailable


class Streams:
    """How many streams may be open: some threads always stay free for requests."""

    def __init__(self, threads: int) -> None:
        self._free = threading.BoundedSemaphore(max(1, threads - 3))

    def enter(self) -> None:
        """Take a place, or refuse."""
        if not self._free.acquire(blocking=False):
            raise Unavailable("Too many streams are open.", code="too_many_streams")

    def leave(self) -> None:
        """Give the place back."""
        self._free.release()
