"""Numbers of a machine as measurements: times with their intervals, counts, and who measured."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from audits.measurement import COUNTED, Group, Measurement
from audits.statistics.order_statistics import METHOD, quantile
from audits.statistics.serial_dependence import worth
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

# Fewer calls are undetermined: so many are needed before the median's interval is closed at 95 %.
FEWEST_CALLS = 6


def on(description: Mapping[str, str], engine: str) -> str:
    """The machine in a few words, as it stands behind the method of each of its numbers.

    description: `audits.probing.machine.Machine.description`'s. engine: the model's.
    """
    processor = re.sub(r"\((R|TM|C)\)|\s+CPU|\s+@.*", "", description["processor"]).strip()
    return f"{processor}, {description['cores']} cores; {engine}"


def quantile_of(
    metric: str,
    group: Group,
    values: NDArray[np.float64],
    share: float,
    machine: str,
    stated: Stated,
    why_not: str | None,
) -> Measurement:
    """A quantile of what was measured, shape (times,), between two of the values measured.

    values: in the order in which they were measured. machine: `on`'s. why_not: why it decides
    nothing, such as a machine that was busy, or None.
    """
    count = len(values)
    of_one = worth(values, share)
    if why_not is None and count < FEWEST_CALLS:
        why_not = f"{count} calls where {FEWEST_CALLS} are needed"
    if why_not is None and count * of_one < FEWEST_CALLS:
        why_not = (
            f"calls take as long as those before them: {count:,} are worth {int(count * of_one)} "
            f"independent ones where {FEWEST_CALLS} are needed"
        )
    value, evidence = quantile(values, share, least=0.0, worth=of_one)
    return stated_value(
        metric, group, value, f"{METHOD} ({machine})", evidence, count, why_not, stated
    )


def counted(
    metric: str,
    group: Group,
    value: float,
    stated: Stated,
    *,
    machine: str = "",
    why_not: str | None = None,
) -> Measurement:
    """What was counted whole. machine: `on`'s, of what another machine would count otherwise."""
    method = f"{COUNTED} ({machine})" if machine else COUNTED
    return stated_value(metric, group, float(value), method, (float(value),), 1, why_not, stated)
