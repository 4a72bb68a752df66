"""Probabilities that stand in a column for each class, named after it: `.pred_No`, `p1`, `Yes`."""

from collections import defaultdict

from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import MOST_CLASSES, Kind

# What may close a name behind its class: `confidence(yes)`, `P (target=yes)`.
_CLOSING = ")]}'\" "


def class_columns(dataset: DatasetProfile) -> frozenset[str]:
    """Names of shares that are called alike but for their end, which is each value of a column."""
    shares = [column for column in dataset.columns if _is_share(column)]
    named: set[str] = set()
    for column in dataset.columns:
        if 2 <= column.distinct == len(column.values) <= min(MOST_CLASSES, len(shares)):
            named |= _named_after({value.lower() for value in column.values}, shares)
    return frozenset(named)


def _named_after(values: set[str], shares: list[ColumnProfile]) -> set[str]:
    """The columns of each beginning behind which all of these values stand."""
    ends: dict[str, dict[str, str]] = defaultdict(dict)
    for column in shares:
        name = column.name.rstrip(_CLOSING).lower()
        for value in values:
            if value and name.endswith(value):
                ends[name.removesuffix(value)][value] = column.name
    return {name for of_value in ends.values() if of_value.keys() == values
            for name in of_value.values()}  # fmt: skip


def _is_share(column: ColumnProfile) -> bool:
    low, high = column.minimum, column.maximum
    is_within = low is not None and high is not None and low >= 0 and high <= 1
    return column.kind is Kind.NUMBER and column.distinct > 2 and is_within
