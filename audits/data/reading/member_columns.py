"""Columns that no file has: whether a list in another column holds a label (`topics[sport]`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from audits.data.reading.table import Batch, Table
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.members import (
    ABSENT,
    PRESENT,
    NotAList,
    member_of,
    members_of,
    parted_otherwise,
    semicolons_for,
)
from audits.specification.missing_words import Words, is_doubtful, quoted


def with_members(table: Table, specs: Mapping[str, ColumnSpec]) -> Table:
    """The table with those of the names that are members of its columns; as it is without any.

    specs: by name, each with the words that are missing cells of the lists, too.
    A batch that holds a cell which is no list, or one parted by another sign, or a word that may
    say that nothing is known, is `Refused`.
    """
    members = {
        name: parts
        for name in specs
        if name not in table.names
        and (parts := member_of(name)) is not None
        and parts[0] in table.names
    }
    if not members:
        return table

    labels: dict[str, set[str]] = {}
    for column, member in members.values():
        labels.setdefault(column, set()).add(member)
    words = {members[name][0]: Words.of(specs[name].missing) for name in members}

    def batches(asked: Sequence[str]) -> Iterator[Batch]:
        own = [name for name in asked if name not in members]
        sources = dict.fromkeys(members[name][0] for name in asked if name in members)
        lists = {column: _Lists(labels[column], words[column]) for column in sources}
        for batch in table.batches(list(dict.fromkeys([*own, *lists]))):
            for column, seen in lists.items():
                seen.add(batch[column])
            yield {
                name: _holds(batch[members[name][0]], *members[name], lists[members[name][0]])
                if name in members
                else batch[name]
                for name in asked
            }
        for column, seen in lists.items():
            seen.check(column)

    return replace(table, names=(*table.names, *members), batches=batches)


@dataclass
class _Lists:
    """Lists of a column. labels: those asked for; missing: words that are no list.

    any_named: whether any list has a label that is asked for. other: one that has others.
    """

    labels: Collection[str]
    missing: Words
    any_named: bool = False
    other: str | None = None

    def add(self, cells: pa.Array) -> None:
        """The lists of a batch."""
        if self.any_named:
            return
        for text in pc.unique(cells.cast(pa.string())).to_pylist():
            try:
                is_list = text is not None and not self.missing.holds(text)
                own = members_of(text) if is_list else frozenset()
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


def _holds(cells: pa.Array, column: str, member: str, own: _Lists) -> pa.Array:
    """`1` where the cell's list has the member, `0` where it has not; missing cells stay so."""
    coded = pc.dictionary_encode(cells.cast(pa.string()))
    lists = coded.dictionary.to_pylist()
    where = f"dataset.columns.{column}"
    for text in lists:
        if own.missing.holds(text):
            continue
        if sign := parted_otherwise(text, own.labels):
            raise Refused.because(
                where, f"holds {text[:60]!r}, labels with {sign!r} between them, which is read as "
                "one",
                semicolons_for(column, sign), "parted_otherwise",
            )  # fmt: skip
        if is_doubtful(text) and text.strip() not in own.labels:
            raise Refused.because(
                where, f"holds {text.strip()!r}, which is no label that is named and may say that "
                "nothing is known",
                f"where nothing is known, say `missing: [{quoted(text.strip())}]` on the dataset; "
                "where it says that the row has no label, write `[]`", "doubtful_list",
            )  # fmt: skip
    try:
        # A blank cell and a word for one say nothing, and are told as of any column; a list
        # without labels says that there is none.
        flags = [
            text if own.missing.holds(text) else PRESENT if member in members_of(text) else ABSENT
            for text in lists
        ]
    except NotAList as why:
        raise Refused.because(
            where, f"holds a cell that is no list of labels: {why}",
            'write lists of labels: ["a", "b"], or a;b', "no_list",
        ) from None  # fmt: skip
    return pa.array(flags, pa.string()).take(coded.indices)
