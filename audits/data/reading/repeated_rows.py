"""Rows that repeat somebody: copies, and joins that have a row for each visit of a person.

No column need say who a row is about. Two columns of many values know people by heart, nearly:
where rows agree in both, other people would agree in their sex or their outcome by chance alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
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
_Codes = NDArray[np.int64]


@dataclass(frozen=True)
class _Pairs:
    """Two columns, the rows that some other row repeats, and one row of each such group twice.

    first, last: shape (groups,), the place of a group's first and last row in the table.
    """

    by: tuple[str, str]
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
    if len(fine) < 2 or not fits:
        return ()
    coded = _coded([column.name for column in fine], batches)
    known = {name: codes for name, codes in coded.items() if codes.max(initial=0) < _OWN * rows}
    pairs = [
        pair
        for one, other in combinations(list(known)[:_MOST_PAIRED], 2)
        if (pair := _pairs((one, other), known[one], known[other])) is not None
    ]
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


def _pairs(by: tuple[str, str], one: _Codes, other: _Codes) -> _Pairs | None:
    """The rows that agree in both columns; None where too few do."""
    key = one * (int(other.max(initial=0)) + 1) + other
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
        same, chance = [], 1.0
        for name in names:
            codes = coded[name]
            if name not in pair.by and (codes[first] == codes[last]).mean() >= _ALIKE:
                same.append(name)
                chance *= float((codes[first] == codes[np.roll(last, 1)]).mean())
        alike.append(same if len(same) > 1 and chance <= _BY_CHANCE else [])
    return alike
