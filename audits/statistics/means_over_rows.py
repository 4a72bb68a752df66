"""The mean of one number a row, as a measurement with its interval over rows (Student 1908).

metric: the name it is reported by. values: one a row, between least and greatest, what such a
number can be. confidence: of the two-sided interval. note: for readers, in the bracket behind the
method.
"""

from collections.abc import Sequence

import numpy as np

from audits.measurement import Group, Measurement, Undetermined
from audits.specification.counts import counted
from audits.statistics import means_of_few
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

# Fewer rows say nothing about the spread over rows.
FEWEST = 3


def mean_over_rows(
    metric: str,
    group: Group,
    values: Sequence[float],
    *,
    least: float,
    greatest: float,
    confidence: float,
    note: str = "over rows",
    error: float | None = None,
    undetermined_reason: str | None = None,
) -> Measurement:
    """Limits as of `means_of_few`; Hoeffding's bound where every row says the same, and the
    exact one of a share where that is an end of the range.

    Undetermined under three rows: the spread over rows is unknown then. A rule is decided by
    Gaffke's limits (`audits.statistics.bounded_means`).
    undetermined_reason: why so few rows decide nothing; value and interval stay beside.
    error: of the mean, where rows share more than chance (`audits.explanations.lent_words`).
    """
    numbers = np.asarray(values, dtype=np.float64)
    count = len(numbers)
    if count < FEWEST:
        return Undetermined(
            metric, group, f"{counted(count, 'row', 'rows')} where {FEWEST} are needed", count
        )
    mean = min(max(float(numbers.mean()), least), greatest)
    if error is None:
        error = float(numbers.std(ddof=1) / np.sqrt(count))
    evidence: tuple[float, ...] = (mean, error, float(count - 1), least, greatest)
    # Differences lie on both sides of 0, as far from either end as can be.
    means = means_of_few.SIGNED if least == -greatest else means_of_few.METHOD
    method = f"{means} ({note})"
    if error <= 1e-9 * (greatest - least):
        if least != -greatest and mean in (least, greatest):
            method = f"{means_of_few.AT_AN_END} ({note})"
            evidence = (mean, 0.0, float(count - 1), least, greatest)
        else:
            method, evidence = "hoeffding", (mean, float(count), least, greatest)
    stated = Stated(confidence, FEWEST)
    return stated_value(metric, group, mean, method, evidence, count, undetermined_reason, stated)


def next_draw(
    metric: str,
    group: Group,
    draws: Sequence[float],
    *,
    least: float,
    greatest: float,
    confidence: float,
    rows: int,
) -> Measurement:
    """The mean of what some seeds gave, and where another seed's value will fall.

    A prediction interval: t with draws - 1 degrees on deviation * sqrt(1 + 1 / draws).
    """
    numbers = np.asarray(draws, dtype=np.float64)
    count = len(numbers)
    if count < FEWEST:
        return Undetermined(metric, group, f"{count} seeds where {FEWEST} are needed", rows)
    mean = min(max(float(numbers.mean()), least), greatest)
    error = float(numbers.std(ddof=1) * np.sqrt(1 + 1 / count))
    if error > 1e-9:
        evidence: tuple[float, ...] = (mean, error, float(count - 1), least, greatest)
        method = f"next-student_t (where another seed falls, {count} seeds)"
    else:
        evidence = (mean, float(count * rows), least, greatest)
        method = "hoeffding"
    stated = Stated(confidence, FEWEST)
    return stated_value(metric, group, mean, method, evidence, rows, None, stated)
