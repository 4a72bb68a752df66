"""How many labels are mistaken, read in two ways.

Confident rows (Northcutt et al. 2021) are most of the rows, and where classes overlap some of them
differ from a label that is right. The surest rows of each class differ by mistake alone, and say
too little where mistakes fall on rows that are hard to label. The value is that of the confident
rows; the interval reaches over both (`audits.statistics.ranges_of_shares`).
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
        return stated_value(
            metric, group, confident[0] / confident[1], "wilson-range", (*sure, *confident),
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
        evidence = (*sure[0], *sure[1], *confident[0], *confident[1])
        return stated_value(
            metric, group, value, "newcombe-range", evidence, sizes, self._few(selected, stated),
            stated, reference=reference,
        )  # fmt: skip

    def _surest(self, selected: Flags) -> Counts:
        """Rows labelled otherwise, and all, of the surest among the selected."""
        differing = self.sure.differing(self.rows.labels) & selected
        return int(differing.sum()), int((self.sure.rows & selected).sum())

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
    """Both readings of the rows."""
    confident = confident_classes(rows.probabilities, thresholds(rows.labels, rows.probabilities))
    return Mistakes(
        rows, confident, sure_rows(rows.labels, rows.probabilities),
        joint(rows.labels, confident, len(rows.classes)),
    )  # fmt: skip
