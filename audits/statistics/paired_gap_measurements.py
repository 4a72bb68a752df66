"""The difference of two shares of the same rows as a measurement (Tango 1998)."""

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value


def paired_gap(
    metric: str,
    group: Group,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    stated: Stated,
    note: str,
) -> Measurement:
    """Share of rows that count in the first minus the share that count in the second.

    metric, group: what it is reported by, and whom it is about. first, second: shape (rows,), of
    the same rows. stated: confidence, and the fewest rows. note: for readers, behind the method's
    name.
    Tango 1998, Statistics in Medicine 17:891. Under two rows there is no value.
    """
    rows = len(first)
    reason = too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    if rows < 2:
        return Undetermined(metric, group, reason or "no variation", rows)
    more, fewer = int((first & ~second).sum()), int((second & ~first).sum())
    return stated_value(
        metric, group, (more - fewer) / rows, f"tango ({note})",
        (float(more), float(fewer), float(rows)), rows, reason, stated,
    )  # fmt: skip
