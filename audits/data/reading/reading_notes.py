"""What a reader must know of how a table was read: what was missing, and what was doubtful."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data.dataset import Categories, Numbers, Texts, Values
from audits.data.reading.coded_missing import coded_missing
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.gathering import (
    GatheredCodes,
    GatheredCuts,
    GatheredNumbers,
)
from audits.data.reading.non_numeric_cells import MOST_WORDS, Strange, missing_key
from audits.data.reading.periods import GatheredPeriods
from audits.data.reading.ranges_as_dates import ranges_as_dates
from audits.data.reading.stray_rows import commented_out, second_header, word_above_numbers
from audits.data.reading.writing_notes import turned, written
from audits.specification.counts import counted
from audits.specification.missing_words import (
    MISSING_CELL,
    folded,
    is_doubtful,
    mixes_scripts,
    normal,
    quoted,
)
from audits.specification.roles import Role

# Doubtful words of a column whose values are compared are asked about from this share on.
SHARE_ASKED = 0.01
# A word among numbers is asked about up to this share; a commoner one is a value of its own.
SHARE_RARE = 0.05
# More groups than this are told, however they are spelled: few of them have rows enough.
MANY_GROUPS = 50
# Whole numbers of so many values are seldom amounts where every prediction is one of them.
MOST_LIKE_CLASSES = 100
_MOST_SHOWN = 8
COMPARED = (Role.LABEL, Role.PREDICTION, Role.PROTECTED)
# A model may have been taught what a code among its features means.
MEASURED = (*COMPARED, Role.SCORE, Role.NUISANCE)


@dataclass(frozen=True)
class Read:
    """A column as it was gathered, and what became of it."""

    column: PendingColumn
    values: Values

    @cached_property
    def strange(self) -> Strange | None:
        """Its cells that are no numbers, where they are counted."""
        gathered = self.column.gathered
        if isinstance(gathered, GatheredNumbers | GatheredCuts):
            return gathered.strange
        return gathered.strange() if isinstance(gathered, GatheredCodes) else None


def reading_notes(columns: Sequence[Read], guessed_kinds: Collection[str] = ()) -> Iterator[str]:
    """The sentences about these columns, what could change a number first.

    guessed_kinds: those of whose numbers nobody said whether they are classes.
    """
    for read in columns:
        yield from _doubtful(read)
    yield from _no_rows(columns)
    for read in columns:
        yield from _coded(read)
    for read in columns:
        yield from _alike(read)
        yield from _unmatched(read.column)
        if isinstance(read.values, Categories) and read.column.spec.role in MEASURED:
            amounts = read.values.amounts().tolist()
            yield from ranges_as_dates(
                read.column.name, dict(zip(read.values.levels, amounts, strict=True))
            )
        yield from _many(read)
        yield from _days_of_utc(read.column)
    yield from written([read.column for read in columns])
    for read in columns:
        is_number = isinstance(read.values, Numbers) or read.column.spec.cut is not None
        if is_number and read.strange is not None:
            yield from turned(read.column.name, read.strange.turned)
    guessed = [read for read in columns if read.column.name in guessed_kinds]
    yield from _like_classes(guessed)
    yield from _like_amounts(guessed)
    yield from _infinite(columns)
    yield from _missing(columns)


def _doubtful(read: Read) -> Iterator[str]:
    """Words that may say that nothing is known, where a column's values are counted by them."""
    column, gathered = read.column, read.column.gathered
    if not isinstance(gathered, GatheredCodes) or isinstance(read.values, Numbers):
        return
    strange = read.strange
    assert strange is not None
    words = {text: word.count for text, word in strange.words.items()}
    known = strange.numbers + sum(words.values())
    spoilt = 0 < len(words) <= MOST_WORDS and 2 * strange.numbers >= known
    doubtful = {}
    for text, count in words.items():
        asked = is_doubtful(text)
        if column.spec.role in COMPARED:
            asked &= count > SHARE_ASKED * known
        else:
            asked = spoilt and (asked or count <= SHARE_RARE * known)
        if asked:
            doubtful[text] = count
    if doubtful:
        named = " and ".join(
            f"{text.strip()!r} ({counted(n, 'row', 'rows')})" for text, n in doubtful.items()
        )
        one = len(doubtful) == 1
        where = "stands among numbers" if one else "stand among numbers"
        if not spoilt:
            where = "is read as a value of its own" if one else "are read as values of their own"
        key = missing_key(list(doubtful), strange.missing)
        yield (
            f"{named} {where} in column {column.name!r}: if {'it means' if one else 'they mean'} "
            f"that nothing is known, say `{key}` on the column"
        )


def _no_rows(columns: Sequence[Read]) -> Iterator[str]:
    """A second header, and rows that were commented out: they count as rows like the others."""
    words = {}
    compared = [read for read in columns if read.column.spec.role in COMPARED]
    for read in compared:
        gathered, strange = read.column.gathered, read.strange
        if isinstance(gathered, GatheredCodes) and not isinstance(read.values, Numbers):
            assert strange is not None
            words[read.column.name] = word_above_numbers(gathered, strange)
    yield from second_header({name: word for name, word in words.items() if word is not None})
    for read in compared:
        if isinstance(read.values, Categories):
            yield from commented_out(read.column.name, read.values)


def _coded(read: Read) -> Iterator[str]:
    """Numbers that questionnaires write for "no answer", far from every other value."""
    column = read.column
    codes = coded_missing(read.values) if column.spec.role in MEASURED else {}
    if not codes:
        return
    named = " and ".join(f"{code} ({counted(n, 'row', 'rows')})" for code, n in codes.items())
    stands, means = ("stands", "it means") if len(codes) == 1 else ("stand", "they mean")
    key = missing_key(list(codes), {} if read.strange is None else read.strange.missing)
    counts = "values like the others" if isinstance(read.values, Numbers) else "of its classes"
    yield (
        f"{named} {stands} far from every other value in column {column.name!r} and counted as "
        f"{counts}: if {means} that nothing is known, say `{key}` on the column"
    )


def _alike(read: Read) -> Iterator[str]:
    """Values that differ in case alone, or as 1 differs from true: two classes, or one?"""
    column = read.column
    if column.spec.role not in COMPARED or not isinstance(read.values, Categories):
        return
    values = read.values
    alike: dict[str, list[int]] = {}
    for code, level in enumerate(values.levels):
        alike.setdefault(folded(level), []).append(code)
    if len(alike) == len(values.levels):
        return
    amounts = values.amounts()
    for every in alike.values():
        codes = [code for code in every if amounts[code]]
        if len(codes) > 1:
            most, *others = sorted(codes, key=lambda code: -amounts[code])
            named = ", ".join(
                f"{values.levels[c]!r} ({counted(int(amounts[c]), 'row', 'rows')})" for c in others
            )
            key = ", ".join(
                f"{quoted(values.levels[c])}: {quoted(values.levels[most])}" for c in others
            )
            scripts = any(mixes_scripts(values.levels[c]) for c in codes)
            unseen = " (letters of Cyrillic or Greek look like Latin ones)" if scripts else ""
            yield (
                f"column {column.name!r} holds {values.levels[most]!r} "
                f"({counted(int(amounts[most]), 'row', 'rows')}) and {named} as different "
                f"values{unseen}: if they are one, say `map: {{{key}}}` on the column"
            )


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


def _days_of_utc(column: PendingColumn) -> Iterator[str]:
    """That a day is one of UTC, where the file's clock shows another."""
    gathered = column.gathered
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


def _infinite(columns: Sequence[Read]) -> Iterator[str]:
    """Answers that are infinite, with their rows; in other columns they are refused."""
    for read in columns:
        strange = read.strange
        if strange is None or not strange.infinite.count or not isinstance(read.values, Numbers):
            continue
        infinite = strange.infinite
        one = infinite.count == 1
        yield (
            f"column {read.column.name!r} holds {'an ' if one else ''}infinite "
            f"value{'' if one else 's'} ({infinite.where}), which {'is' if one else 'are'} no "
            f"answer{'' if one else 's'}"
        )


def _missing(columns: Sequence[Read]) -> Iterator[str]:
    """How many cells of each column were read as missing, and by which words."""
    parts, replaced = [], False
    for read in columns:
        total = _count(read.values)
        strange = read.strange
        is_mapped = MISSING_CELL in (read.column.spec.map or {})
        words: Mapping[str, int] = {} if strange is None or is_mapped else strange.missing
        if not total and not words:
            continue
        shown = [f"{word!r} {count:,}" for word, count in list(words.items())[:_MOST_SHOWN]]
        infinite = 0 if strange is None else strange.infinite.count
        empty = total - sum(words.values()) - infinite
        if empty > 0:
            shown.insert(0, f"empty {empty:,}")
        if not shown:
            continue
        fed = " (fed to the model as they stand)" if words and read.column.fed is Fed.WORDS else ""
        parts.append(f"{read.column.name}: {', '.join(shown)}{fed}")
        replaced |= bool(words) and read.column.spec.missing is None
    if parts:
        hint = "; where such a word is a value, say `missing: []`" if replaced else ""
        more = f" and {len(parts) - _MOST_SHOWN} columns more" if len(parts) > _MOST_SHOWN else ""
        yield f"cells read as missing: {'; '.join(parts[:_MOST_SHOWN])}{more}{hint}"


def _count(values: Values) -> int:
    match values:
        case Categories(codes, _):
            return int(np.count_nonzero(codes < 0))
        case Numbers(array):
            return int(np.count_nonzero(np.isnan(array)))
        case Texts(array):
            return sum(text is None for text in array)
    return 0
