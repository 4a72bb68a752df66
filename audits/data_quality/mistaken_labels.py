"""How many labels are mistaken, read in three ways.

Confident rows (Northcutt et al. 2021) are most of the rows, and where classes overlap some of them
differ from a label that is right. The surest rows of each class differ by mistake alone, and say
too little where mistakes fall on rows that are hard to label. Where even those are not certain, the
probabilities tell how many of them differ honestly, and the third reading counts the rest alone.
The value is that of the confident rows; the interval reaches over all three
(`audits.statistics.ranges_of_shares`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Matrix
from audits.data_quality.confident_joint import confident_classes, joint, thresholds
from audits.data_quality.held_out_probabilities import Labelled
from audits.data_quality.sure_rows import SureRows, sure_rows
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

Counts = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Mistakes:
    """Rows with what they are taken to be.

    confident: shape (rows,), the class that a row confidently is of, -1 where it is of none.
    sure: the surest rows. joint: shape (classes, classes), estimated shares of all rows, a row a
    given label and a column a true one.
    """

    rows: Labelled
    confident: NDArray[np.intp]
    sure: SureRows
    joint: Matrix

    def rate(self, metric: str, group: Group, selected: Flags, stated: Stated) -> Measurement:
        """The share of wrong labels among the selected rows; selected: shape (rows,)."""
        sure, confident = self._surest(selected), self._confident(selected)
        if not (sure[1] and confident[1]):
            reason = self.sure.doubt or too_few(0, stated.smallest_group)
            return Undetermined(metric, group, reason, confident[1])
        evidence = (*sure, *confident, *self._unexplained(selected))
        return stated_value(
            metric, group, confident[0] / confident[1], "wilson-range", evidence,
            confident[1], self._few([selected], stated), stated,
        )  # fmt: skip

    def difference(
        self,
        metric: str,
        group: Group,
        reference: Group,
        selected: tuple[Flags, Flags],
        stated: Stated,
    ) -> Measurement:
        """The group's share minus its reference's; selected: rows of both, shape (rows,) each."""
        sure = [self._surest(rows) for rows in selected]
        confident = [self._confident(rows) for rows in selected]
        sizes = confident[0][1], confident[1][1]
        if not all(rows for _, rows in (*sure, *confident)):
            reason = self.sure.doubt or too_few(0, stated.smallest_group)
            return Undetermined(metric, group, reason, sizes, reference=reference)
        value = confident[0][0] / confident[0][1] - confident[1][0] / confident[1][1]
        least = [self._unexplained(rows) for rows in selected]
        evidence = (
            *sure[0], *sure[1], *confident[0], *confident[1],
            *least[0], *sure[1], *sure[0], *least[1],
        )  # fmt: skip
        return stated_value(
            metric, group, value, "newcombe-range", evidence, sizes, self._few(selected, stated),
            stated, reference=reference,
        )  # fmt: skip

    def by_overlap(self) -> tuple[int, int]:
        """Of the confident rows, up to how many differ with no label wrong, and how many do."""
        rows = self.confident >= 0
        differing = int((rows & (self.confident != self.rows.labels)).sum())
        return min(differing, round(float(self.sure.unsure[rows].sum()))), differing

    def _surest(self, selected: Flags) -> Counts:
        """Rows labelled otherwise, and all, of the surest among the selected."""
        differing = self.sure.differing(self.rows.labels) & selected
        return int(differing.sum()), int((self.sure.rows & selected).sum())

    def _unexplained(self, selected: Flags) -> Counts:
        """The same without as many as classes that overlap may explain."""
        rows = int((self.sure.rows & selected).sum())
        return self.sure.unexplained(self.rows.labels, selected), rows

    def _confident(self, selected: Flags) -> Counts:
        """The same of those that confidently are of a class."""
        rows = selected & (self.confident >= 0)
        return int((rows & (self.confident != self.rows.labels)).sum()), int(rows.sum())

    def _few(self, selected: Sequence[Flags], stated: Stated) -> str | None:
        """Why the shares of these rows decide nothing, or None."""
        if self.sure.doubt is not None:
            return self.sure.doubt
        fewest = min(min(self._surest(rows)[1], self._confident(rows)[1]) for rows in selected)
        if fewest < stated.smallest_group:
            return too_few(fewest, stated.smallest_group)
        return None


def mistakes_of(rows: Labelled) -> Mistakes:
    """What the readings of the rows need."""
    confident = confident_classes(rows.probabilities, thresholds(rows.labels, rows.probabilities))
    return Mistakes(
        rows, confident, sure_rows(rows.labels, rows.probabilities),
        joint(rows.labels, confident, len(rows.classes)),
    )  # fmt: skip
