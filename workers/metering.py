"""Processor time of the children that one piece of work had, for whoever answers for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class CpuMeter:
    """Processor seconds (user and system) of children that ended and that nobody has booked yet."""

    def __init__(self) -> None:
        self.cpu_seconds = 0.0

    def booked(self, cpu_seconds: float) -> None:
        """So much of it was written down."""
        self.cpu_seconds = max(0.0, self.cpu_seconds - cpu_seconds)


_METER: ContextVar[CpuMeter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[CpuMeter]:
    """Count what children use that are started in this thread meanwhile."""
    meter = CpuMeter()
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)


def count(cpu_seconds: float) -> None:
    """A child has ended that used so much."""
    meter = _METER.get()
    if meter is not None:
        meter.cpu_seconds += cpu_seconds
