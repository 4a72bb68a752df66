"""Calls timed one by one, with nothing between the two readings of the clock but the call."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.cost.busy import Yardstick
from audits.probing.machine import Machine

# Calls between two looks at whether the machine is still free.
BETWEEN_CHECKS = 50


def timed(
    ask: Callable[[Any], object],
    inputs: Sequence[Any],
    *,
    calls: int,
    seconds: float,
    machine: Machine,
    yardstick: Yardstick,
    on_progress: Callable[[float], None] = lambda fraction: None,
    after: Callable[[], None] = lambda: None,
) -> NDArray[np.float64]:
    """How long each call took, in seconds, shape (calls made,); the first is thrown away.

    ask: of one of the inputs, which take turns. calls: how many at most. seconds: after which no
    further call is begun; one is always made. after: done behind each call, the one that is thrown
    away too, while no clock runs. The collector of unused memory waits meanwhile.
    """
    ask(inputs[0])
    after()
    wall = machine.wall_seconds
    took: list[float] = []
    turns, ends = cycle(inputs), wall() + seconds
    yardstick.check()
    while len(took) < calls and not (took and wall() > ends):
        with _uncollected():
            for given in islice(turns, min(BETWEEN_CHECKS, calls - len(took))):
                begun = wall()
                ask(given)
                ended = wall()
                took.append(ended - begun)
                after()
                if ended > ends:
                    break
        yardstick.check()
        on_progress(len(took) / calls)
    return np.array(took)


def timed_in_turns(
    asks: Sequence[Callable[[Any], object]],
    inputs: Sequence[Any],
    *,
    calls: int,
    seconds: float,
    machine: Machine,
    yardstick: Yardstick,
) -> NDArray[np.float64]:
    """How long each of several takes with the same input, in seconds, shape (calls made, asks).

    asks: each is asked about an input before the next input, the first of them by turns, so that a
    machine that changes its pace changes it for all. All else as of `timed`.
    """
    for ask in asks:
        ask(inputs[0])
    wall = machine.wall_seconds
    took: list[list[float]] = []
    turns, ends = cycle(inputs), wall() + seconds
    yardstick.check()
    while len(took) < calls and not (took and wall() > ends):
        with _uncollected():
            for given in islice(turns, min(BETWEEN_CHECKS, calls - len(took))):
                of_input = [0.0] * len(asks)
                for turn in range(len(asks)):
                    which = (len(took) + turn) % len(asks)
                    begun = wall()
                    asks[which](given)
                    of_input[which] = wall() - begun
                took.append(of_input)
                if wall() > ends:
                    break
        yardstick.check()
    return np.array(took)


@contextmanager
def _uncollected() -> Iterator[None]:
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
