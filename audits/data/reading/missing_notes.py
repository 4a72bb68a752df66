"""What was read as missing, and what may say that nothing is known and was read as a value."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from audits.data.dataset import Categories, Numbers, Texts, Values
from audits.data.reading.coded_missing import NO_CLASS, coded_missing
from audits.data.reading.columns import Fed
from audits.data.reading.gathering import GatheredCodes
from audits.data.reading.non_numeric_cells import MOST_WORDS, missing_key
from audits.data.reading.read_column import COMPARED, Read
from audits.data.reading.spelling import number_of
from audits.specification.counts import counted
from audits.specification.missing_words import MISSING_CELL, is_doubtful
from audits.specification.roles import Role

# Doubtful words of a column whose values are compared are asked about from this share on.
SHARE_ASKED = 0.01
# A word among numbers is asked about up to this share; a commoner one is a value of its own.
SHARE_RARE = 0.05
# A model may have been taught what a code among its features means.
MEASURED = (*COMPARED, Role.SCORE, Role.NUISANCE, Role.DURATION)
_MOST_SHOWN = 8


def doubtful_words(read: Read) -> Iterator[str]:
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


def coded_numbers(read: Read) -> Iterator[str]:
    """Numbers that questionnaires write for "no answer", beyond every other value."""
    column = read.column
    codes = coded_missing(read.values, named=read.named) if column.spec.role in MEASURED else {}
    if not codes:
        return
    named = " and ".join(f"{code} ({counted(n, 'row', 'rows')})" for code, n in codes.items())
    stands, means = ("stands", "it means") if len(codes) == 1 else ("stand", "they mean")
    key = missing_key(list(codes), {} if read.strange is None else read.strange.missing)
    counts = "values like the others" if isinstance(read.values, Numbers) else "of its classes"
    levels = read.values.levels if isinstance(read.values, Categories) else ()
    words = any(number_of(level) is None for level in levels)
    where = "among words" if words else "beyond every other value"
    if read.named and str(NO_CLASS) in codes:
        where = "among codes of which the file names those from 0 on"
    yield (
        f"{named} {stands} {where} in column {column.name!r} and counted as "
        f"{counts}: if {means} that nothing is known, say `{key}` on the column"
    )


def infinite_answers(columns: Sequence[Read]) -> Iterator[str]:
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


def missing_cells(columns: Sequence[Read]) -> Iterator[str]:
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
