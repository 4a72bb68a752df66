"""Energy as a measurement: with an error where it was counted, with two ends where estimated."""

import numpy as np

from audits.cost.energy import INTERVALS, Spent, estimated
from audits.measurement import Group, Measurement
from audits.statistics.shares import Stated
from audits.statistics.stated_bounds import METHOD
from audits.statistics.with_interval import stated_value


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
    if spent.joules is None:
        middle, low, high = estimated(float(np.mean(spent.processor)), watts)
        evidence = (factor * middle, factor * low, factor * high)
        method = f"{METHOD} (estimated from processor time; {machine})"
        none = None if low > 0 else "the processor's clock is too coarse for these answers"
        return stated_value(metric, group, evidence[0], method, evidence, count, none, stated)
    mean, why = factor * float(np.mean(spent.joules)), spent.why_busy
    error = factor * float(np.std(spent.joules, ddof=1)) / count**0.5 if count > 1 else 0.0
    if count < INTERVALS:
        why = why or f"{count} stretches where {INTERVALS} are needed: give it more `seconds`"
    elif error <= 0:
        why = why or "the counters do not move while it answers"
    method = f"student_t (measured by the processor's counters; {machine})"
    evidence = (mean, error, float(max(count - 1, 1)))
    return stated_value(metric, group, mean, method, evidence, count, why, stated)
