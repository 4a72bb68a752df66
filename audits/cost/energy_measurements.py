"""Energy as a measurement: with an error where it was counted, with two ends where estimated."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from audits.cost.energy import INTERVALS, Spent, estimated
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.shares import Stated
from audits.statistics.stated_bounds import METHOD
from audits.statistics.with_interval import stated_value

NO_GPU_COUNTER = (
    "a GPU answers, and nothing here counts its energy: the extra `gpu` reads the counters of "
    "cards from Volta on, not of parts of one (MIG); or ask on the processor, `device: cpu`"
)


def energy_of(
    metric: str,
    group: Group,
    spent: Spent,
    factor: float,
    watts: tuple[float, float],
    machine: str,
    stated: Stated,
) -> Measurement:
    """Joules of an answer times a factor.

    watts: the least and the greatest power of a busy core, for the estimate. machine:
    `audits.cost.stated.on`'s.
    """
    count = len(spent.processor)
    if spent.on_gpu and spent.gpu is None:
        return Undetermined(metric, group, NO_GPU_COUNTER, count)
    if spent.joules is None:
        middle, low, high = estimated(float(np.mean(spent.processor)), watts)
        none = None if low > 0 else "the processor's clock is too coarse for these answers"
        how = "estimated from processor time"
        if spent.gpu is not None:
            # The doubt of the mean is far under that of a core's power.
            mean, error = _mean(spent.gpu)
            half = float(stdtrit(max(count - 1, 1), (1 + stated.confidence) / 2)) * error
            middle, low, high = middle + mean, low + mean - half, high + mean + half
            none = none or spent.why_busy or _too_little(count, error)
            how = "measured by the GPU's counter, the processor's part estimated from its time"
        evidence = (factor * middle, factor * low, factor * high)
        method = f"{METHOD} ({how}; {machine})"
        return stated_value(metric, group, evidence[0], method, evidence, count, none, stated)
    mean, error = _mean(spent.joules if spent.gpu is None else spent.joules + spent.gpu)
    mean, error = factor * mean, factor * error
    why = spent.why_busy or _too_little(count, error)
    counters = "the processor's counters" + (" and the GPU's" if spent.on_gpu else "")
    method = f"student_t (measured by {counters}; {machine})"
    evidence = (mean, error, float(max(count - 1, 1)))
    return stated_value(metric, group, mean, method, evidence, count, why, stated)


def _mean(joules: NDArray[np.float64]) -> tuple[float, float]:
    """The mean of the stretches and its standard error."""
    count = len(joules)
    error = float(np.std(joules, ddof=1)) / count**0.5 if count > 1 else 0.0
    return float(np.mean(joules)), error


def _too_little(count: int, error: float) -> str | None:
    """Why a measured mean decides nothing; None where it does."""
    if count < INTERVALS:
        return (
            f"{count} stretches with inputs of their own where {INTERVALS} are needed: give it "
            "more `seconds`, or more rows"
        )
    return "the counters do not move while it answers" if error <= 0 else None
