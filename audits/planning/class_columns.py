"""Probabilities that stand in a column for each class, named after it: `.pred_No`, `p1`, `Yes`."""

from collections.abc import Collection, Mapping

from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import MOST_CLASSES, Kind

# What may close a name behind its class: `confidence(yes)`, `P (target=yes)`.
_CLOSING = ")]}'\" "
# Classes are looked for in the name of each share, which takes too long in wider tables.
_MOST_COLUMNS = 1000


def class_columns(dataset: DatasetProfile) -> frozenset[str]:
    """Names of shares that are called alike but for their end, which is each value of a column."""
    shares = {
        column.name.rstrip(_CLOSING).lower(): column.name
        for column in dataset.columns
        if _is_share(column)
    }
    if len(dataset.columns) > _MOST_COLUMNS:
        return frozenset()
    named: set[str] = set()
    for column in dataset.columns:
        if 2 <= column.distinct == len(column.values) <= min(MOST_CLASSES, len(shares)):
            named |= _named_after({value.lower() for value in column.values}, shares)
    return frozenset(named)


def _named_after(values: Collection[str], shares: Mapping[str, str]) -> set[str]:
    """The columns of each beginning behind which all of these values stand."""
    first = next(iter(values))
    named: set[str] = set()
    for name in shares:
        if first and name.endswith(first):
            beginning = name.removesuffix(first)
            of_classes = [shares.get(beginning + value) for value in values]
            named.update(name for name in of_classes if name and None not in of_classes)
    return named


def _is_share(column: ColumnProfile) -> bool:
    low, high = column.minimum, column.maximum
    is_within = low is not None and high is not None and low >= 0 and high <= 1
    return column.kind is Kind.NUMBER and column.distinct > 2 and is_within
