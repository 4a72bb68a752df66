"""What a reader must know of how a table was read, what could change a number first."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from audits.data.dataset import Categories, Numbers
from audits.data.reading.beside_labels import beside_labels
from audits.data.reading.columns import PendingColumn
from audits.data.reading.failed_scores import failed_scores
from audits.data.reading.gathering import GatheredCodes
from audits.data.reading.joined_classes import joined_classes
from audits.data.reading.lost_on_the_way import lost_letters, one_by_two_names, rounded_ids
from audits.data.reading.merged_cells import merged_cells
from audits.data.reading.missing_notes import (
    MEASURED,
    coded_numbers,
    doubtful_words,
    infinite_answers,
    missing_cells,
)
from audits.data.reading.one_by_two_spellings import one_by_two_spellings
from audits.data.reading.periods import GatheredPeriods
from audits.data.reading.ranges_as_dates import ranges_as_dates
from audits.data.reading.read_column import COMPARED, Read
from audits.data.reading.stray_rows import (
    captions,
    commented_out,
    second_header,
    word_above_numbers,
)
from audits.data.reading.sums_below import sums_below
from audits.data.reading.units_apart import units_apart
from audits.data.reading.writing_notes import turned, written
from audits.specification.counts import counted
from audits.specification.missing_words import MISSING_CELL, Words, folded, normal, quoted
from audits.specification.roles import Role

# More groups than this are told, however they are spelled: few of them have rows enough.
MANY_GROUPS = 50
# Whole numbers of so many values are seldom amounts where every prediction is one of them.
MOST_LIKE_CLASSES = 100
_MOST_SHOWN = 8


def reading_notes(columns: Sequence[Read], guessed_kinds: Collection[str] = ()) -> Iterator[str]:
    """The sentences about these columns, what could change a number first.

    guessed_kinds: those of whose numbers nobody said whether they are classes.
    """
    for read in columns:
        yield from doubtful_words(read)
        yield from joined_classes(read)
    yield from _no_rows(columns)
    yield from sums_below(columns)
    for read in columns:
        yield from merged_cells(read)
        yield from rounded_ids(read)
        yield from one_by_two_names(read)
        yield from coded_numbers(read)
    yield from one_by_two_spellings(columns)
    for read in columns:
        yield from lost_letters(read)
        yield from _unmatched(read.column)
        yield from _missing_otherwise(read.column)
        if isinstance(read.values, Categories) and read.column.spec.role in MEASURED:
            amounts = read.values.amounts().tolist()
            rows = dict(zip(read.values.levels, amounts, strict=True))
            yield from ranges_as_dates(read.column.name, rows, read.column.spec)
        yield from _many(read)
        yield from _cut_in_one(read)
        yield from _weightless(read)
        yield from _days_of_utc(read.column)
    yield from written([read.column for read in columns])
    for read in columns:
        is_number = isinstance(read.values, Numbers) or read.column.spec.cut is not None
        if is_number and read.strange is not None:
            yield from turned(read.column.name, read.strange.turned)
    yield from beside_labels(columns)
    yield from units_apart(columns)
    yield from failed_scores(columns)
    guessed = [read for read in columns if read.column.name in guessed_kinds]
    yield from _like_classes(guessed)
    yield from _like_amounts(guessed)
    yield from infinite_answers(columns)
    yield from missing_cells(columns)


def _no_rows(columns: Sequence[Read]) -> Iterator[str]:
    """A second header, and rows that were commented out: they count as rows like the others."""
    words = {}
    compared = [read for read in columns if read.column.spec.role in COMPARED]
    for read in compared:
        gathered, strange = read.column.gathered, read.strange
        if isinstance(gathered, GatheredCodes) and not isinstance(read.values, Numbers):
            assert strange is not None
            words[read.column.name] = word_above_numbers(gathered, strange)
    above = {name: word for name, word in words.items() if word is not None}
    yield from second_header(above) if above else captions(compared)
    for read in compared:
        if isinstance(read.values, Categories):
            yield from commented_out(read.column.name, read.values)


def _unmatched(column: PendingColumn) -> Iterator[str]:
    gathered, meaning = column.gathered, column.spec.map
    if meaning is None or not isinstance(gathered, GatheredCodes):
        return
    present = {normal(raw) for raw in gathered.raw}
    if gathered.holds_missing:
        present.add(MISSING_CELL)
    lost = [key for key in meaning if key not in present]
    if lost:
        shown = ", ".join(map(repr, lost[:_MOST_SHOWN]))
        values = ", ".join(repr(value) for value in sorted(present)[:_MOST_SHOWN])
        verb = "is a key" if len(lost) == 1 else "are keys"
        yield (
            f"{shown} {verb} of the `map` of column {column.name!r} and no row has the value; "
            f"it holds {values}"
        )


def _missing_otherwise(column: PendingColumn) -> Iterator[str]:
    """Values that a listed missing word is but for its spelling: they are read as values."""
    gathered, listed_words = column.gathered, column.spec.missing
    if not listed_words or not isinstance(gathered, GatheredCodes):
        return
    missing = Words.of(listed_words)
    spelled = {folded(word): word for word in listed_words if word.strip()}
    for raw in sorted(gathered.raw):
        if folded(raw) in spelled and not missing.holds(raw):
            yield (
                f"{raw!r} in column {column.name!r} is a value, and {spelled[folded(raw)]!r} is "
                f"listed as missing: where both mean that nothing is known, list {quoted(raw)} too"
            )


def _many(read: Read) -> Iterator[str]:
    if read.column.spec.role is not Role.PROTECTED or not isinstance(read.values, Categories):
        return
    values = read.values
    if len(values.levels) <= MANY_GROUPS:
        return
    amounts = values.amounts()
    groups = int((amounts > 0).sum())
    if groups > MANY_GROUPS:
        rows = int(amounts.sum())
        yield (
            f"column {read.column.name!r} makes {groups:,} groups, {rows / groups:,.0f} rows each "
            "on average; join them with `map`, or with `cut` where they are numbers"
        )


def _weightless(read: Read) -> Iterator[str]:
    """That rows weigh nothing: they count in no number, though they are rows."""
    if read.column.spec.role is not Role.WEIGHT or not isinstance(read.values, Numbers):
        return
    none = int(np.count_nonzero(read.values.values == 0))
    if none:
        yield (
            f"{none:,} of {len(read.values):,} rows have 0 in column {read.column.name!r}: they "
            "weigh nothing, and no number knows of them"
        )


def _cut_in_one(read: Read) -> Iterator[str]:
    """That a cut parts nobody, as of an age that is a year of birth."""
    if read.column.spec.cut is None or read.column.spec.role not in COMPARED:
        return
    if not isinstance(read.values, Categories):
        return
    amounts = read.values.amounts()
    (filled,) = np.nonzero(amounts)
    if len(filled) == 1 and amounts.sum() > 1:
        yield (
            f"all {amounts.sum():,} rows of column {read.column.name!r} are in one group, "
            f"{read.values.levels[filled[0]]!r}: the `cut` parts none of them, and nobody is "
            "compared; give it on the column's own scale (a year of birth is no age)"
        )


def _days_of_utc(column: PendingColumn) -> Iterator[str]:
    """That weeks lie whole in one period, and a day is one of UTC, whatever the file's clock."""
    gathered = column.gathered
    if isinstance(gathered, GatheredPeriods) and gathered.parted_weeks:
        yield (
            f"a point of `cut` falls inside weeks of column {column.name!r} "
            f"({counted(gathered.parted_weeks, 'row', 'rows')} such as `2026-W05`): a week is read "
            "as its Monday, and all of it is in that day's period; cut at Sundays, or give days"
        )
    if isinstance(gathered, GatheredPeriods) and gathered.offset_rows:
        yield (
            f"the days that `cut` names in column {column.name!r} are days of UTC, and "
            f"{counted(gathered.offset_rows, 'row has', 'rows have')} a time with another offset; "
            "where the day of its place is meant, cut at times (`2026-01-31T23:59:59+02:00`)"
        )


def _like_classes(columns: Sequence[Read]) -> Iterator[str]:
    """Labels and predictions of a few whole numbers, each prediction some label: likely classes."""
    values = {
        read.column.spec.role: (read.column.name, read.values.values)
        for read in columns
        if isinstance(read.values, Numbers)
    }
    if not {Role.LABEL, Role.PREDICTION} <= values.keys():
        return
    name, labels = values[Role.LABEL]
    distinct, answered = np.unique(labels), np.unique(values[Role.PREDICTION][1])
    distinct, answered = distinct[np.isfinite(distinct)], answered[np.isfinite(answered)]
    if not 2 <= len(distinct) <= MOST_LIKE_CLASSES or len(labels) < 2 * len(distinct):
        return
    if (distinct % 1).any() or not np.isin(answered, distinct).all():
        return
    yield (
        f"column {name!r} holds {len(distinct)} different whole numbers, of which every prediction "
        "is one, and is read as a quantity; where they are classes say `kind: category` of both"
    )


def _like_amounts(columns: Sequence[Read]) -> Iterator[str]:
    """Labels and predictions whose few whole numbers may be counts, and are read as classes."""
    of_classes = [
        (read.column.name, len(read.values.levels))
        for read in columns
        if isinstance(read.values, Categories)
    ]
    if of_classes:
        (name, different), *others = of_classes
        both = f" of it and of {others[0][0]!r}" if others else ""
        yield (
            f"column {name!r} holds {different} different whole numbers and is read as classes; "
            f"where they are amounts say `kind: number`{both}"
        )
