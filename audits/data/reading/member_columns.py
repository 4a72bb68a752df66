"""Columns that no file has: whether a list in another column holds a label (`topics[sport]`)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from audits.data.reading.table import Batch, Table
from audits.errors import Refused
from audits.specification.members import (
    ABSENT,
    PRESENT,
    NotAList,
    member_of,
    members_of,
    parted_otherwise,
    semicolons_for,
)


def with_members(table: Table, names: Collection[str]) -> Table:
    """The table with those of the names that are members of its columns; as it is without any.

    A batch that holds a cell which is no list, or one parted by another sign, is `Refused`.
    """
    members = {
        name: parts
        for name in names
        if name not in table.names
        and (parts := member_of(name)) is not None
        and parts[0] in table.names
    }
    if not members:
        return table

    labels: dict[str, set[str]] = {}
    for column, member in members.values():
        labels.setdefault(column, set()).add(member)

    def batches(asked: Sequence[str]) -> Iterator[Batch]:
        own = [name for name in asked if name not in members]
        lists = {members[name][0]: _Lists(labels[members[name][0]]) for name in asked
                 if name in members}  # fmt: skip
        for batch in table.batches(list(dict.fromkeys([*own, *lists]))):
            for column, seen in lists.items():
                seen.add(batch[column])
            yield {
                name: _holds(batch[members[name][0]], *members[name], labels[members[name][0]])
                if name in members
                else batch[name]
                for name in asked
            }
        for column, seen in lists.items():
            seen.check(column)

    return replace(table, names=(*table.names, *members), batches=batches)


@dataclass
class _Lists:
    """Whether any list of a column has a label that is asked for. other: one that has others."""

    labels: Collection[str]
    any_named: bool = False
    other: str | None = None

    def add(self, cells: pa.Array) -> None:
        """The lists of a batch."""
        if self.any_named:
            return
        for text in pc.unique(cells.cast(pa.string())).to_pylist():
            try:
                own = frozenset() if text is None else members_of(text)
            except NotAList:
                continue  # refused where it is read
            self.any_named |= not own.isdisjoint(self.labels)
            self.other = self.other or (text if own else None)

    def check(self, column: str) -> None:
        """Raises `Refused` where there are labels and none of them is asked for: codes, or names.

        Every row would be without any label, and be answered so.
        """
        if self.other is not None and not self.any_named:
            named = ", ".join(map(repr, sorted(self.labels)[:8]))
            raise Refused.because(
                f"dataset.columns.{column}",
                f"no list holds any label that is named: {self.other[:60]!r} is one, and "
                f"{named} are named",
                "name labels as the lists write them, or write names in the lists", "other_labels",
            )  # fmt: skip


def _holds(cells: pa.Array, column: str, member: str, labels: Collection[str]) -> pa.Array:
    """`1` where the cell's list has the member, `0` where it has not; missing cells stay so.

    labels: all members of the column that are asked for.
    """
    coded = pc.dictionary_encode(cells.cast(pa.string()))
    lists = coded.dictionary.to_pylist()
    for text in lists:
        if sign := parted_otherwise(text, labels):
            raise Refused.because(
                f"dataset.columns.{column}",
                f"holds {text[:60]!r}, labels with {sign!r} between them, which is read as one",
                semicolons_for(column, sign), "parted_otherwise",
            )  # fmt: skip
    try:
        # A blank cell says nothing; a list without labels says that there is none.
        flags = [
            (PRESENT if member in members_of(text) else ABSENT) if text.strip() else None
            for text in lists
        ]
    except NotAList as why:
        raise Refused.because(
            f"dataset.columns.{column}", f"holds a cell that is no list of labels: {why}",
            'write lists of labels: ["a", "b"], or a;b', "no_list",
        ) from None  # fmt: skip
    return pa.array(flags, pa.string()).take(coded.indices)
