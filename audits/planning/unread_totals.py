"""Sums of the other rows in a column which no probe reads: they are rows all the same."""

from collections.abc import Collection, Iterator

from audits.specification.profiles import DatasetProfile
from audits.specification.total_words import READS_LIKE_A_SUM


def told_of_totals(read: Collection[str], dataset: DatasetProfile) -> Iterator[str]:
    """What the inspection told of such rows. read: columns of the audit, which tells its own."""
    phrases = {
        column.name: f"in column {column.name!r} {READS_LIKE_A_SUM}" for column in dataset.columns
    }
    for warning in dataset.warnings:
        if any(words in warning and name not in read for name, words in phrases.items()):
            yield warning
