"""Rows of one split that are copies, or nearly, of rows of another."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows
from audits.data.dataset import Categories, Column, Images, Numbers, Sequences, Texts, Values
from audits.data.row_keys import key_of, row_keys
from audits.data.tokens import RUN
from audits.errors import Refused

Sketch: TypeAlias = NDArray[Any]

HASHES, BAND = 32, 4
# Words of a run that is compared.
SHINGLE = 3
# Estimated overlap of two texts' word triples from which they count as copies.
ALIKE = 26
# Mean difference of two 16 by 16 thumbnails, in grey levels.
SAME_PICTURE = 3.0
PLAIN = 2.0
MOST_COMPARED = 100
_PRIME = (1 << 31) - 1


@dataclass(frozen=True, eq=False)
class Copies:
    """Which rows have a copy among others, as far as there is something to compare.

    copied, compared: shape (rows,): of the rows that were looked up. originals: rows that they
    were compared with. is_told_little: whether equal rows of a table need not be copies, for most
    of the originals are equal too.
    """

    copied: Flags
    compared: Flags
    originals: int
    is_told_little: bool = False


def near_duplicates(columns: Sequence[Column], first: Rows, second: Rows) -> Copies:
    """Which rows of `second` have a copy among the rows of `first`.

    Pictures and texts decide where there are any, and all of them together; else every column must
    be equal. A text is one of the values of a table where hardly any has three words and most
    stand there several times. Sounds are not compared, and must not be given.
    """
    texts = [column.values for column in columns if isinstance(column.values, Texts)]
    parts = [_pictures(column.values) for column in columns if isinstance(column.values, Images)]
    if texts and not (not parts and _are_values(texts, first)):
        parts.append(_texts(texts))
    if parts:
        return _looked_up(parts, first, second)
    plain = [column.values for column in columns]
    keys = row_keys(map(key_of, plain), len(plain[0]))
    known = np.any([_known(values) for values in plain], axis=0)
    originals = keys[first][known[first]]
    copied = np.isin(keys[second], originals) & known[second]
    repeated = len(np.unique(originals)) * 2 < len(originals)
    return Copies(copied, known[second], len(originals), repeated)


def _known(values: Values) -> Flags:
    """Shape (rows,): where a value stands."""
    match values:
        case Categories(codes, _):
            return np.asarray(codes >= 0)
        case Numbers(numbers):
            return np.asarray(~np.isnan(numbers))
        case Texts() | Sequences():
            return np.array([value is not None for value in values.values], dtype=bool)
    raise TypeError(type(values).__name__)


def _are_values(texts: Sequence[Texts], first: Rows) -> bool:
    written = [text for row in first.tolist() if RUN.search(text := _written(texts, row))]
    short = sum(len(RUN.findall(text)) < SHINGLE for text in written)
    return short * 2 > len(written) > len(set(written)) * 2


def _written(texts: Sequence[Texts], row: int) -> str:
    """All texts of a row in one, in lower case."""
    return " ".join(str(each.values[row] or "") for each in texts).lower()


@dataclass(frozen=True, eq=False)
class _Part:
    """What is compared of a row: its sketch, or None; which two are alike; where one is looked up.

    marks: those whose rows share none are not compared.
    """

    sketch: Callable[[int], Sketch | None]
    alike: Callable[[Sketch, Sketch], bool]
    marks: Callable[[Sketch], list[tuple[int, bytes]]]


def _texts(texts: Sequence[Texts]) -> _Part:
    """By MinHash over triples of words (Broder 1997), in bands."""
    draw = np.random.default_rng(0)
    turn = draw.integers(1, _PRIME, HASHES, dtype=np.int64)
    shift = draw.integers(0, _PRIME, HASHES, dtype=np.int64)

    def sketch(row: int) -> Sketch | None:
        words = RUN.findall(_written(texts, row))
        if not words:
            return None
        ends = range(max(1, len(words) - SHINGLE + 1))
        hashed = {zlib.crc32(" ".join(words[start : start + SHINGLE]).encode()) for start in ends}
        hashes = np.array(sorted(hashed), dtype=np.int64) % _PRIME
        return np.asarray(((hashes[:, None] * turn + shift) % _PRIME).min(axis=0))

    return _Part(
        sketch,
        lambda one, other: int((one == other).sum()) >= ALIKE,
        lambda sketched: [
            (start, sketched[start : start + BAND].tobytes()) for start in range(0, HASHES, BAND)
        ],
    )


def _pictures(images: Images) -> _Part:
    """By the signs of differences in an 8 by 9 thumbnail, then by the thumbnails themselves."""

    def thumbnail(row: int) -> Sketch | None:
        if images.names[row] is None:
            return None
        from PIL import Image

        try:
            pixels = images.source.decode(images.names[row])
        except Refused:
            return None
        small = Image.fromarray(pixels).convert("L").resize((16, 16), Image.Resampling.BOX)
        return np.asarray(small, dtype=np.float32)

    def marks(sketch: Sketch) -> list[tuple[int, bytes]]:
        coarse = sketch.reshape(8, 2, 8, 2).mean(axis=(1, 3))
        # Plain ground has no sign of its own: what packing leaves there must not make one.
        signs = np.packbits(coarse > np.roll(coarse, 1, axis=1) + PLAIN)
        return [(start, signs[start : start + 2].tobytes()) for start in range(0, 8, 2)]

    return _Part(
        thumbnail,
        lambda one, other: float(np.abs(one - other).mean()) <= SAME_PICTURE,
        marks,
    )


def _looked_up(parts: Sequence[_Part], first: Rows, second: Rows) -> Copies:
    """Candidates share a mark of their first part; the first hundred of a mark are compared."""

    def sketched(row: int) -> list[Sketch | None]:
        return [compare.sketch(row) for compare in parts]

    def alike(one: list[Sketch | None], other: list[Sketch | None]) -> bool:
        return all(
            here is there if here is None or there is None else compare.alike(here, there)
            for compare, here, there in zip(parts, one, other, strict=True)
        )

    def marks(sketches: list[Sketch | None]) -> list[tuple[int, int, bytes]]:
        for position, (compare, sketch) in enumerate(zip(parts, sketches, strict=True)):
            if sketch is not None:
                return [(position, *mark) for mark in compare.marks(sketch)]
        return []

    index: dict[tuple[int, int, bytes], list[list[Sketch | None]]] = defaultdict(list)
    originals = 0
    for row in first.tolist():
        sketches = sketched(row)
        row_marks = marks(sketches)
        originals += bool(row_marks)
        for mark in row_marks:
            if len(index[mark]) < MOST_COMPARED:
                index[mark].append(sketches)
    compared, copied = (np.zeros(len(second), dtype=bool) for _ in range(2))
    for position, row in enumerate(second.tolist()):
        sketches = sketched(row)
        row_marks = marks(sketches)
        compared[position] = bool(row_marks)
        copied[position] = any(
            alike(sketches, other) for mark in row_marks for other in index.get(mark, ())
        )
    return Copies(copied, compared, originals)
