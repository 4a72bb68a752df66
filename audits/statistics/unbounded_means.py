"""Numbers without limits, made of means, as measurements: errors, R², and their differences."""

from collections.abc import Sequence
from math import hypot, isfinite

from audits.data.clusters import opposed
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.enough_rows import Needs, not_enough
from audits.statistics.means import Mean, Moments
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value

TOO_LARGE = "the numbers are too large: their squares are beyond what a float can hold"


def unlimited(
    metric: str,
    group: Group,
    value: float,
    mean: Mean,
    method: str,
    needs: Needs,
    stated: Stated,
) -> Measurement:
    """A number without limits that is made of a mean, as a measurement.

    metric, group: what is measured, and of whom. value: made of the mean by the method, one of
    `skewed_means`. needs: what it is not judged without.
    """
    undetermined_reason = not_enough(mean, needs, stated.smallest_group)
    if not isfinite(value):
        return Undetermined(metric, group, TOO_LARGE, mean.rows)
    if mean.rows < 2 or mean.error <= 0:
        return Undetermined(metric, group, undetermined_reason or "no variation", mean.rows)
    evidence = mean.skewed
    if mean.clusters is not None:
        method, evidence = f"{method}-clusters ({mean.clusters} clusters)", mean.with_a_cluster
    return stated_value(
        metric, group, value, method, evidence, mean.rows, undetermined_reason, stated
    )


def difference(
    metric: str,
    group: Group,
    reference: Group,
    values: tuple[float, float],
    means: tuple[Mean, Mean],
    method: str,
    needs: Needs,
    stated: Stated,
) -> Measurement:
    """Own minus the reference's, as a measurement.

    metric: what is measured. values: of the two, made of the means by the method (one of
    `skewed_means`). A difference of means has Welch's degrees of freedom (1947, Biometrika 34:28),
    any other, and any in clusters, joins the two intervals. needs: what neither is judged without.
    """
    times = opposed(means[0].by_cluster, means[1].by_cluster)
    means = means[0].with_variance(times), means[1].with_variance(times)
    own, other = means
    sizes = own.rows, other.rows
    undetermined_reason = not_enough(own, needs, stated.smallest_group)
    if undetermined_reason is None:
        of_reference = not_enough(other, needs, stated.smallest_group)
        undetermined_reason = None if of_reference is None else f"the reference: {of_reference}"
    gap = values[0] - values[1]
    if not isfinite(gap):
        return Undetermined(metric, group, TOO_LARGE, sizes, None, reference)
    if max(mean.error for mean in means) <= 0:
        return Undetermined(
            metric, group, undetermined_reason or "no variation", sizes, None, reference
        )
    if own.clusters is not None and other.clusters is not None:
        evidence = (*own.with_a_cluster, *other.with_a_cluster)
        method = f"{method}-clusters-difference"
    elif method == "hall-t":
        evidence = welch_evidence(gap, means)
        method = "hall-t-difference (welch)"
    else:
        evidence = (*own.skewed, *other.skewed)
        method = f"{method}-difference"
    return stated_value(
        metric,
        group,
        gap,
        method,
        evidence,
        sizes,
        undetermined_reason,
        stated,
        reference=reference,
    )


def welch_evidence(gap: float, means: Sequence[Mean]) -> tuple[float, ...]:
    """Evidence of "hall-t-difference": the first's lower end goes with the second's upper.

    gap: the first of two means less the second.
    """
    own, other = means
    return (gap, *_joined(own.low, other.high), *_joined(own.high, other.low))


def _joined(own: Moments, other: Moments) -> Moments:
    """The cumulants of a difference, added up in parts of its own error."""
    error = hypot(own[1], other[1])
    parts = own[1] / error, other[1] / error
    known = parts[0] ** 4 / own[2] + parts[1] ** 4 / other[2]
    third = own[3] * parts[0] ** 3 - other[3] * parts[1] ** 3
    return own[0] - other[0], error, 1 / known, third
