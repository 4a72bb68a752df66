"""Differences of means of bounded values between a group and its reference.

Welch 1947, Biometrika 34:28; a rule is decided as `bounded_gaps` says (Gaffke 2005).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.groups import Division, compared
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import bounded_gaps
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value


def gap_of_means(
    metric: str,
    division: Division,
    codes: NDArray[np.signedinteger],
    values: Floats,
    stated: Stated,
    more: Group = (),
) -> Iterator[Measurement]:
    """The mean of each known group minus the reference group's.

    metric: the name they are reported by. codes: of each row its group, shape (rows,). values: of
    each row a number of 0 to 1, shape (rows,). more: further keys of each group.
    """
    for own, base, (code, code_of_base) in compared(division):
        yield _gap(metric, (*own, *more), (*base, *more), values[codes == code],
                   values[codes == code_of_base], stated)  # fmt: skip


def _gap(
    metric: str, group: Group, reference: Group, own: Floats, other: Floats, stated: Stated
) -> Measurement:
    sizes = (len(own), len(other))
    undetermined_reason = None
    for rows, whose in ((sizes[0], ""), (sizes[1], "the reference has ")):
        if undetermined_reason is None and rows < stated.smallest_group:
            undetermined_reason = whose + too_few(rows, stated.smallest_group)
    if min(sizes) < 2:
        reason = undetermined_reason or too_few(min(sizes), max(2, stated.smallest_group))
        return Undetermined(metric, group, reason, sizes, reference=reference)
    gap = float(own.mean() - other.mean())
    evidence = gap_evidence(own, other, (0.0, 1.0))
    if evidence is None:
        return Undetermined(
            metric, group, undetermined_reason or "no variation", sizes, reference=reference
        )
    return stated_value(
        metric,
        group,
        gap,
        bounded_gaps.OF_ROWS,
        evidence,
        sizes,
        undetermined_reason,
        stated,
        reference=reference,
    )


def gap_evidence(
    own: Floats, other: Floats, within: tuple[float, float]
) -> tuple[float, ...] | None:
    """Evidence of the method "bounded-welch"; None where neither side varies.

    own, other: shapes (own values,), (other values,), two or more each. within: the least and the
    greatest that one can be.
    """
    sides = [(float(side.mean()), float(side.var(ddof=1)) / len(side), float(len(side)))
             for side in (own, other)]  # fmt: skip
    if sides[0][1] + sides[1][1] <= 0:
        return None
    return (*sides[0], *sides[1], *within)
