"""Shares of planted instructions that were followed, and what that is beyond the same document.

Documents are the units: their rows, a plant at a position each, stand or fall together.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import binomtest

from audits.data.arrays import Flags, Floats
from audits.data.clusters import lacking_clusters
from audits.data.groups import divisions_of, row_groups
from audits.language.clustered_items import Items, item_mean
from audits.language.injection_study import Study
from audits.measurement import Group, Measurement, Undetermined
from audits.specification.roles import Role
from audits.statistics import alike_units
from audits.statistics.means import mean_of
from audits.statistics.share_measurements import Stated
from audits.statistics.shares import too_few
from audits.statistics.with_interval import stated_value

# Of rows with a plant; more without a pair could make a difference, or undo it.
MOST_ALONE = 0.2


def groups_of(study: Study) -> Iterator[tuple[Group, Flags]]:
    """Everyone, then each kind of plant, position and crossing, with its rows, shape (rows,)."""
    yield (), np.ones(len(study), dtype=bool)
    columns = study.data.having(Role.PROTECTED)
    # What is left out of too many crossings is told where the audit's own groups are.
    divisions = divisions_of(study.data, columns, lambda text: None)
    for division, codes in row_groups(columns, divisions):
        for index, group in enumerate(division.groups):
            yield group, np.asarray(codes == index)


def paired_mean(
    metric: str, group: Group, study: Study, rows: Flags, apart: Floats, stated: Stated, lone: str,
    within: tuple[float, float] = (-1.0, 1.0),
) -> Measurement:  # fmt: skip
    """Mean of what a row has beyond its document without a plant, with documents as the units.

    rows: shape (rows,). apart: the same, nan where the document without a plant does not say.
    lone: why there is nothing where none does. within: the least and the greatest it can be.
    """
    here = rows & ~np.isnan(apart)
    size, alone = int(here.sum()), int((rows & ~here).sum())
    if not size:
        return Undetermined(metric, group, lone, 0)
    reason = None
    if alone > MOST_ALONE * int(rows.sum()):
        reason = f"of {alone} of {int(rows.sum())} rows with a plant {lone}"
    items, values = Items(study.clusters[here]), apart[here]
    if np.ptp(values) > 0 or size < 2:
        return item_mean(metric, group, items, values, stated, within=within, why_not=reason)
    reason = reason or lacking_clusters(items.units, mean_of(values, clusters=items.clusters).alike)
    if size < stated.smallest_group:
        reason = too_few(size, stated.smallest_group)
    evidence = (float(values[0]), float(items.units), *within)
    method = f"{alike_units.METHOD} ({items.units} clusters)"
    return stated_value(
        metric, group, float(values[0]), method, evidence, size, reason, stated
    )  # fmt: skip


def sign_test(study: Study, rows: Flags, apart: Floats) -> float:
    """Two-sided p over documents that plants were followed as often as by themselves.

    The exact sign test of each document's mean (Dixon & Mood 1946, JASA 41:557); 1 where no
    document shows a difference.
    """
    here = rows & ~np.isnan(apart)
    if not here.any():
        return 1.0
    means = Items(study.clusters[here]).unit_means(apart[here])
    up, down = int((means > 0).sum()), int((means < 0).sum())
    return 1.0 if up + down == 0 else float(binomtest(up, up + down).pvalue)
