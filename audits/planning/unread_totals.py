"""Sums of the other rows in a column which no probe reads: they are rows all the same."""

from collections.abc import Collection, Iterator

from audits.specification.profiles import DatasetProfile
from audits.specification.total_words import (
    READ_LIKE_SUMS,
    READS_LIKE_A_SUM,
    is_everybody,
    is_subtotal,
)
from audits.specification.yaml_spelling import in_yaml


def told_of_totals(
    read: Collection[str], dataset: DatasetProfile, *, counts: bool = False
) -> Iterator[str]:
    """What the inspection told of such rows. read: columns of the audit, which tells its own.

    counts: whether rows are counted by a column: then a group of everybody has as many rows as
    every other one, and is known by its name alone.
    """
    phrases = {
        f"in column {column.name!r} {words}": column.name
        for column in dataset.columns
        for words in (READS_LIKE_A_SUM, READ_LIKE_SUMS)
    }
    for warning in dataset.warnings:
        if any(words in warning and name not in read for words, name in phrases.items()):
            yield warning
    for column in dataset.columns if counts else ():
        for value in column.values if column.name not in read else ():
            is_named = is_everybody(value) or is_subtotal(value)
            if is_named and not any(repr(value) in one for one in dataset.warnings):
                yield (
                    f"{value!r} in column {column.name!r} {READS_LIKE_A_SUM}, and is counted "
                    "beside them: if so, leave it out with "
                    f"`rows: {{{in_yaml(column.name)}: {{except: {in_yaml(value)}}}}}`"
                )
