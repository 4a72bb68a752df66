"""A table before its columns are typed: names, and batches of arrow arrays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa

from audits.data.dataset import ImageSource
from audits.data.sounds import SoundSource
from audits.errors import Problem, Refused
from audits.specification.profiles import UnreadColumn

MOST_COLUMNS = 10_000
BATCH_ROWS = 65_536
# What makes values readable that are none of these.
PLAINLY = "write numbers, text or booleans"

Batch: TypeAlias = Mapping[str, pa.Array]


def as_json_text(name: str, dumped: str = "json.dumps") -> str:
    """What makes a column of lists or objects readable, such as boxes, spans or several labels.

    name: of the column. dumped: what pandas is given for each cell that is not missing.
    """
    return (
        f"{PLAINLY}; lists of boxes, spans or labels as JSON text, in pandas "
        f"`frame[{name!r}] = frame[{name!r}].map({dumped}, na_action='ignore')`"
    )


class Pictures(ImageSource):
    """A source of pictures that can say which names it holds."""

    def find(self, name: str) -> str | None:
        """The member that a table's cell means by `name`, or None."""
        raise NotImplementedError


class SoundFiles(SoundSource):
    """A source of sounds that can say which names it holds."""

    def find(self, name: str) -> str | None:
        """The member that a table's cell means by `name`, or None."""
        raise NotImplementedError


@dataclass(frozen=True)
class Table:
    """Opened, not read.

    format: csv, parquet, feather, spreadsheet, jsonl, markdown, latex or images (a zip with
    pictures or sounds).
    batches: yields the named columns a batch at a time; raises `Refused` where the file is bad.
    rows: how many, where the file says it.
    pictures, sounds: where the table came from in a zip with such files.
    left_out: columns that are not read. notes: what a reader must know of the file.
    encoding: of its texts; None of UTF-8. delimiter: of a CSV table what parts its cells.
    noticed: what else a reader must know, once the batches were read.
    class_codes: columns of codes whose names stand in the file, so that -1 is the code of none.
    """

    format: str
    names: tuple[str, ...]
    batches: Callable[[Sequence[str]], Iterator[Batch]]
    rows: int | None = None
    pictures: Pictures | None = None
    sounds: SoundFiles | None = None
    left_out: tuple[UnreadColumn, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    noticed: Callable[[], Sequence[str]] = tuple
    class_codes: frozenset[str] = frozenset()


def bad(reason: str, remedy: str, code: str) -> Refused:
    """The refusal of a whole table: reason, remedy, and a code that programs read."""
    return Refused.because("dataset", reason, remedy, code)


def unreadable(what: str, code: str, error: Exception) -> Refused:
    """The refusal of bytes that a library cannot read, with the first line of what it says.

    what: what they were taken for. code: for programs. error: what the library raised.
    """
    first = str(error).split("\n", 1)[0][:160]
    return bad(f"not a readable {what}: {first}", "write the table again", code)


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """The column names; too many, empty and duplicate ones are `Refused`, all at once."""
    if len(names) > MOST_COLUMNS:
        raise bad(
            f"{len(names)} columns where {MOST_COLUMNS} are allowed",
            "keep the columns that the audit needs",
            "too_many_columns",
        )
    problems = []
    seen: set[str] = set()
    for position, name in enumerate(names, 1):
        if not name.strip():
            problems.append(
                Problem(
                    f"dataset.columns[{position}]",
                    f"column {position} has no name",
                    "name it, or leave an index column out when writing the file",
                    "empty_column_name",
                )
            )
        elif name in seen:
            problems.append(
                Problem(
                    f"dataset.columns.{name}",
                    f"two columns are named {name!r}",
                    "rename one of them; where the first line is a row, write a line with the "
                    "columns' names above it",
                    "duplicate_column_name",
                )
            )
        seen.add(name)
    if problems:
        raise Refused(problems[:50])
    return tuple(names)


def without_nameless(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[UnreadColumn, ...]]:
    """The named columns, and the others: pandas writes its index without a name."""
    named = [name for name in names if name.strip()]
    if not named:
        return checked_names(names), ()
    places = [str(number) for number, name in enumerate(names, 1) if not name.strip()]
    if not places:
        return checked_names(named), ()
    why = f"no name (place {', '.join(places[:5])} of the header)"
    return checked_names(named), (UnreadColumn("", why, "name it in the header"),)


def told_of_left_out(left_out: Sequence[UnreadColumn]) -> tuple[str, ...]:
    """That nobody reads these columns, and why: a sentence for each."""
    return tuple(
        f"column {column.name!r} is left out: it holds {column.holds}; {column.remedy}"
        if column.name
        else f"left out: a column with {column.holds}"
        for column in left_out
    )


def give_back_memory() -> None:
    """Return what pyarrow's pool keeps for later: over 100 MB after ten million rows."""
    pa.default_memory_pool().release_unused()
