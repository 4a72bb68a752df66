"""A value with the interval that its evidence gives, or undetermined where too few rows stand
behind it: then value and interval stay beside the reason.

metric: the name it is reported by. group, reference: whom it is about, and beside whom. method,
evidence: how its interval is drawn (`intervals`). sizes: rows of the group, or of both. p_value:
of the metric's own null. bounds: what it could be if unknown rows were known; unanswered: the
same of rows without an answer.
"""

from math import isfinite

from audits.measurement import (
    Estimate,
    Group,
    Interval,
    Measurement,
    SampleSize,
    Unanswered,
    Undetermined,
)
from audits.statistics.intervals import limits
from audits.statistics.shares import Stated

OVERFLOW = "the numbers are too large to compute with"


def stated_value(
    metric: str,
    group: Group,
    value: float,
    method: str,
    evidence: tuple[float, ...],
    sizes: SampleSize,
    undetermined_reason: str | None,
    stated: Stated,
    *,
    reference: Group | None = None,
    p_value: float | None = None,
    bounds: Interval | None = None,
    unanswered: Unanswered | None = None,
) -> Measurement:
    """The measurement of a value; `undetermined_reason` says why it decides nothing, or is None.

    A value or evidence that is infinite or no number is undetermined too.
    """
    if not all(isfinite(number) for number in (value, *evidence)):
        return Undetermined(metric, group, OVERFLOW, sizes, None, reference)
    if undetermined_reason is not None:
        interval = limits(method, evidence, stated.confidence)
        return Undetermined(metric, group, undetermined_reason, sizes, (value, interval), reference)
    return estimate(
        metric, group, value, method, evidence, sizes, stated, reference=reference,
        p_value=p_value, bounds=bounds, unanswered=unanswered,
    )  # fmt: skip


def estimate(
    metric: str,
    group: Group,
    value: float,
    method: str,
    evidence: tuple[float, ...],
    sizes: SampleSize,
    stated: Stated,
    *,
    reference: Group | None = None,
    p_value: float | None = None,
    bounds: Interval | None = None,
    unanswered: Unanswered | None = None,
) -> Estimate:
    """A value that decides, with the interval that its method draws from its evidence."""
    interval = limits(method, evidence, stated.confidence)
    return Estimate(
        metric, group, value, interval, stated.confidence, sizes, method, evidence,
        reference, p_value, bounds, unanswered,
    )  # fmt: skip
