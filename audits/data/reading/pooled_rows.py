"""Columns of few values of which each has the very same rows: models, epochs, annotators, months.

The answers differ, and what is answered about does not, so that each person stands there several
times. Two values are known to have the same rows by the sums of their rows' hashes, which no order
changes; memory does not grow with the rows but for the combinations of one value.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log, pi

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audits.data.reading.crossed_factors import MOST_COLUMNS, are_crossed
from audits.data.reading.table import Batch
from audits.specification.profiles import ColumnProfile, Pooled
from audits.specification.roles import FILES, Kind, Role

MOST_VALUES = 50
# Of fewer rows a value, equal ones are soon an accident.
FEWEST_ROWS = 20
# Larger tables are not read again.
MOST_ROWS = 200_000
MOST_LIKELY = 0.001
# Told by a name; first all other columns that are the same count, then those that are no answers.
_ANSWERS = ((), (Role.PREDICTION, Role.SCORE), (Role.PREDICTION, Role.SCORE, Role.LABEL))
_Hashes = NDArray[np.uint64]


def pooled_columns(
    columns: Sequence[ColumnProfile],
    counts: Mapping[str, Sequence[int]],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> tuple[Pooled, ...]:
    """The columns of which each value has the same rows, and in which other columns it has them.

    counts: rows of each value of the columns of few. batches: of the table, to be read again where
    some column has as many rows of each of its values, which few have.
    """
    likely = [c for c in columns if _may_pool(c, counts.get(c.name, ()), rows)]
    if not likely or rows > MOST_ROWS:
        return ()
    names = [column.name for column in columns]
    alone = {column.name: {name: _Sums() for name in names} for column in likely}
    _read(batches(names), {c: {n: [n] for n in sums} for c, sums in alone.items()}, alone)
    joint = {}
    for column in likely:
        sums = alone[column.name]
        same = [c for c in columns if c is not column and sums[c.name].are_same(column.distinct)]
        # Models may have as many of each answer by chance, and those who label of each label.
        joint[column.name] = {
            str(number): [c.name for c in same if c.role not in answers]
            for number, answers in enumerate(_ANSWERS)
        }
    together = {column: {key: _Sums() for key in every} for column, every in joint.items()}
    _read(batches(names), joint, together)
    pools = [_pooled(column, joint[column.name], together[column.name]) for column in likely]
    return tuple(
        replace(one, is_even=_is_design(one, batches)) if one.is_even else one
        for one in pools
        if one is not None
    )


def _is_design(one: Pooled, batches: Callable[[Sequence[str]], Iterator[Batch]]) -> bool:
    """Whether combinations that are there alike often are a design's, and no people's.

    Of one column alone more than one row each are strata of a size that somebody chose.
    """
    if len(one.same) > MOST_COLUMNS:
        return False
    first: np.uint64 | None = None
    pieces: dict[str, list[_Hashes]] = {name: [] for name in one.same}
    for batch in batches([one.column, *one.same]):
        values = _hashes(batch[one.column])
        first = values[0] if first is None else first
        for name, of_column in pieces.items():
            of_column.append(_hashes(batch[name])[values == first])
    cells = {name: np.concatenate(of_column) for name, of_column in pieces.items()}
    row = np.zeros(len(cells[one.same[0]]), dtype=np.uint64)
    for hashes in cells.values():
        row = _mixed(row + hashes)
    return len(np.unique(row)) < len(row) or are_crossed(cells)


def _may_pool(column: ColumnProfile, counts: Sequence[int], rows: int) -> bool:
    has_values = 2 <= column.distinct <= MOST_VALUES and column.kind not in (
        Kind.TEXT,
        Kind.SEQUENCE,
        *FILES,
    )
    alike = len(counts) == column.distinct and len(set(counts)) == 1
    return has_values and alike and not column.missing and rows >= FEWEST_ROWS * column.distinct


@dataclass
class _Sums:
    """Of each value the sum of its rows' hashes, modulo 2^64. first: how often each is the first's.

    Sums of two different collections are equal with a probability of about 2^-64.
    """

    by_value: dict[int, int] = field(default_factory=dict)
    first: Counter[int] = field(default_factory=Counter)

    def add(self, values: _Hashes, hashes: _Hashes, *, counts: bool) -> None:
        for value in np.unique(values).tolist():
            of_value = hashes[values == value]
            known = self.by_value.get(value, 0)
            self.by_value[value] = (known + int(of_value.sum(dtype=np.uint64))) % 2**64
            if counts and value == next(iter(self.by_value)):
                self.first.update(of_value.tolist())

    def are_same(self, distinct: int) -> bool:
        return len(self.by_value) == distinct and len(set(self.by_value.values())) == 1


def _read(
    batches: Iterator[Batch],
    asked: Mapping[str, Mapping[str, Sequence[str]]],
    sums: Mapping[str, Mapping[str, _Sums]],
) -> None:
    """One pass. asked: of each column that may pool, sets of columns by a key, whose rows are one.

    Of sets of several columns it is counted how often each combination of the first value is there.
    """
    for batch in batches:
        hashed: dict[str, _Hashes] = {}
        for column, every in asked.items():
            for key, names in every.items():
                for name in (column, *names):
                    if name not in hashed:
                        hashed[name] = _hashes(batch[name])
                row = np.zeros(len(hashed[column]), dtype=np.uint64)
                for name in names:
                    row = _mixed(row + hashed[name])
                sums[column][key].add(hashed[column], row, counts=names != [key])


def _hashes(cells: pa.Array) -> _Hashes:
    """A number for each cell, the same for the same text; shape (rows,)."""
    encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    texts = ["" if text is None else str(text).strip() for text in encoded.dictionary.to_pylist()]
    numbers = np.array([_number(text) for text in ("", *texts)], dtype=np.uint64)
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(numbers[codes.astype(np.intp) + 1], dtype=np.uint64)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(numbers: _Hashes) -> _Hashes:
    """SplitMix64 (Steele, Lea & Flood 2014): so that sums of columns are none of rows."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(numbers ^ (numbers >> np.uint64(31)), dtype=np.uint64)


def _pooled(
    column: ColumnProfile, joint: Mapping[str, Sequence[str]], together: Mapping[str, _Sums]
) -> Pooled | None:
    for key, names in joint.items():
        sums = together[key]
        combinations, rows = len(sums.first), sum(sums.first.values())
        same = sums.are_same(column.distinct)
        if names and same and chance_of_the_same(rows, combinations) <= MOST_LIKELY:
            is_even = len(set(sums.first.values())) == 1
            return Pooled(column.name, tuple(names), is_even)
    return None


def chance_of_the_same(rows: int, combinations: int) -> float:
    """The probability that rows drawn twice are as many of each combination, about.

    Of combinations that are as likely each; the normal limit of sum of p(counts)^2, which is
    sqrt(combinations) (4 pi rows / combinations)^(-(combinations - 1) / 2).
    """
    free = (combinations - 1) / 2
    return float(np.exp(min(0.0, log(combinations) / 2 - free * log(4 * pi * rows / combinations))))
