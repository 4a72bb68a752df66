"""How many rows of a split were there in training, or nearly."""

from collections.abc import Iterator, Sequence

from audits.confounds.near_duplicates import near_duplicates
from audits.confounds.split_scopes import Scope
from audits.data.dataset import Dataset, Sounds
from audits.measurement import Measurement, Undetermined
from audits.probing.metric import Metric, Scale
from audits.specification.roles import Role
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

    scopes: the training split first, as `split_scopes.scopes` has them. Rows of which nothing is
    there to compare (no text, no picture that can be read, every cell missing) are in no share.
    """
    columns = [column for column in data.columns if column.role in COPIED]
    if len(scopes) < 2 or not any(column.role is Role.FEATURE for column in columns):
        return
    for scope in scopes[1:]:
        if any(isinstance(column.values, Sounds) for column in columns):
            yield _undetermined(scope, "sounds are not compared with each other", len(scope.rows))
            continue
        copies = near_duplicates(columns, scopes[0].rows, scope.rows)
        compared = int(copies.compared.sum())
        if copies.originals == 0 or compared == 0:
            whose = "the training split has" if copies.originals == 0 else "the split has"
            reason = f"{whose} no row of which anything is there to compare"
            yield _undetermined(scope, reason, compared)
        elif copies.is_told_little:
            reason = "rows have so few distinct values that equal ones need not be copies"
            yield _undetermined(scope, reason, compared)
        else:
            share = Share(int(copies.copied.sum()), compared, compared)
            yield rate(DUPLICATE_SHARE.name, scope.group, share, stated)


def _undetermined(scope: Scope, reason: str, rows: int) -> Measurement:
    return Undetermined(DUPLICATE_SHARE.name, scope.group, reason, rows)
