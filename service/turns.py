"""Who goes next where places are few: nobody has them all, and those who wait take turns."""

from collections import Counter, OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

One = TypeVar("One")


class Turns(Generic[One]):
    """Places for things that belong to somebody. For one thread.

    places: how many there are. share: how many one owner may have at once.
    """

    def __init__(self, places: int, *, share: int) -> None:
        self._free, self._share = places, share
        self._running: Counter[Hashable] = Counter()
        self._waiting: OrderedDict[Hashable, deque[One]] = OrderedDict()

    def ask(self, owner: Hashable, one: One) -> list[tuple[Hashable, One]]:
        """Wait in line; answers what may begin now, with its owner."""
        self._waiting.setdefault(owner, deque()).append(one)
        return self._begin()

    def leave(self, owner: Hashable) -> list[tuple[Hashable, One]]:
        """Give a place back; answers what may begin now."""
        self._free += 1
        self._running[owner] -= 1
        if not self._running[owner]:
            del self._running[owner]
        return self._begin()

    def _begin(self) -> list[tuple[Hashable, One]]:
        ready: list[tuple[Hashable, One]] = []
        while self._free:
            able = [owner for owner in self._waiting if self._running[owner] < self._share]
            if not able:
                break
            # The fewest first; of equals, who waited longest since their last turn.
            owner = min(able, key=lambda one: self._running[one])
            line = self._waiting.pop(owner)
            ready.append((owner, line.popleft()))
            if line:
                self._waiting[owner] = line
            self._running[owner] += 1
            self._free -= 1
        return ready
