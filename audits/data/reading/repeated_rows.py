"""Rows that repeat somebody: copies, and joins that have a row for each visit of a person.

No column need say who a row is about. Two columns of many values know people by heart, nearly:
where rows agree in both, other people would agree in their sex or their outcome by chance alone.
So does one column of numbers that were given out, whatever it is called.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from audits.data.reading.pooled_rows import MOST_ROWS
from audits.data.reading.table import Batch
from audits.specification.profiles import ColumnProfile, Repeated
from audits.specification.roles import Kind

# Fewer repeated rows, or a smaller share of all, change no interval by more than a few hundredths.
FEWEST_REPEATED, SMALLEST_SHARE = 30, 0.05
# Columns of so many values tell people apart; of these so many are read, and paired.
_FEWEST_VALUES, _MOST_READ, _MOST_PAIRED = 10, 8, 4
# A column of which nearly every row has its own value repeats nobody.
_OWN = 0.98
# Pairs of rows that are compared, of columns that are no wider than tables of people are.
_MOST_COMPARED, _MOST_COLUMNS = 500, 200
# Two people who share two such columns by chance are in some of these pairs.
_ALIKE = 0.95
# What rows that share nothing agree in by chance is no evidence.
_BY_CHANCE = 0.3
# One column alone: as many values as numbers that were given out have, in so many rows at most on
# average, and so small a chance that other rows would agree in another column.
_FEWEST_NUMBERS, _MOST_ROWS_EACH, _ALONE_BY_CHANCE = 100, 10, 1e-9
_Codes = NDArray[np.int64]


@dataclass(frozen=True)
class _Pairs:
    """Two columns or one, the rows that some other row repeats, and two rows of each such group.

    first, last: shape (groups,), the place of a group's first and last row in the table.
    """

    by: tuple[str, ...]
    different: int
    first: _Codes
    last: _Codes


def repeated_rows(
    columns: Sequence[ColumnProfile],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> tuple[Repeated, ...]:
    """By which columns rows repeat each other, and in which others they then agree.

    Those first that tell most people apart.

    batches: of the table, to be read again.
    """
    fine = [c for c in columns if c.distinct >= _FEWEST_VALUES and c.kind is not Kind.IMAGE]
    fine = sorted(fine, key=lambda column: -column.distinct)[:_MOST_READ]
    fits = FEWEST_REPEATED <= rows <= MOST_ROWS and len(columns) <= _MOST_COLUMNS
    if not fine or not fits:
        return ()
    coded = _coded([column.name for column in fine], batches)
    known = {name: codes for name, codes in coded.items() if codes.max(initial=0) < _OWN * rows}
    keys: dict[tuple[str, ...], _Codes] = {
        (one, other): known[one] * (int(known[other].max(initial=0)) + 1) + known[other]
        for one, other in combinations(list(known)[:_MOST_PAIRED], 2)
    }
    numbers = {c.name for c in fine if _is_given_out(c, rows)}
    keys |= {(name,): codes for name, codes in known.items() if name in numbers}
    pairs = [pair for by, key in keys.items() if (pair := _pairs(by, key)) is not None]
    if not pairs:
        return ()
    alike = _alike_columns(pairs, [c.name for c in columns if c.distinct > 1], batches)
    repeated = [
        Repeated(pair.by, tuple(same), pair.different)
        for pair, same in zip(pairs, alike, strict=True)
        if same
    ]
    return tuple(sorted(repeated, key=lambda one: -one.different))


def _coded(
    names: Sequence[str], batches: Callable[[Sequence[str]], Iterator[Batch]]
) -> dict[str, _Codes]:
    """A number for each cell, the same for the same text; shape (rows,) each."""
    chunks: dict[str, list[pa.Array]] = {name: [] for name in names}
    for batch in batches(names):
        for name, pieces in chunks.items():
            pieces.append(_plain(batch[name]))
    return {name: _codes(pieces) for name, pieces in chunks.items()}


def _plain(cells: pa.Array) -> pa.Array:
    cells = cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells
    return cells.cast(pa.large_string())


def _codes(chunks: Sequence[pa.Array]) -> _Codes:
    coded = pa.concat_arrays(chunks).dictionary_encode().indices
    return np.asarray(coded.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64) + 1


def _is_given_out(column: ColumnProfile, rows: int) -> bool:
    """Whether its values may be numbers of people: many, each in few rows."""
    is_many = column.distinct >= max(_FEWEST_NUMBERS, rows / _MOST_ROWS_EACH)
    return is_many and column.kind in (Kind.NUMBER, Kind.CATEGORY, Kind.TEXT)


def _pairs(by: tuple[str, ...], key: _Codes) -> _Pairs | None:
    """The rows that agree in the columns, by a number for each combination; None where few do."""
    _, first, group, amounts = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    repeated = len(key) - len(first)
    if repeated < max(FEWEST_REPEATED, SMALLEST_SHARE * len(key)):
        return None
    last = np.zeros(len(first), dtype=np.int64)
    last[group] = np.arange(len(key))
    several = np.flatnonzero(amounts > 1)
    several = several[:: -(-len(several) // _MOST_COMPARED)]
    if len(several) < FEWEST_REPEATED // 2:
        return None
    return _Pairs(by, len(first), first[several], last[several])


def _alike_columns(
    pairs: Sequence[_Pairs],
    names: Sequence[str],
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> list[list[str]]:
    """Of each pair the other columns in which its rows agree, where chance would not have it so."""
    asked = np.unique(np.concatenate([rows for pair in pairs for rows in (pair.first, pair.last)]))
    chunks: dict[str, list[pa.Array]] = {name: [] for name in names}
    start = 0
    for batch in batches(names):
        end = start + len(batch[names[0]])
        here = asked[np.searchsorted(asked, start) : np.searchsorted(asked, end)] - start
        for name, pieces in chunks.items():
            pieces.append(_plain(batch[name].take(pa.array(here))))
        start = end
    coded = {name: _codes(pieces) for name, pieces in chunks.items()}
    alike = []
    for pair in pairs:
        first, last = np.searchsorted(asked, pair.first), np.searchsorted(asked, pair.last)
        if len(pair.by) == 1:
            alike.append(_known_by_number(pair.by[0], names, chunks, coded, first, last))
            continue
        same, chance = [], 1.0
        for name in names:
            codes = coded[name]
            if name not in pair.by and (codes[first] == codes[last]).mean() >= _ALIKE:
                same.append(name)
                chance *= float((codes[first] == codes[np.roll(last, 1)]).mean())
        alike.append(same if len(same) > 1 and chance <= _BY_CHANCE else [])
    return alike


def _known_by_number(
    by: str,
    names: Sequence[str],
    chunks: Mapping[str, Sequence[pa.Array]],
    coded: Mapping[str, _Codes],
    first: _Codes,
    last: _Codes,
) -> list[str]:
    """Columns that the numbers of a column know without being made of them.

    Bands of an amount, or states of a postcode, are of one piece each along it. Numbers have been
    given out to whoever came next, in one of the columns at least.

    chunks, coded: the rows that are compared; first, last: of each group its two rows there.
    """
    values = pa.concat_arrays(chunks[by]).take(pa.array(first))
    if not pc.all(pc.match_substring_regex(values, r"^[^.]*\d[^.]*(\.0)?$")).as_py():
        return []  # names of towns or of brands, and amounts
    try:
        along = values.cast(pa.float64())
    except pa.ArrowInvalid:
        along = values
    order = np.asarray(pc.array_sort_indices(along))
    same, is_given_out = [], False
    for name in names:
        codes = coded[name]
        if name == by or (codes[first] == codes[last]).mean() < _ALIKE:
            continue
        amounts = np.unique(codes[first], return_counts=True)[1]
        chance = float(((amounts / len(first)) ** 2).sum())
        if chance ** len(first) <= _ALONE_BY_CHANCE:
            same.append(name)
            along_it = codes[first][order]
            changes = int((np.diff(along_it) != 0).sum())
            by_accident = (1 - chance) * len(along_it) / 2
            is_given_out |= changes >= max(by_accident, 2 * len(amounts))
    return same if is_given_out else []
