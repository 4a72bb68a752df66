"""Roles that were given to a column and are not taken into account are told, never passed over."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from audits.data.clusters import cluster_codes, clusters_repeat
from audits.data.dataset import Column, Dataset
from audits.data.row_weights import counts_differ, weights_differ
from audits.probing.probe import Probe
from audits.running.judged_items import is_of_judged
from audits.specification.roles import Role

MOST_NAMED = 8
# What a number says that does not know of the role; the column and the probes are filled in.
OF_ROWS = {
    Role.WEIGHT: "without the weights in {column!r}, each row counting alike: {probes}",
    Role.COUNT: "each row taken once, whatever its count in {column!r}: {probes}",
    Role.CLUSTER: "side measurements that count rows and not {column!r}, so that their intervals "
    "are too short where rows of one are alike: {probes}",
}
# What nearly every audit has: who is compared, what is asked and answered, and which row it was.
# A split that chooses the rows is told elsewhere (`audits.planning.row_filters`).
_OF_EVERY = frozenset(
    {
        Role.FEATURE, Role.LABEL, Role.PREDICTION, Role.SCORE, Role.PROTECTED, Role.NUISANCE,
        Role.SPLIT, Role.ID,
    }
)  # fmt: skip
# Every other role is some probe's question; a new one is so by itself.
OF_SOME = tuple(role for role in Role if role not in _OF_EVERY and role not in OF_ROWS)


def _clusters(data: Dataset, probes: Sequence[Probe]) -> Iterator[str]:
    """How many clusters the intervals count, where any probe's do."""
    column = data.one(Role.CLUSTER)
    codes = cluster_codes(data) if any(Role.CLUSTER in probe.honours for probe in probes) else None
    if column is not None and codes is not None and len(codes):
        clusters = len(np.unique(codes))
        yield (
            f"intervals count the {clusters:,} different values of {column.name}, not the "
            f"{len(codes):,} rows; n counts rows"
        )


def undecidable(data: Dataset, probe: Probe) -> str | None:
    """Why no rule may be decided on this probe's numbers of these rows, or None.

    A number that counts each row alike, where their weights or counts differ, is one of other
    people; and an interval that takes rows of one cluster as independent is too short. Equal
    weights or counts, and clusters of a row each, make no difference.
    """
    if probe.of_the_rows:
        return None
    count = data.one(Role.COUNT)
    if count is not None and Role.COUNT not in probe.honours and counts_differ(data):
        return f"it takes each row once, and the counts in {count.name!r} differ"
    weight, cluster = data.one(Role.WEIGHT), data.one(Role.CLUSTER)
    if weight is not None and Role.WEIGHT not in probe.honours and weights_differ(data):
        return f"it counts each row alike, and the weights in {weight.name!r} differ"
    if cluster is not None and not _hears(probe, Role.CLUSTER, cluster) and clusters_repeat(data):
        return f"it takes rows as independent, and those of one {cluster.name!r} are not"
    return None


def _hears(probe: Probe, role: Role, column: Column) -> bool:
    """Whether its numbers take the column into account; whoever compares people knows the items."""
    knows = role is Role.CLUSTER and Role.ANNOTATOR in probe.honours and is_of_judged(column)
    return knows or role in probe.honours


def unheard(data: Dataset, probes: Sequence[Probe], chosen_by: Collection[str]) -> Iterator[str]:
    """A sentence for each role that some or all of these probes do not honour.

    chosen_by: columns, by their name in the file, that say which rows are measured.
    """
    yield from _clusters(data, probes)
    for role, sentence in OF_ROWS.items():
        for column in data.having(role):
            deaf = [probe.name for probe in probes if not _hears(probe, role, column)]
            if deaf:
                more = len(deaf) - MOST_NAMED
                named = ", ".join(deaf[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
                yield sentence.format(column=column.name, probes=named)
    for role in OF_SOME:
        for column in data.having(role):
            used = (column.source or column.name) in chosen_by
            if not used and not any(role in (*probe.needs, *probe.honours) for probe in probes):
                yield f"{column.name!r} has the role {role}, which no probe of this audit reads"
