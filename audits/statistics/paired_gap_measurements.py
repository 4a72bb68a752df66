"""The difference of two shares of the same rows as a measurement (Tango 1998)."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import FEWEST_CLUSTERS, too_few_clusters
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.means import mean_of, measured
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value


def paired_gap(
    metric: str,
    group: Group,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    stated: Stated,
    note: str,
    clusters: NDArray[np.int32] | None = None,
) -> Measurement:
    """Share of rows that count in the first minus the share that count in the second.

    metric, group: what it is reported by, and whom it is about. first, second: shape (rows,), of
    the same rows. stated: confidence, and the fewest rows. note: for readers, behind the method's
    name. clusters: shape (rows,), codes of what belongs together, or None.
    Tango 1998, Statistics in Medicine 17:891; of clusters the t interval of their sums. Under two
    rows there is no value.
    """
    rows = len(first)
    reason = too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    if rows < 2:
        return Undetermined(metric, group, reason or "no variation", rows)
    if clusters is not None:
        units = len(np.unique(clusters))
        if units < FEWEST_CLUSTERS:
            reason = reason or too_few_clusters(units)
        mean = mean_of(first.astype(np.float64) - second, clusters=clusters)
        line = measured(metric, group, mean, stated, within=(-1, 1), undetermined_reason=reason)
        return _noted(line, f"{note}, {units:,} clusters")
    more, fewer = int((first & ~second).sum()), int((second & ~first).sum())
    return stated_value(
        metric, group, (more - fewer) / rows, f"tango ({note})",
        (float(more), float(fewer), float(rows)), rows, reason, stated,
    )  # fmt: skip


def _noted(measurement: Measurement, note: str) -> Measurement:
    """The note stands in the method's bracket, where readers look for it."""
    if isinstance(measurement, Undetermined):
        return measurement
    return replace(measurement, method=f"{measurement.method} ({note})")
