"""What the names of a study are to what is said of them, and how a number is judged then."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.language.compared_groups import Compared
from audits.statistics import alike_units, listed_names, means_of_few, unseen_names
from audits.statistics.crossed_units import Crossed, Difference, scores_of_names
from audits.statistics.exchanged_units import exchanged
from audits.statistics.means import Mean

# Differences of cases are judged by their t interval where the spread rests on so many of them.
# Where one case in ten is decided otherwise, the next may be too.
ENOUGH_IN_SPREAD = 8
# Partings of names of which all are counted up to so many, and else so many are drawn.
MOST_PARTINGS, PARTINGS = 20_000, 9_999
Judged = tuple[str, tuple[float, ...]]


class Names(StrEnum):
    """What the names of a study are to a difference between them.

    LISTED: the ones it is about, which could be exchanged between the groups were these treated
    alike. DRAWN: a sample of all such names, of which one that was not asked about may be decided
    otherwise than any. NORMAL: such a sample, of which it is stated that they differ as normal
    values do.
    """

    LISTED = "listed"
    DRAWN = "drawn"
    NORMAL = "normal"

    @property
    def words(self) -> str:
        """Whom a number is about, for a report."""
        if self is Names.LISTED:
            return (
                "the names that were asked: a difference counts where they, exchanged between the "
                "groups, seldom give as much"
            )
        if self is Names.DRAWN:
            return "all such names: one that was not asked about may be decided otherwise than any"
        return "all such names, which are stated to differ as normal values do"


def judged(
    names: Names, pair: Compared, values: Floats, units: Crossed, between: Difference
) -> Judged:
    """Method and evidence of a difference.

    values: shape (rows,) of the pair, whose units and difference these are; names: what they are.
    """
    if names is Names.LISTED:
        return _listed(pair, values, units, between)
    return _drawn(pair, values, units, between, is_normal=names is Names.NORMAL)


def judged_share(names: Names, values: Floats, units: Crossed, mean: Mean) -> Judged:
    """Method and evidence of a share of these rows.

    values: shape (rows,), 0 or 1. units: of the rows. mean: of the values. names: what they are.
    """
    cases = len(np.unique(units.cases))
    is_listed = names is Names.LISTED
    if mean.error <= 0:
        alike: int | None = cases
        if not is_listed:
            alike = _drawn_apart(units) if np.ptp(values) == 0 else None
        return _without_variation(mean, (0.0, 1.0), alike)
    # One more unit stands at either end: of the samples, of the one of fewer.
    fewest = cases if is_listed else min(cases, len(np.unique(units.names)))
    freedom = min(mean.degrees_of_freedom, max(1.0, fewest - 1.0))
    return means_of_few.METHOD, (mean.value, mean.error, freedom, 0.0, 1.0)


def _listed(pair: Compared, values: Floats, units: Crossed, between: Difference) -> Judged:
    """Method and evidence of a difference between these very names."""
    scores = scores_of_names(values, pair.sides, pair.strata, pair.others, units)
    test = exchanged(scores.values, scores.first, scores.weights, scores.strata,
                     most=MOST_PARTINGS, draws=PARTINGS)  # fmt: skip
    mean = between.mean
    is_tame = mean.in_spread >= ENOUGH_IN_SPREAD
    return listed_names.METHOD, (*mean.evidence, float(between.cases), float(is_tame),
                                 test.above, test.below)  # fmt: skip


def _drawn(
    pair: Compared, values: Floats, units: Crossed, between: Difference, *, is_normal: bool
) -> Judged:
    """Method and evidence of a difference between all names of which these are a sample."""
    mean = between.mean
    if mean.error <= 0:
        return _without_variation(mean, (-1.0, 1.0), _alike(pair, values, units))
    is_tame = mean.in_spread >= ENOUGH_IN_SPREAD
    if not is_normal:
        return unseen_names.METHOD, between.evidence(is_tame=is_tame)
    # Where the spread rests on few cases, one more of them decides.
    if is_tame:
        return "student_t", mean.evidence
    return means_of_few.METHOD, (*mean.evidence, -1.0, 1.0)


def rows_of(units: Crossed, rows: NDArray[np.intp]) -> Crossed:
    """Cases and names of these rows alone; rows: shape (rows,), positions."""
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
            names = _drawn_apart(rows_of(units, here), both=False)
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


def _without_variation(mean: Mean, within: tuple[float, float], alike: int | None) -> Judged:
    """What so many units say of one unlike them; else Hoeffding's bound over the fewer units.

    within: the least and the greatest value. alike: units that share no case or name and have all
    the same value, or None where a spread of 0 is one by balance alone.
    """
    if alike is not None:
        return alike_units.METHOD, (mean.value, float(alike), *within)
    return "hoeffding", (mean.value, mean.degrees_of_freedom + 1, *within)
