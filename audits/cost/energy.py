"""What an answer costs in energy: measured where the machine counts it, else from its time.

Stated model of the estimate: a busy core with its share of memory and supply draws between two
powers. Server processors are designed for 4.4 (AMD EPYC 7763: 280 W, 64 cores) to 6.3 W a core (AMD
EPYC 7513: 200 W, 32 cores); one that is alone at work draws several times that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.cost.busy import Yardstick
from audits.probing.machine import Machine

CORE_WATTS = (2.0, 20.0)
# Differences that a measured figure rests on, and the seconds of each: the counter moves every
# millisecond, so that one step of it is a fiftieth.
INTERVALS, INTERVAL_SECONDS = 100, 0.05
# A GPU's counter moves ten to fifty times a second.
GPU_INTERVAL_SECONDS = 0.2


@dataclass(frozen=True, eq=False)
class Spent:
    """Of each stretch of calls, for one row.

    joules: shape (stretches,), counted by the processor; None where nothing counts them.
    processor: seconds of processor time, shape (stretches,). why_busy: as of the yardstick.
    gpu: joules, shape (stretches,), counted by the GPU that answers; None where none answers, or
        where it does not count. on_gpu: whether one answers.
    """

    joules: NDArray[np.float64] | None
    processor: NDArray[np.float64]
    why_busy: str | None
    gpu: NDArray[np.float64] | None = None
    on_gpu: bool = False


def spend(
    ask: Callable[[Any], object],
    inputs: Sequence[Any],
    *,
    machine: Machine,
    seconds: float,
    on_gpu: bool = False,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Spent:
    """Ask one row after the other through stretches of time, and read the counters between them.

    ask: of one of the inputs, one row each. seconds: after which no stretch is begun. on_gpu:
    whether the answers are a GPU's.
    """
    yardstick = Yardstick(machine)
    ask(inputs[0])
    yardstick.check()
    meters = (machine.energy_joules, machine.gpu_joules if on_gpu else _nothing)
    stretch = GPU_INTERVAL_SECONDS if on_gpu else INTERVAL_SECONDS
    joules: tuple[list[float], list[float]] = ([], [])
    processor: list[float] = []
    asked, ends = 0, machine.wall_seconds() + seconds
    counted = [meter() for meter in meters]
    while len(processor) < INTERVALS and not (processor and machine.wall_seconds() > ends):
        answers, until = 0, machine.wall_seconds() + stretch
        before = machine.processor_seconds()
        while not answers or machine.wall_seconds() < until:
            ask(inputs[asked % len(inputs)])
            asked, answers = asked + 1, answers + 1
        processor.append((machine.processor_seconds() - before) / answers)
        now = [meter() for meter in meters]
        for differences, earlier, later in zip(joules, counted, now, strict=True):
            if earlier is not None and later is not None:
                differences.append((later - earlier) / answers)
        counted = now
        if len(processor) % 10 == 0:
            yardstick.check()
            counted = [meter() for meter in meters]  # what the work cost is of no answer
        on_progress(len(processor) / INTERVALS)
    of_processor, of_gpu = (
        np.array(each) if len(each) == len(processor) else None for each in joules
    )
    return Spent(of_processor, np.array(processor), yardstick.why_busy, of_gpu, on_gpu)


def _nothing() -> None:
    """The reading of a counter that there is none of."""


def estimated(processor: float, watts: tuple[float, float]) -> tuple[float, float, float]:
    """Joules of so many seconds of processor time: the middle on a ratio scale, and both ends.

    watts: the least and the greatest power of a busy core.
    """
    low, high = watts
    return processor * sqrt(low * high), processor * low, processor * high
