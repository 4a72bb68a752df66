"""Columns that say which annotations were accepted, as Prodigy writes them, and that nobody names.

What was rejected, or ignored, stands in the table like what is true, and is measured like it.
"""

from collections.abc import Collection, Iterator

from audits.specification.document import AuditDocument
from audits.specification.profiles import ColumnProfile, DatasetProfile

ACCEPTED = "accept"
_VERDICTS = frozenset({ACCEPTED, "reject", "ignore"})


def told_of_reviewed(
    document: AuditDocument, dataset: DatasetProfile, read: Collection[str]
) -> Iterator[str]:
    """A sentence for each such column. read: columns that a role or a choice of rows names."""
    for column in dataset.columns:
        if column.name in read or column.name in document.dataset.columns:
            continue
        if _says_verdicts(column):
            yield (
                f"rows that {column.name!r} calls other than {ACCEPTED!r} are measured like the "
                f"others: `rows: {{{column.name}: {ACCEPTED}}}` keeps what was accepted; say "
                "`role: feature` of it where it says something else"
            )


def _says_verdicts(column: ColumnProfile) -> bool:
    values = {value.casefold() for value in column.values}
    is_plain = column.name == "answer" or "ignore" in values
    return is_plain and ACCEPTED in values and len(values) > 1 and values <= _VERDICTS
