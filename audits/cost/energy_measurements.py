"""Energy as a measurement: with an error where it was counted, with two ends where estimated."""

import numpy as np

from audits.cost.energy import INTERVALS, Spent, estimated
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.intervals import limits
from audits.statistics.means_in_a_row import mean_in_a_row
from audits.statistics.shares import Stated
from audits.statistics.stated_bounds import METHOD
from audits.statistics.with_interval import stated_value

# Answers differ in length, and a long one among a hundred may not have been asked for.
METHOD_OF_COUNTED = "hall-t"
# Fewer independent stretches do not say how much power drifts.
FEWEST_WORTH = 8
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
            mean, worth = mean_in_a_row(spent.gpu)
            drawn = limits(METHOD_OF_COUNTED, mean.skewed, stated.confidence)
            middle, low, high = middle + mean.value, low + drawn.lower, high + drawn.upper
            none = none or spent.why_busy or _too_little(count, mean.error, worth)
            how = "measured by the GPU's counter, the processor's part estimated from its time"
        evidence = (factor * middle, factor * low, factor * high)
        method = f"{METHOD} ({how}; {machine})"
        return stated_value(metric, group, evidence[0], method, evidence, count, none, stated)
    joules = spent.joules if spent.gpu is None else spent.joules + spent.gpu
    mean, worth = mean_in_a_row(factor * joules)
    why = spent.why_busy or _too_little(count, mean.error, worth)
    counters = "the processor's counters" + (" and the GPU's" if spent.on_gpu else "")
    method = f"{METHOD_OF_COUNTED} (measured by {counters}; {machine})"
    return stated_value(metric, group, mean.value, method, mean.skewed, count, why, stated)


def _too_little(count: int, error: float, worth: float) -> str | None:
    """Why a measured mean decides nothing; None where it does. worth: independent stretches."""
    if count < INTERVALS:
        return (
            f"{count} stretches with inputs of their own where {INTERVALS} are needed: give it "
            "more `seconds`, or more rows"
        )
    if error <= 0:
        return "the counters do not move while it answers"
    if worth < FEWEST_WORTH:
        return (
            f"power drifts: {count} stretches that spend as those before them are worth "
            f"{int(worth)} independent ones where {FEWEST_WORTH} are needed; measure when the "
            "machine is warm and its clock is steady"
        )
    return None
