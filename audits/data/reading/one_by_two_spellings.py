"""Values of one column that may be one, written in two ways: `Yes` and `yes`, `f` and `female`.

Each is told with a `map` that can be pasted: it keeps what the column's own `map` says, and the
spelling that the other column of answers has, or the document names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from audits.data.dataset import Categories
from audits.data.reading.map_to_paste import map_to_paste
from audits.data.reading.read_column import COMPARED, Read
from audits.specification.counts import counted
from audits.specification.missing_words import folded, mixes_scripts
from audits.specification.roles import Role

# Columns of more values have words of many kinds that begin alike.
_MOST_VALUES = 50
_MOST_SHOWN = 8
# So few letters are an abbreviation as often as a word.
_LONGEST_NO_WORD = 2
_ROMAN = frozenset("IVXLC")
# What stands between an option's letter and its text.
_AFTER_OPTION = (")", ".", ":", " ")
_ANSWERS = (Role.LABEL, Role.PREDICTION)
Rows: TypeAlias = Mapping[str, int]


def one_by_two_spellings(columns: Sequence[Read]) -> Iterator[str]:
    """Sentences on values that differ in case alone, and on letters beside the words they begin.

    columns: all that were read.
    """
    for read in columns:
        if read.column.spec.role in COMPARED and isinstance(read.values, Categories):
            rows, known = _rows(read), _named_elsewhere(read, columns)
            yield from _alike(read, rows, known)
            yield from _initials(read, rows, known)


def _rows(read: Read) -> dict[str, int]:
    assert isinstance(read.values, Categories)
    amounts = read.values.amounts().tolist()
    return {level: n for level, n in zip(read.values.levels, amounts, strict=True) if n}


def _named_elsewhere(read: Read, columns: Sequence[Read]) -> frozenset[str]:
    """Spellings that something else relies on: the document, or the other column of answers."""
    spec = read.column.spec
    named = [spec.reference, spec.positive]
    named += spec.favourable if isinstance(spec.favourable, list) else [spec.favourable]
    others: list[Read] = []
    if spec.role in _ANSWERS:
        others = [c for c in columns if c is not read and c.column.spec.role in _ANSWERS
                  and isinstance(c.values, Categories)]  # fmt: skip
    return frozenset(filter(None, chain(named, *map(_rows, others))))


def _alike(read: Read, rows: Rows, known: frozenset[str]) -> Iterator[str]:
    """Values that differ in case alone, or as 1 differs from true: two classes, or one?"""
    alike: dict[str, list[str]] = {}
    for level in rows:
        alike.setdefault(folded(level), []).append(level)
    several = [levels for levels in alike.values() if len(levels) > 1]
    means = {}
    for levels in several:
        spelling = max(levels, key=lambda level: (level in known, rows[level]))
        means.update({level: spelling for level in levels if level != spelling})
    key = map_to_paste(read.column.spec, means)
    for levels in several:
        most, *others = sorted(levels, key=lambda level: -rows[level])
        named = ", ".join(f"{one!r} ({counted(rows[one], 'row', 'rows')})" for one in others)
        unseen = ""
        if any(map(mixes_scripts, levels)):
            unseen = " (letters of Cyrillic or Greek look like Latin ones)"
        yield (
            f"column {read.column.name!r} holds {most!r} ({counted(rows[most], 'row', 'rows')}) "
            f"and {named} as different values{unseen}: if they are one, say `{key}` on the column"
        )


def _initials(read: Read, rows: Rows, known: frozenset[str]) -> Iterator[str]:
    """Values of one letter beside words that begin with it: `f` and `female`, `A` and `A) text`."""
    if len(rows) > _MOST_VALUES:
        return
    letters = [level for level in rows if len(level) == 1 and level.isalpha()]
    words_of = {letter: words for letter in letters if (words := _begun_by(letter, rows))}
    # Of grades or blood groups most letters are names of their own.
    if 2 * len(words_of) <= len(letters):
        return
    means = {}
    for letter, words in words_of.items():
        if letter in known and not known.issuperset(words):
            means.update({word: letter for word in words if word not in known})
        else:
            means[letter] = max(words, key=lambda word: (word in known, rows[word]))
    key = map_to_paste(read.column.spec, means)
    for letter, words in words_of.items():
        named = " and ".join(map(repr, words[:_MOST_SHOWN]))
        yield (
            f"column {read.column.name!r} holds {letter!r} "
            f"({counted(rows[letter], 'row', 'rows')}) beside {named}: if they are one, "
            f"say `{key}` on the column"
        )


def _begun_by(letter: str, levels: Iterable[str]) -> list[str]:
    """The words that begin with the letter; `AB`, `AAA`, `II`, `A+` and `A1` are no words."""
    begun = [level for level in levels if level.casefold().startswith(letter.casefold())]
    return [
        level
        for level in begun
        if len(level) > _LONGEST_NO_WORD
        and (_is_word(level) or (level[1] in _AFTER_OPTION and level[0] == letter))
    ]


def _is_word(level: str) -> bool:
    return level.isalpha() and len(set(level.casefold())) > 1 and not _ROMAN.issuperset(level)
