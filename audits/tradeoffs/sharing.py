"""A head of a network beside a model that was trained for its task alone, on the same rows.

What the other heads cost is a paired difference: both answered every row. Who pays is told by
group with Holm's correction over the groups (Holm 1979, SJS 6:65); what tasks cost each other in a
shared network is known as negative transfer (Caruana 1997, Machine Learning 28:41; Standley et al.
2020, ICML).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audits.data.arrays import Flags, Floats
from audits.measurement import Estimate, Exhibit, Group, Measurement, Undetermined
from audits.statistics.enough_rows import SIGNED
from audits.statistics.intervals import one_sided_p
from audits.statistics.means import mean_of
from audits.statistics.paired_gap_measurements import gap_of_paired_gaps, paired_gap
from audits.statistics.shares import Stated
from audits.statistics.tests import holm, mcnemar_exact
from audits.statistics.unbounded_means import difference, unlimited

ACCURACY, ACCURACY_GAP = "accuracy_lost_to_sharing", "accuracy_lost_to_sharing_difference"
ERROR, ERROR_GAP = "error_added_by_sharing", "error_added_by_sharing_difference"
NOTE = "beside a model for this task alone"
# Behind a mean that is made of numbers without limits: its skewness is let for.
METHOD = "hall-t"


@dataclass(frozen=True, eq=False)
class Right:
    """Classes: whether each answer is the label, by the head and by the model for it alone.

    Both of shape (rows,).
    """

    head: Flags
    alone: Flags

    def cost(self, group: Group, rows: Flags, stated: Stated) -> Measurement:
        """How much less often the head is right: Tango's interval, McNemar's exact test."""
        head, alone = self.head[rows], self.alone[rows]
        measured = paired_gap(ACCURACY, group, alone, head, stated, NOTE)
        if isinstance(measured, Undetermined):
            return measured
        lost, won = int((alone & ~head).sum()), int((head & ~alone).sum())
        return replace(measured, p_value=mcnemar_exact(lost, won))

    def gap(self, groups: tuple[Group, Group], rows: Flags, beside: Flags, stated: Stated
            ) -> Measurement:  # fmt: skip
        """The cost of a group minus that of its reference."""
        own, other = ((self.alone[of], self.head[of]) for of in (rows, beside))
        return gap_of_paired_gaps(ACCURACY_GAP, groups, own, other, stated, NOTE)

    def shown(self, rows: Flags) -> tuple[str, str]:
        """How often each is right, for the table."""
        head, alone = (100 * float(right[rows].mean()) for right in (self.head, self.alone))
        return f"{head:.1f} %", f"{alone:.1f} %"


@dataclass(frozen=True, eq=False)
class Off:
    """Numbers: how far each answer is from the label, by the head and by the model for it alone.

    Both of shape (rows,), at least 0.
    """

    head: Floats
    alone: Floats

    def cost(self, group: Group, rows: Flags, stated: Stated) -> Measurement:
        """How much further the head is from the label on average."""
        added = self._added(rows)
        if len(added) < 2:
            return Undetermined(ERROR, group, "no variation", len(added))
        mean = mean_of(added, size=float(self.head.max(initial=0.0)))
        return unlimited(ERROR, group, mean.value, mean, METHOD, SIGNED, stated)

    def gap(self, groups: tuple[Group, Group], rows: Flags, beside: Flags, stated: Stated
            ) -> Measurement:  # fmt: skip
        """The cost of a group minus that of its reference."""
        group, reference = groups
        sides = self._added(rows), self._added(beside)
        sizes = len(sides[0]), len(sides[1])
        if min(sizes) < 2:
            return Undetermined(ERROR_GAP, group, "no variation", sizes, reference=reference)
        means = mean_of(sides[0]), mean_of(sides[1])
        values = means[0].value, means[1].value
        return difference(ERROR_GAP, group, reference, values, means, METHOD, SIGNED, stated)

    def shown(self, rows: Flags) -> tuple[str, str]:
        """How far each is off, for the table."""
        return f"{float(self.head[rows].mean()):.4g}", f"{float(self.alone[rows].mean()):.4g}"

    def _added(self, rows: Flags) -> Floats:
        added: Floats = self.head[rows] - self.alone[rows]
        return added


def who_pays(
    costs: Sequence[tuple[str, Measurement, tuple[str, str]]], unit: str, stated: Stated
) -> Exhibit | None:
    """Group by group: both, what sharing costs with its interval, and whether that is shown.

    costs: name, cost, and what is shown of head and other, of each group. unit: of the two in the
    middle, for the table's head. None without an estimate.
    """
    known = [(name, cost, both) for name, cost, both in costs if isinstance(cost, Estimate)]
    if not known:
        return None
    adjusted = holm([_p_value(cost) for _, cost, _ in known])
    rows = [
        [name, *both, _number(cost), f"{p:.3g}", _verdict(cost, p, stated)]
        for (name, cost, both), p in zip(known, adjusted, strict=True)
    ]
    content = {
        "head": ["group", f"head, {unit}", f"alone, {unit}", "cost of sharing", "p (Holm)", ""],
        "rows": rows,
        "numeric": [1, 2, 3, 4],
        "left_out": 0,
        "caption": "Cost above 0: the head does worse than a model for its task alone. The p-values"
        f" are corrected over the {len(rows)} lines of this table.",
    }
    return Exhibit("table", "Who pays for the other heads", content)


def _p_value(cost: Estimate) -> float:
    """Of the cost's own test; else the least level at which 0 lies outside its interval."""
    if cost.p_value is not None:
        return cost.p_value
    tails = [one_sided_p(cost.method, cost.evidence, 0.0, above=above) for above in (True, False)]
    return min(1.0, 2 * min(tails))


def _number(cost: Estimate) -> str:
    times, unit = (100, " points") if cost.metric == ACCURACY else (1, "")
    low, high = (times * end for end in (cost.interval.lower, cost.interval.upper))
    digits = ".1f" if unit else ".3g"
    value = f"{times * cost.value:+{digits}}"
    return f"{value} [{low:+{digits}} to {high:+{digits}}]{unit}"


def _verdict(cost: Estimate, p_value: float, stated: Stated) -> str:
    if p_value > 1 - stated.confidence:
        return "not shown"
    return "pays" if cost.value > 0 else "gains"
