"""What the scheduler keeps an eye on, so that a service that limps says so in its log."""

import logging
import time

from service.queue import Queue

LOG = logging.getLogger(__name__)
# The database's clock and this machine's steady one may drift apart by so much between two looks.
STEP_SECONDS = 5.0


class Clock:
    """Notices when the database's clock, the only one that leases and schedules trust, steps."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def look(self, now: float, steady: float | None = None) -> float:
        """Seconds that the clock stepped since the last look; 0 where it only ran.

        now: by the database. steady: by a clock that is never set; this machine's.
        """
        steady = time.monotonic() if steady is None else steady
        last, self._last = self._last, (now, steady)
        if last is None:
            return 0.0
        step = (now - last[0]) - (steady - last[1])
        if abs(step) < STEP_SECONDS:
            return 0.0
        meaning = (
            "leases end early, so running audits may be taken up again, and due times that were "
            "jumped over are caught up with as after an outage"
            if step > 0
            else "leases last longer and due times come later by as much; none fires twice"
        )
        LOG.warning(
            "the database's clock stepped by %+.0f s: %s. Let its machine's time be kept by "
            "slewing (chrony, ntpd -x), not by setting",
            step,
            meaning,
        )
        return step


def warn_of_eviction(queue: Queue) -> str | None:
    """Say so where the broker throws messages away when its memory is full; its policy."""
    try:
        policy = queue.eviction()
    except Exception as error:  # the client's own errors; whoever rings says more
        LOG.info("the broker was not asked for its policy: %s", error)
        return None
    if policy is not None:
        LOG.warning(
            "the broker's maxmemory-policy is %s: when its memory is full it drops messages, and "
            "audits start late, when they are rung for again. Set it to noeviction",
            policy,
        )
    return policy
