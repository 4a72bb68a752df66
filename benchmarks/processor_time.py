"""How long something takes, in seconds of the processor."""

import time
from collections.abc import Callable
from statistics import median


def seconds(work: Callable[[], object], times: int) -> float:
    """Median of so many times."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)
