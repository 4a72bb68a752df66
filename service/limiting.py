"""How often somebody may ask: sliding windows in the broker, or here while it is away.

What is counted is `limits`' affair. Requests are counted by the score: a process takes a few dozen
at once out of the shared window and gives them out itself, so that most requests ask nobody.
"""

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

LOG = logging.getLogger(__name__)
# A broker that did not answer is not asked again at once.
PAUSE_SECONDS = 5.0
TIMEOUT_SECONDS = 0.25
PREFIX = "evenhand-limits"
MOST_REMEMBERED = 20_000
_LEASE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so long. `name` keeps the counts of different rules apart."""

    name: str
    most: int
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left to somebody under a rate. reset_seconds: until all of it is there again."""

    rate: Rate
    is_allowed: bool
    remaining: int
    reset_seconds: int


@dataclass(slots=True)
class _Lease:
    """Requests that were counted beforehand: `left` of these, `beyond` in the window besides."""

    left: int
    beyond: int
    resets_at: float
    until: float


class Limiter:
    """Counts for one process; safe for threads. A broker that is away refuses nobody.

    broker_url: None counts in this process alone.
    """

    def __init__(self, broker_url: str | None) -> None:
        self._url = (broker_url or "").replace("redis+socket://", "redis+unix://")
        self._quiet_until = inf if broker_url is None else 0.0
        self._lock = threading.Lock()
        self._leases: OrderedDict[tuple[str, str], _Lease] = OrderedDict()

    def take(self, rate: Rate, who: str) -> Standing:
        """One more of somebody's; not counted where it is refused."""
        now = time.monotonic()
        with self._lock:
            lease = self._leases.get((rate.name, who))
            if lease is not None and now < lease.until and (lease.left or not lease.beyond):
                return self._given(rate, lease, now)
        lease = self._lent(rate, who, now)
        with self._lock:
            self._leases[rate.name, who] = lease
            self._leases.move_to_end((rate.name, who))
            while len(self._leases) > MOST_REMEMBERED:
                self._leases.popitem(last=False)
            return self._given(rate, lease, now)

    def note(self, rate: Rate, who: str) -> None:
        """Count one, whatever it comes to: a failure."""
        self._ask("hit", rate, who)

    def standing(self, rate: Rate, who: str) -> Standing:
        """What is left, without counting."""
        resets_at, remaining = self._ask("get_window_stats", rate, who)
        reset = max(1, round(resets_at - time.time()))
        return Standing(rate, remaining > 0, int(remaining), reset)

    def _given(self, rate: Rate, lease: _Lease, now: float) -> Standing:
        is_allowed = lease.left > 0
        if is_allowed:
            lease.left -= 1
        reset = max(1, round(lease.resets_at - now))
        return Standing(rate, is_allowed, lease.left + lease.beyond, reset)

    def _lent(self, rate: Rate, who: str, now: float) -> _Lease:
        """A lease of a hundredth of the rate, of one where there is no more, or of none."""
        left = 0
        for size in sorted({max(1, rate.most // 100), 1}, reverse=True):
            if self._ask("hit", rate, who, cost=size):
                left = size
                break
        resets_at, remaining = self._ask("get_window_stats", rate, who)
        wait = max(0.0, resets_at - time.time())
        # A refusal is believed for a moment: the window slides.
        until = now + (min(_LEASE_SECONDS, rate.seconds / 4) if left else min(1.0, wait))
        return _Lease(left, int(remaining), now + wait, until)

    def _ask(self, what: str, rate: Rate, who: str, **options: Any) -> Any:
        item = self._items(rate)
        if time.monotonic() >= self._quiet_until:
            try:
                return getattr(self._shared, what)(item, who, **options)
            except Exception as error:  # the client's own, and whatever a broker may refuse with
                self._quiet_until = time.monotonic() + PAUSE_SECONDS
                LOG.warning("the broker counts no requests, this process does: %s", error)
        return getattr(self._own, what)(item, who, **options)

    def _items(self, rate: Rate) -> Any:
        from limits import RateLimitItemPerSecond

        return RateLimitItemPerSecond(rate.most, rate.seconds, namespace=f"{PREFIX}-{rate.name}")

    @cached_property
    def _shared(self) -> Any:
        from limits.storage import storage_from_string
        from limits.strategies import SlidingWindowCounterRateLimiter

        options: dict[str, Any] = {
            "socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS,
            "key_prefix": PREFIX,
        }  # fmt: skip
        return SlidingWindowCounterRateLimiter(storage_from_string(self._url, **options))

    @cached_property
    def _own(self) -> Any:
        from limits.storage import MemoryStorage
        from limits.strategies import SlidingWindowCounterRateLimiter

        return SlidingWindowCounterRateLimiter(MemoryStorage())
