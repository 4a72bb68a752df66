"""How much attention the items of one group get beside those of another in the same lists."""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.measurement import Group, Measurement, Undetermined
from audits.specification.counts import counted
from audits.statistics.means import linearised_mean
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

METHOD = "log-student_t (over lists)"


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


def exposure_ratio(
    metric: str, sides: Sides, of_list: NDArray[np.intp], exposure: Floats, merit: Floats | None,
    stated: Stated,
) -> Measurement:  # fmt: skip
    """Exposure an item, or for a unit of merit, of the group over that of the reference.

    metric: the name it is reported by. of_list: of each row its list. exposure, merit: what each
    row gets and deserves beside its list's mean, NaN where that is nothing; merit None: every item
    deserves the same. Each has the shape (rows,). Only lists that hold both groups count, and lists
    are what varies: the error of the logarithm is linearised over them, with a t interval.
    Undetermined with fewer lists than the smallest group.
    """
    deserved = np.ones_like(exposure) if merit is None else merit
    usable = np.isfinite(exposure) & np.isfinite(deserved)
    shared = sides.in_shared_lists(of_list, usable)
    sizes = (int(shared.own.sum()), int(shared.base.sum()))
    lists = len(np.unique(of_list[shared.own]))
    lacking = None
    if lists < stated.smallest_group:
        one, many = "list holds both", "lists hold both"
        lacking = f"{counted(lists, one, many)} where {stated.smallest_group} are needed"
    sums = [(exposure[rows].sum(), deserved[rows].sum()) for rows in (shared.own, shared.base)]
    if lists < 2 or min(min(pair) for pair in sums) <= 0:
        return Undetermined(
            metric, sides.group, lacking or NOTHING, sizes, reference=sides.reference
        )
    own, base = (_moves(of_list, exposure, deserved, rows) for rows in (shared.own, shared.base))
    moves = own - base
    moves = moves[np.bincount(of_list[shared.own], minlength=len(moves)) > 0]
    ratio = sums[0][0] / sums[0][1] / (sums[1][0] / sums[1][1])
    mean = linearised_mean(log(ratio), moves * len(moves), size=1.0)
    if mean.error <= 0:
        return Undetermined(
            metric, sides.group, lacking or NO_VARIATION, sizes, reference=sides.reference
        )
    evidence = (mean.value, mean.error, mean.degrees_of_freedom)
    return stated_value(
        metric, sides.group, exp(mean.value), METHOD, evidence, sizes, lacking, stated,
        reference=sides.reference,
    )  # fmt: skip


NOTHING = "no list that holds both gives either anything"
NO_VARIATION = "every list gives both the same, so nothing says how far that varies"


def _moves(of_list: NDArray[np.intp], got: Floats, deserved: Floats, rows: Flags) -> Floats:
    """How each list moves the logarithm of what a side gets for what it deserves, (lists,)."""
    lists = int(of_list.max()) + 1
    each = got[rows].sum() / deserved[rows].sum()
    residuals = (got[rows] - each * deserved[rows]) / got[rows].sum()
    return np.bincount(of_list[rows], residuals, lists).astype(np.float64, copy=False)
