"""Shares of outcomes by group, and what a group has beyond its reference in the very same case."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import lacking_clusters
from audits.data.groups import Division, divisions_of, row_groups
from audits.language.decision_reading import Outcome
from audits.language.decision_study import Study
from audits.measurement import Group, Measurement, Undetermined
from audits.specification.roles import Role
from audits.statistics import alike_units, unseen_names
from audits.statistics.crossed_units import Crossed, difference_over_both, mean_over_both
from audits.statistics.means import Codes, Mean
from audits.statistics.normal_values import contradicted_p
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

# A spread of fewer names says too little: of two it is one number.
FEWEST_NAMES = 3
# Differences of cases are judged by their t interval where the spread rests on so many of them.
# Where one case in ten is decided otherwise, the next may be too.
ENOUGH_IN_SPREAD = 8
# Of either side's answers; more without a decision could make a difference, or undo it.
MOST_UNREAD = 0.2
NO_NAMES = (
    "no column has the role `id`, which says whose name stood in each row: what the name does "
    "cannot be told from what the group does"
)


@dataclass(frozen=True, eq=False)
class Compared:
    """Rows of a group and of its reference in cases that have both.

    rows: positions. sides: 1 of the group, -1 of the reference; others: codes of what else the
    person is; strata: those and the case; all of shape (rows,). alone: rows of either that are in
    no such case.
    """

    group: Group
    reference: Group
    rows: NDArray[np.intp]
    sides: Floats
    others: Codes
    strata: Codes
    alone: int


def groups_of(study: Study) -> Iterator[tuple[Group, Flags]]:
    """Each group with its rows, shape (rows,); crossings too."""
    for division, codes in _divided(study):
        for index, group in enumerate(division.groups):
            yield group, np.asarray(codes == index)


def compared(study: Study) -> Iterator[Compared]:
    """Each known group beside its reference."""
    columns = {column.name: column for column in study.data.having(Role.PROTECTED)}
    cases = study.units.cases
    for division, codes in _divided(study):
        reference = division.reference
        if reference is None:
            continue
        here = division.groups.index(reference) if reference in division.groups else -2
        others = _joined(
            [
                np.zeros(len(cases), dtype=np.int32),
                *(
                    column.categories.codes
                    for name, column in columns.items()
                    if name not in division.attributes
                ),
            ]
        )
        strata = _joined([cases, others])
        for index, group in enumerate(division.groups):
            if group == reference or not division.known[index]:
                continue
            sides = np.where(codes == index, 1.0, np.where(codes == here, -1.0, 0.0))
            both = np.intersect1d(strata[sides > 0], strata[sides < 0])
            rows = np.flatnonzero((sides != 0) & np.isin(strata, both))
            alone = int((sides != 0).sum()) - len(rows)
            yield Compared(
                group, reference, rows, sides[rows], others[rows], strata[rows], alone
            )  # fmt: skip


def _divided(study: Study) -> list[tuple[Division, NDArray[np.signedinteger]]]:
    columns = study.data.having(Role.PROTECTED)
    # What is left out of too many crossings is told where the audit's own groups are.
    return list(row_groups(columns, divisions_of(study.data, columns, lambda text: None)))


def _joined(columns: list[NDArray[np.signedinteger]]) -> Codes:
    """Codes of rows that are alike in all of these, shape (rows,)."""
    _, codes = np.unique(np.stack(columns).astype(np.int64), axis=1, return_inverse=True)
    return codes.reshape(-1).astype(np.int32)


def outcome_share(
    metric: str, group: Group, study: Study, rows: Flags, hit: Flags, stated: Stated
) -> Measurement:
    """The share of these rows that hit; both of shape (rows,) of the study."""
    size = int(rows.sum())
    if size < 2:
        return Undetermined(metric, group, too_few(size, stated.smallest_group), size)
    units = _of(study.units, np.flatnonzero(rows))
    values = hit[rows].astype(np.float64)
    mean = mean_over_both(values, units)
    reason = too_few(size, stated.smallest_group) if size < stated.smallest_group else None
    reason = reason or lacking_clusters(len(np.unique(units.cases)), None)
    if study.named:
        reason = reason or _lacking_names(units, "")
    method = "bounded-student_t" + _counted(units)
    fewest = min(len(np.unique(units.cases)), len(np.unique(units.names)))
    # One more unit stands at either end: of the kind of which there are fewer.
    freedom = min(mean.degrees_of_freedom, max(1.0, fewest - 1.0))
    evidence: tuple[float, ...] = (mean.value, mean.error, freedom, 0.0, 1.0)
    if mean.error <= 0:
        alike = _drawn_apart(units) if np.ptp(values) == 0 else None
        method, evidence = _without_variation(mean, (0.0, 1.0), units, alike)
    return stated_value(metric, group, mean.value, method, evidence, size, reason, stated)


def outcome_difference(
    metric: str, pair: Compared, study: Study, hit: Flags, stated: Stated, why_not: str | None,
    *, assumes_normal: bool = False,
) -> Measurement:  # fmt: skip
    """The share of the group that hits minus that of its reference, case by case.

    hit: shape (rows,) of the study. why_not: why nothing may be concluded whatever the rows are.
    assumes_normal: whether names of a side are stated to differ as normal values do; then t decides
    (Student 1908), and no name that was not asked about is reckoned with. Names that plainly are
    not normal contradict it.
    """
    own, other = (int((pair.sides == side).sum()) for side in (1, -1))
    if not len(pair.rows):
        no_case = why_not or "no case was asked about both the group and its reference"
        return Undetermined(metric, pair.group, no_case, (own, other), reference=pair.reference)
    units = _of(study.units, pair.rows)
    values = hit[pair.rows].astype(np.float64)
    between = difference_over_both(values, pair.sides, pair.strata, units)
    reason: str | None = why_not
    for size, whose in ((own, ""), (other, "the reference has ")):
        if reason is None and size < stated.smallest_group:
            reason = whose + too_few(size, stated.smallest_group)
    reason = reason or lacking_clusters(len(np.unique(units.cases)), None)
    if not study.named:
        reason = reason or NO_NAMES
    for side, whose in ((1, ""), (-1, "the reference has ")):
        reason = reason or _lacking_names(_of(units, np.flatnonzero(pair.sides == side)), whose)
    reason = reason or _unread(study, pair)
    mean = between.mean
    method = unseen_names.METHOD + _counted(units)
    is_tame = mean.in_spread >= ENOUGH_IN_SPREAD
    evidence = between.evidence(is_tame=is_tame)
    if assumes_normal:
        reason = reason or _contradicted(pair, values, units)
        # Where the spread rests on few cases, one more of them decides.
        method = ("student_t" if is_tame else "bounded-student_t") + _counted(units)
        evidence = mean.evidence if is_tame else (*mean.evidence, -1.0, 1.0)
    if mean.error <= 0:
        alike = _alike(pair, values, units)
        method, evidence = _without_variation(mean, (-1.0, 1.0), units, alike)
    return stated_value(
        metric, pair.group, mean.value, method, evidence, (own, other), reason, stated,
        reference=pair.reference,
    )  # fmt: skip


def _of(units: Crossed, rows: NDArray[np.intp]) -> Crossed:
    return Crossed(units.cases[rows], units.names[rows])


def _alike(pair: Compared, values: Floats, units: Crossed) -> int | None:
    """How many cases with a name of either side, none in two of them, show the same difference.

    values: shape (rows,) of the pair. None where any row of either side parts from the others of
    its stratum, so that not all differences are one, or where not every name stood in every case.
    """
    side = 2 * pair.strata + (pair.sides > 0)
    _, first, cell = np.unique(side, return_index=True, return_inverse=True)
    if (values != values[first][cell.reshape(-1)]).any():
        return None
    # Strata have both sides: the reference's comes first, and the group's next.
    apart = values[first][1::2] - values[first][::2]
    if np.ptp(apart) != 0:
        return None
    counts = []
    for other in np.unique(pair.others):
        for one in (1, -1):
            here = np.flatnonzero((pair.others == other) & (pair.sides == one))
            names = _drawn_apart(_of(units, here), both=False)
            if names is None:
                return None
            counts.append(names)
    # Each kind of person counts alike, so that as many of each are picked.
    kinds = len(counts) // 2
    return kinds * min(*counts, len(np.unique(units.cases)) // kinds) or None


def _drawn_apart(units: Crossed, *, both: bool = True) -> int | None:
    """How many rows can be picked of which no two share a case or a name: the fewer of these.

    both: else the names alone. None where not every name stood in every case.
    """
    cases, names = len(np.unique(units.cases)), len(np.unique(units.names))
    met = np.unique(np.stack([units.cases, units.names]), axis=1).shape[1]
    if met < cases * names:
        return None
    return min(cases, names) if both else names


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


def _without_variation(
    mean: Mean, within: tuple[float, float], units: Crossed, alike: int | None
) -> tuple[str, tuple[float, ...]]:
    """What so many units say of one unlike them; else Hoeffding's bound over the fewer units.

    within: the least and the greatest value. alike: units that share no case or name and have all
    the same value, or None where a spread of 0 is one by balance alone.
    """
    if alike is not None:
        return alike_units.METHOD + _counted(units), (mean.value, float(alike), *within)
    return "hoeffding" + _counted(units), (mean.value, mean.degrees_of_freedom + 1, *within)
