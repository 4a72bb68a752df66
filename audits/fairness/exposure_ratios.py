"""How much attention the items of one group get beside those of another in the same lists."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import squared_error
from audits.fairness.ranked_lists import RankedLists, shared_discounts
from audits.measurement import Group, Measurement, Undetermined
from audits.specification.counts import counted
from audits.statistics.bounded_means import bounded
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

METHOD = "gaffke-ratio (over lists)"
NOTHING = "no list that holds both has anything relevant of either"
# Lists that hold what a side deserves, as many as they are worth: the error is told by leaving each
# out. Where one click is all that a group got, leaving its list out leaves nothing to be told.
FEWEST_HOLDING = 3.0


@dataclass(frozen=True, eq=False)
class Sides:
    """The rows of a group and of its reference, each of the shape (rows,)."""

    group: Group
    reference: Group
    own: Flags
    base: Flags

    def in_shared_lists(self, of_list: NDArray[np.intp], usable: Flags) -> "Sides":
        """Only usable rows of lists that hold both; of_list, usable: shape (rows,)."""
        lists = int(of_list.max(initial=-1)) + 1
        both = np.ones(lists, dtype=bool)
        for side in (self.own, self.base):
            both &= np.bincount(of_list[side & usable], minlength=lists) > 0
        inside = usable & both[of_list]
        return Sides(self.group, self.reference, self.own & inside, self.base & inside)

    def order(self, *, own_first: bool) -> Floats:
        """Shape (rows,): one side before all others, and these before the other side."""
        sign = -1.0 if own_first else 1.0
        return np.asarray(sign * self.own - sign * self.base)


def exposure_ratio(
    metric: str, sides: Sides, ranked: RankedLists, merit: Floats | None, stated: Stated
) -> Measurement:
    """Exposure an item, or for a unit of merit, of the group over that of the reference.

    metric: the name it is reported by. merit: what each row deserves beside its list's mean, NaN
    where nothing in the list does, shape (rows,); None: every item deserves the same. Only lists
    that hold both groups count, each item's exposure beside the mean of its list.

    Lists are what varies. The logarithm lies between what it would be if every list put the
    reference first and if every list put the group first, so that it is limited as a mean of
    bounded values is (`bounded_means`): one list more may be at either end. Its error is the
    jackknife's over lists, on average too large rather than too small (Efron & Stein 1981, Annals
    of Statistics 9:586). Undetermined with fewer lists than the smallest group, and where what a
    side deserves is in lists that are worth fewer than three (Kish).
    """
    deserved = np.ones(len(ranked.rows)) if merit is None else merit
    shared = sides.in_shared_lists(ranked.of_list, np.isfinite(deserved))
    sizes = (int(shared.own.sum()), int(shared.base.sum()))
    lists = len(np.unique(ranked.of_list[shared.own]))
    too_little = None
    if lists < stated.smallest_group:
        one, many = "list holds both", "lists hold both"
        too_little = f"{counted(lists, one, many)} where {stated.smallest_group} are needed"
    if lists < 2 or min(deserved[rows].sum() for rows in (shared.own, shared.base)) <= 0:
        return Undetermined(
            metric, sides.group, too_little or NOTHING, sizes, reference=sides.reference
        )
    holding = min(_worth(ranked.of_list, deserved, rows) for rows in (shared.own, shared.base))
    if too_little is None and holding < FEWEST_HOLDING:
        too_little = _too_few_hold(holding, whole=merit is None)
    exposure = ranked.relative(ranked.exposure())
    least, greatest = (
        _log_ratio(ranked.relative(shared_discounts(ranked.of_list, order, None)), deserved, shared)
        for order in (shared.order(own_first=False), shared.order(own_first=True))
    )
    value = _log_ratio(exposure, deserved, shared)
    width = greatest - least
    variance = _jackknife(ranked.of_list, exposure, deserved, shared)
    if variance is None:
        return Undetermined(
            metric, sides.group, too_little or NOTHING, sizes, None, sides.reference
        )
    own = bounded(min(1.0, max(0.0, (value - least) / width)), variance / width**2, lists)
    evidence = (*own, least, greatest, sqrt(variance), float(lists - 1))
    return stated_value(
        metric, sides.group, exp(value), METHOD, evidence, sizes, too_little, stated,
        reference=sides.reference,
    )  # fmt: skip


def _worth(of_list: NDArray[np.intp], deserved: Floats, rows: Flags) -> float:
    """Lists of equal weight that what these rows deserve is in (Kish); rows: shape (rows,)."""
    by_list = np.bincount(of_list[rows], deserved[rows])
    return float(by_list.sum() ** 2 / (by_list @ by_list))


def _too_few_hold(holding: float, *, whole: bool) -> str:
    what = "items" if whole else "relevant items"
    return (
        f"the {what} of one of the two are in lists that are worth {holding:.1f} where "
        f"{FEWEST_HOLDING:g} are needed"
    )


def _log_ratio(got: Floats, deserved: Floats, sides: Sides) -> float:
    """Of what either side gets for what it deserves. got, deserved: shape (rows,)."""
    own, base = (got[rows].sum() / deserved[rows].sum() for rows in (sides.own, sides.base))
    return log(own / base)


def _jackknife(
    of_list: NDArray[np.intp], got: Floats, deserved: Floats, sides: Sides
) -> float | None:
    """Variance of the logarithm, each list left out once; None where one of them is all."""
    without = [
        _without_each(of_list[rows], got[rows], deserved[rows]) for rows in (sides.own, sides.base)
    ]
    if not all(np.isfinite(side).all() for side in without):
        return None
    logs = np.log(without[0] / without[1])
    lists = len(logs)
    return squared_error((lists - 1) / lists * (logs.mean() - logs))


def _without_each(of_list: NDArray[np.intp], got: Floats, deserved: Floats) -> Floats:
    """What a side gets for what it deserves without each of its lists, shape (lists,).

    NaN where nothing is left.
    """
    lists = np.unique(of_list, return_inverse=True)[1].reshape(-1)
    gained, due = (np.bincount(lists, values) for values in (got, deserved))
    left = due.sum() - due
    nothing = np.full(len(left), np.nan)
    return np.asarray(np.divide(gained.sum() - gained, left, out=nothing, where=left > 0))
