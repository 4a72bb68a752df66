"""What anybody may ask for without a key, found out seldom: however often it is asked."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

BELIEVED, MOST_SECONDS = 10, 5.0
Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value as it was found a moment ago; safe for threads.

    Finding it out takes a tenth of a thread at most, whoever asks.

    clock: seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._until = float("-inf")

    def of(self, find: Callable[[], Value]) -> Value:
        """What `find` returns, or returned ten times as long ago as it took, 5 seconds at most."""
        with self._lock:
            began = self._clock()
            if self._value is None or began >= self._until:
                self._value = find()
                ended = self._clock()
                self._until = ended + min(MOST_SECONDS, BELIEVED * (ended - began))
            return self._value
