"""How many rows of a split were there in training, or nearly."""

from collections.abc import Iterator, Sequence

import numpy as np

from audits.confounds.near_duplicates import near_duplicates, table_keys
from audits.confounds.split_scopes import Scope
from audits.data.dataset import Dataset
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.metric import Metric, Scale
from audits.specification.roles import Kind, Role
from audits.statistics.share_measurements import Share, Stated, rate

# Roles whose columns a copy of a row shares with the original.
COPIED = (Role.FEATURE, Role.NUISANCE, Role.PROTECTED)
DUPLICATE_SHARE = Metric(
    "duplicate_share",
    "Share of a split's rows that are copies, or nearly, of rows of the training split.",
    Scale.SHARE,
    overall=False,
)


def copied_rows(data: Dataset, scopes: Sequence[Scope], stated: Stated) -> Iterator[Measurement]:
    """The share of each split but the training one; nothing without a feature to compare by.

    scopes: the training split first, as `split_scopes.scopes` has them.
    """
    columns = [column for column in data.columns if column.role in COPIED]
    if len(scopes) < 2 or not any(column.role is Role.FEATURE for column in columns):
        return
    training = scopes[0].rows
    plain = all(column.kind in (Kind.NUMBER, Kind.CATEGORY) for column in columns)
    few_distinct = plain and len(np.unique(table_keys(columns)[training])) * 2 < len(training)
    for scope in scopes[1:]:
        group: Group = scope.group
        if few_distinct:
            reason = "rows have so few distinct values that equal ones need not be copies"
            yield Undetermined(DUPLICATE_SHARE.name, group, reason, len(scope.rows))
            continue
        copies = int(near_duplicates(columns, training, scope.rows).sum())
        share = Share(copies, len(scope.rows), len(scope.rows))
        yield rate(DUPLICATE_SHARE.name, group, share, stated)
