"""Shares of outcomes by group, and what a group has beyond its reference in the very same case."""

from dataclasses import replace

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import lacking_clusters
from audits.language.compared_groups import Compared
from audits.language.decision_reading import Outcome
from audits.language.decision_study import Study
from audits.language.names_asked import Names, judged, judged_share, rows_of
from audits.measurement import (
    Estimate,
    Group,
    Interval,
    Measurement,
    Unanswered,
    Undetermined,
)
from audits.statistics.crossed_units import Crossed, difference_over_both, mean_over_both
from audits.statistics.normal_values import contradicted_p
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

# A spread of fewer names says too little: of two it is one number.
FEWEST_NAMES = 3
# Of either side's answers; more without a decision could make a difference, or undo it.
MOST_UNREAD = 0.2
NO_NAMES = (
    "no column has the role `id`, which says whose name stood in each row: what the name does "
    "cannot be told from what the group does"
)


def outcome_share(
    metric: str, group: Group, study: Study, rows: Flags, hit: Flags, stated: Stated,
    names: Names = Names.LISTED,
) -> Measurement:  # fmt: skip
    """The share of these rows that hit; both of shape (rows,) of the study."""
    size = int(rows.sum())
    if size < 2:
        return Undetermined(metric, group, too_few(size, stated.smallest_group), size)
    units = rows_of(study.units, np.flatnonzero(rows))
    values = hit[rows].astype(np.float64)
    mean = mean_over_both(values, units)
    reason = too_few(size, stated.smallest_group) if size < stated.smallest_group else None
    reason = reason or lacking_clusters(len(np.unique(units.cases)), None)
    if study.named:
        reason = reason or _lacking_names(units, "")
    method, evidence = judged_share(names, values, units, mean)
    method += _counted(units)
    line = stated_value(metric, group, mean.value, method, evidence, size, reason, stated)
    unanswered = study.having(Outcome.UNANSWERED)[rows] & ~hit[rows]
    if not unanswered.any() or not isinstance(line, Estimate):
        return line
    # The least is the share itself, in which a row without an answer hits nothing.
    every = (hit[rows] | unanswered).astype(np.float64)
    most = mean_over_both(every, units)
    bounds = Interval(mean.value, most.value)
    ends = evidence, judged_share(names, every, units, most)[1]
    return replace(line, unanswered=Unanswered(int(unanswered.sum()), ends, bounds))


def outcome_difference(
    metric: str, pair: Compared, study: Study, hit: Flags, stated: Stated, why_not: str | None,
    names: Names = Names.LISTED,
) -> Measurement:  # fmt: skip
    """The share of the group that hits minus that of its reference, case by case.

    hit: shape (rows,) of the study. why_not: why nothing may be concluded whatever the rows are.
    names: what they are to the difference; of those stated to be NORMAL t decides (Student 1908),
    and names that plainly are not contradict it.
    """
    own, other = (int((pair.sides == side).sum()) for side in (1, -1))
    if not len(pair.rows):
        no_case = why_not or "no case was asked about both the group and its reference"
        return Undetermined(metric, pair.group, no_case, (own, other), reference=pair.reference)
    units = rows_of(study.units, pair.rows)
    values = hit[pair.rows].astype(np.float64)
    between = difference_over_both(values, pair.sides, pair.strata, units, pair.others)
    reason: str | None = why_not
    for size, whose in ((own, ""), (other, "the reference has ")):
        if reason is None and size < stated.smallest_group:
            reason = whose + too_few(size, stated.smallest_group)
    reason = reason or lacking_clusters(len(np.unique(units.cases)), None)
    if not study.named:
        reason = reason or NO_NAMES
    for side, whose in ((1, ""), (-1, "the reference has ")):
        reason = reason or _lacking_names(rows_of(units, np.flatnonzero(pair.sides == side)), whose)
    reason = reason or _unread(study, pair)
    if names is Names.NORMAL:
        reason = reason or _contradicted(pair, values, units)
    method, evidence = judged(names, pair, values, units, between)
    method += _counted(units)
    line = stated_value(
        metric, pair.group, between.mean.value, method, evidence, (own, other), reason, stated,
        reference=pair.reference,
    )  # fmt: skip
    unanswered = study.having(Outcome.UNANSWERED)[pair.rows]
    if not unanswered.any() or not isinstance(line, Estimate):
        return line
    ends = []
    for side in (-1, 1):  # the reference's all hit and none of the group's, and turned round
        filled = np.where(unanswered, pair.sides == side, values > 0).astype(np.float64)
        gap = difference_over_both(filled, pair.sides, pair.strata, units, pair.others)
        ends.append((gap.mean.value, judged(names, pair, filled, units, gap)[1]))
    (low, least), (high, most) = ends
    sides = tuple(int(unanswered[pair.sides == side].sum()) for side in (1, -1))
    return replace(
        line, unanswered=Unanswered((sides[0], sides[1]), (least, most), Interval(low, high))
    )


def _lacking_names(units: Crossed, whose: str) -> str | None:
    names = len(np.unique(units.names))
    if names >= FEWEST_NAMES:
        return None
    return (
        f"{whose}{names} name{'' if names == 1 else 's'} where {FEWEST_NAMES} are needed: what a "
        "name does cannot be told from what its group does"
    )


def _contradicted(pair: Compared, values: Floats, units: Crossed) -> str | None:
    """Why the names of either side are not normal, or None where none contradicts it."""
    sides = []
    for side in (1, -1):
        rows = pair.sides == side
        _, name = np.unique(units.names[rows], return_inverse=True)
        name = name.reshape(-1)
        sides.append(np.bincount(name, values[rows]) / np.bincount(name))
    p_value = contradicted_p(*sides)
    if p_value is None:
        return None
    return (
        f"the shares of names are stated to be normal, and are not (Shapiro-Wilk p {p_value:.2g}); "
        "leave `assumes` out"
    )


def _unread(study: Study, pair: Compared) -> str | None:
    without = study.having(Outcome.UNREAD, Outcome.UNANSWERED)[pair.rows]
    for side, whose in ((1, "the group's"), (-1, "the reference's")):
        share = without[pair.sides == side]
        if share.mean() > MOST_UNREAD:
            return (
                f"{int(share.sum())} of {len(share)} of {whose} answers are unread or missing, "
                "more than a fifth: what they would have decided is not known"
            )
    return None


def _counted(units: Crossed) -> str:
    cases, names = len(np.unique(units.cases)), len(np.unique(units.names))
    return f" ({cases} cases, {names} names)"
