"""Rows of one split that are copies, or nearly, of rows of another."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.dataset import Categories, Column, Images, Numbers, Texts
from audits.data.row_keys import key_of, row_keys
from audits.data.tokens import RUN
from audits.errors import Refused

Sketch: TypeAlias = NDArray[Any]

HASHES, BAND = 32, 4
# Estimated overlap of two texts' word triples from which they count as copies.
ALIKE = 26
# Mean difference of two 16 by 16 thumbnails, in grey levels.
SAME_PICTURE = 3.0
PLAIN = 2.0
MOST_COMPARED = 100
_PRIME = (1 << 31) - 1


def near_duplicates(columns: Sequence[Column], first: Rows, second: Rows) -> NDArray[np.bool_]:
    """Shape (second,): which rows of `second` have a copy among the rows of `first`.

    Texts and pictures decide where there are any, else every column must be equal.
    """
    for column in columns:
        if isinstance(column.values, Texts):
            return _texts(column.values, first, second)
        if isinstance(column.values, Images):
            return _pictures(column.values, first, second)
    keys = table_keys(columns)
    return np.isin(keys[second], keys[first])


def table_keys(columns: Sequence[Column]) -> NDArray[np.intp]:
    """One number for each distinct row, shape (rows,); texts and pictures are not looked at."""
    plain = [c.values for c in columns if isinstance(c.values, Categories | Numbers)]
    return row_keys(map(key_of, plain), len(plain[0]))


def _texts(texts: Texts, first: Rows, second: Rows) -> NDArray[np.bool_]:
    """By MinHash over triples of words (Broder 1997), in bands."""
    draw = np.random.default_rng(0)
    turn = draw.integers(1, _PRIME, HASHES, dtype=np.int64)
    shift = draw.integers(0, _PRIME, HASHES, dtype=np.int64)

    def sketch(row: int) -> Sketch | None:
        words = RUN.findall(str(texts.values[row]).lower()) if texts.values[row] else []
        if not words:
            return None
        ends = range(max(1, len(words) - 2))
        hashed = {zlib.crc32(" ".join(words[start : start + 3]).encode()) for start in ends}
        hashes = np.array(sorted(hashed), dtype=np.int64) % _PRIME
        return np.asarray(((hashes[:, None] * turn + shift) % _PRIME).min(axis=0))

    return _looked_up(
        map(sketch, first.tolist()),
        map(sketch, second.tolist()),
        lambda one, other: int((one == other).sum()) >= ALIKE,
        lambda sketched: [
            (start, sketched[start : start + BAND].tobytes()) for start in range(0, HASHES, BAND)
        ],
    )


def _pictures(images: Images, first: Rows, second: Rows) -> NDArray[np.bool_]:
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

    return _looked_up(
        map(thumbnail, first.tolist()),
        map(thumbnail, second.tolist()),
        lambda one, other: float(np.abs(one - other).mean()) <= SAME_PICTURE,
        marks,
    )


def _looked_up(
    first: Iterable[Sketch | None],
    second: Iterable[Sketch | None],
    alike: Callable[[Sketch, Sketch], bool],
    marks: Callable[[Sketch], list[tuple[int, bytes]]],
) -> NDArray[np.bool_]:
    """Candidates share a mark; the first hundred of a mark are compared."""
    index: dict[tuple[int, bytes], list[Sketch]] = defaultdict(list)
    for sketch in first:
        if sketch is not None:
            for mark in marks(sketch):
                if len(index[mark]) < MOST_COMPARED:
                    index[mark].append(sketch)
    has_twin = [
        sketch is not None
        and any(alike(sketch, other) for mark in marks(sketch) for other in index.get(mark, ()))
        for sketch in second
    ]
    return np.array(has_twin, dtype=bool)
