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
    worth: float = 1.0,
) -> Measurement:
    """Share of rows that count in the first minus the share that count in the second.

    metric, group: what it is reported by, and whom it is about. first, second: shape (rows,), of
    the same rows. stated: confidence, and the fewest rows. note: for readers, behind the method's
    name. clusters: shape (rows,), codes of what belongs together, or None. worth: independent rows
    that a row says as much as, at most 1, where one of the two was learned from the others
    (`cross_validation`).
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
    evidence = (more * worth, fewer * worth, rows * worth)
    return stated_value(
        metric, group, (more - fewer) / rows, f"tango ({note})", evidence, rows, reason, stated
    )


def gap_of_paired_gaps(
    metric: str,
    groups: tuple[Group, Group],
    own: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    reference: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    stated: Stated,
    note: str,
    worth: float = 1.0,
) -> Measurement:
    """The paired gap of a group's rows minus that of its reference's.

    metric: what it is reported by. groups: whom it is about, and beside whom. own, reference: the
    first and the second of each, as of `paired_gap`, each of shape (rows of that group,). stated,
    note, worth: as there.
    """
    group, beside = groups
    sizes = (len(own[0]), len(reference[0]))
    reason = None
    for rows, whose in zip(sizes, ("", "the reference has "), strict=True):
        if reason is None and rows < stated.smallest_group:
            reason = whose + too_few(rows, stated.smallest_group)
    if min(sizes) < 2:
        return Undetermined(metric, group, reason or "no variation", sizes, reference=beside)
    evidence: list[float] = []
    for first, second in (own, reference):
        more, fewer = int((first & ~second).sum()), int((second & ~first).sum())
        evidence += [more * worth, fewer * worth, len(first) * worth]
    value = (evidence[0] - evidence[1]) / evidence[2] - (evidence[3] - evidence[4]) / evidence[5]
    return stated_value(
        metric, group, value, f"tango-difference ({note})", tuple(evidence), sizes, reason, stated,
        reference=beside,
    )  # fmt: skip


def _noted(measurement: Measurement, note: str) -> Measurement:
    """The note stands in the method's bracket, where readers look for it."""
    if isinstance(measurement, Undetermined):
        return measurement
    return replace(measurement, method=f"{measurement.method} ({note})")
