"""What an answer costs in energy: measured where the machine counts it, else from its time.

Stated model of the estimate: a busy core with its share of memory and supply draws between two
powers. Server processors are designed for 4.4 (AMD EPYC 7763: 280 W, 64 cores) to 6.3 W a core (AMD
EPYC 7513: 200 W, 32 cores); one that is alone at work draws several times that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.cost.busy import Yardstick
from audits.cost.drawn import Drawn
from audits.probing.machine import Machine

CORE_WATTS = (2.0, 20.0)
# Differences that a measured figure rests on, and the seconds of each: the counter moves every
# millisecond, so that one step of it is a fiftieth.
INTERVALS, INTERVAL_SECONDS = 100, 0.05
# Inputs that are drawn: each stretch asks four of its own, so that stretches differ as inputs do.
INPUTS = 4 * INTERVALS
# An answer takes no less, whatever a clock says that is too coarse for it.
LEAST_SECONDS = 1e-5
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
    drawn: Drawn,
    *,
    machine: Machine,
    seconds: float,
    on_gpu: bool = False,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Spent:
    """Ask rows in turns through stretches of time, and read the counters between them.

    Each stretch has inputs of its own; where there are fewer than stretches and they are not all as
    large, there are only as many stretches as inputs.

    ask: of one of those drawn, one row each. seconds: after which no stretch is begun. on_gpu:
    whether the answers are a GPU's.
    """
    yardstick = Yardstick(machine)
    inputs, stretches = drawn.each, drawn.calls(INTERVALS)
    ask(inputs[0])
    # How many answers make a stretch is known before it begins: one that ended when its time is up
    # would end behind a long answer more often than behind a short one.
    answered, begun = 1, machine.wall_seconds()
    ask(inputs[0])
    lasted = machine.wall_seconds() - begun
    yardstick.check()
    meters = (machine.energy_joules, machine.gpu_joules if on_gpu else _nothing)
    stretch = GPU_INTERVAL_SECONDS if on_gpu else INTERVAL_SECONDS
    joules: tuple[list[float], list[float]] = ([], [])
    processor: list[float] = []
    ends = machine.wall_seconds() + seconds
    counted = [meter() for meter in meters]
    while len(processor) < stretches and not (processor and machine.wall_seconds() > ends):
        fitting = stretch / max(lasted / answered, LEAST_SECONDS)
        own = inputs[len(processor) % len(inputs) :: INTERVALS][: max(1, int(fitting))]
        answers = len(own) * max(1, int(fitting / len(own)))
        begun, before = machine.wall_seconds(), machine.processor_seconds()
        for turn in range(answers):
            ask(own[turn % len(own)])
            ended = machine.wall_seconds()
        answered, lasted = answered + answers, lasted + ended - begun
        processor.append((machine.processor_seconds() - before) / answers)
        now = [meter() for meter in meters]
        for differences, earlier, later in zip(joules, counted, now, strict=True):
            if earlier is not None and later is not None:
                differences.append((later - earlier) / answers)
        counted = now
        if len(processor) % 10 == 0:
            yardstick.check()
            counted = [meter() for meter in meters]  # what the work cost is of no answer
        on_progress(len(processor) / stretches)
    counting = max(1, drawn.counting(np.array(processor)))
    of_processor, of_gpu = (
        np.array(each[:counting]) if len(each) == len(processor) else None for each in joules
    )
    used = np.array(processor[:counting])
    return Spent(of_processor, used, yardstick.why_busy, of_gpu, on_gpu)


def _nothing() -> None:
    """The reading of a counter that there is none of."""


def estimated(processor: float, watts: tuple[float, float]) -> tuple[float, float, float]:
    """Joules of so many seconds of processor time: the middle on a ratio scale, and both ends.

    watts: the least and the greatest power of a busy core.
    """
    low, high = watts
    return processor * sqrt(low * high), processor * low, processor * high
