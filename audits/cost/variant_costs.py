"""What each variant takes on this machine and on the disk, as measurements."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from audits.cost.energy_measurements import energy_of
from audits.cost.pareto import Level
from audits.cost.stated import counted, quantile_of
from audits.cost.variant_groups import of_variant
from audits.cost.variants import Times, Tried, Variant
from audits.data.arrays import Floats
from audits.measurement import Estimate, Group, Measurement
from audits.statistics.intervals import limits
from audits.statistics.shares import Stated

LATENCY, RATIO, ENERGY = "variant_latency", "variant_time_ratio", "variant_energy"
SIZE, PACKED = "variant_bytes", "variant_packed_bytes"


def costs(
    tried: Tried, variant: Variant, watts: tuple[float, float], machine: str, stated: Stated
) -> Iterator[Measurement]:
    """Sizes, times of each batch, and energy. watts, machine: as of `energy_of`."""
    group = of_variant((), variant.name)
    yield counted(SIZE, group, variant.size.size_bytes, stated)
    yield counted(PACKED, group, variant.size.packed_bytes, stated)
    for times in own_times(tried, variant):
        of_batch = batched(group, times.batch)
        seconds = times.seconds[:, -1]
        yield quantile_of(LATENCY, of_batch, 1000 * seconds, 0.5, machine, stated, times.why_busy)
        if variant is not tried.original:
            ratios = seconds / np.maximum(times.seconds[:, 0], np.finfo(float).tiny)
            yield quantile_of(RATIO, of_batch, ratios, 0.5, machine, stated, times.why_busy)
    yield energy_of(ENERGY, group, variant.spent, 1.0, watts, machine, stated)


def batched(group: Group, batch: int) -> Group:
    """Single rows name no batch, as of `cost.inference`."""
    return group if batch == 1 else (*group, ("batch", str(batch)))


def own_times(tried: Tried, variant: Variant) -> tuple[Times, ...]:
    """A variant's times; the model's own are those beside the first variant that was not disturbed.

    All variants are timed with the same inputs, so that those beside several are not independent.
    """
    if variant is not tried.original:
        return variant.times
    first: dict[int, Times] = {}
    for times in (times for other in tried.made for times in other.times):
        before = first.get(times.batch)
        if before is None or (before.why_busy and not times.why_busy):
            first[times.batch] = times
    return tuple(replace(times, seconds=times.seconds[:, :1]) for times in first.values())


def energy_level(variant: Variant, measured: Measurement, stated: Stated) -> Level | None:
    """For comparing variants: of an estimate the doubt of the time alone.

    The power of a core is not known within a factor of ten, and is the same for each of them.
    """
    if not isinstance(measured, Estimate):
        return None
    if variant.spent.joules is not None:
        return Level(measured.value, measured.interval.lower, measured.interval.upper)
    per_second = measured.value / float(np.mean(variant.spent.processor))
    low, high = _mean_limits(variant.spent.processor, stated)
    return Level(measured.value, per_second * low, per_second * high)


def _mean_limits(values: Floats, stated: Stated) -> tuple[float, float]:
    count = len(values)
    if count < 2:
        return 0.0, float("inf")
    error = float(np.std(values, ddof=1)) / count**0.5
    mean = float(np.mean(values))
    if error <= 0:
        return mean, mean
    drawn = limits("student_t", (mean, error, float(count - 1)), stated.confidence)
    return drawn.lower, drawn.upper
