"""Arrays and texts deflated a block at a time, and made whole again by one who trusts nothing."""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.comparison import MOST_BYTES
from audits.data.dataset import Categories, Numbers, Texts
from audits.data.tallies import BLOCK

# Of all texts together, before they are deflated, and of one.
TEXT_BYTES = 4 * MOST_BYTES
LINE_BYTES = 1 << 23
WIDTHS: dict[int, np.dtype[np.signedinteger]] = {
    width: np.dtype(f"<i{width}") for width in (1, 2, 4)
}
FLOAT = np.dtype("<f8")
_TEXTS_AT_ONCE = 1 << 10
# Bytes of numbers that are tried, and what must be saved of them: to deflate a million scores of
# which no two are alike takes a fifth of a second and saves a twentieth.
_TRIED, _SAVED = 1 << 16, 1 / 8
Values: TypeAlias = Categories | Numbers | Texts


def blocks_of(values: Values, width: int) -> Iterator[bytes]:
    """What is deflated, a part at a time. width: bytes of a class's number."""
    step = _TEXTS_AT_ONCE if isinstance(values, Texts) else BLOCK
    for start in range(0, len(values), step):
        match values.take(slice(start, start + step)):
            case Categories(codes):
                yield codes.astype(WIDTHS[width]).tobytes()
            case Numbers(numbers):
                yield numbers.astype(FLOAT).tobytes()
            case Texts(texts):
                yield "".join(f"{json.dumps(text)}\n" for text in texts).encode()


def is_long(values: Values) -> bool:
    """Whether a text takes too long a line: at most 12 bytes are written for a character."""
    texts = values.values if isinstance(values, Texts) else ()
    return any(text is not None and 12 * len(text) >= LINE_BYTES for text in texts)


def level_of(numbers: bytes) -> int:
    """How hard numbers are deflated: not at all (0) where the middle of them hardly shrinks."""
    middle = max(0, len(numbers) - _TRIED) // 2
    tried = numbers[middle : middle + _TRIED]
    return int(len(zlib.compress(tried, level=1)) < (1 - _SAVED) * len(tried))


def unpack(packed: bytes, array: NDArray[Any]) -> None:
    """Into the array, never more than it holds."""
    filled = 0
    for block in _inflated(packed, array.nbytes):
        cells = np.frombuffer(block, dtype=np.uint8)
        array.view(np.uint8)[filled : filled + len(cells)] = cells
        filled += len(cells)
    if filled < array.nbytes:
        raise ValueError("too short")


def texts_of(packed: bytes, rows: int) -> Iterator[str | None]:
    """A text of each row, or None; exactly so many."""
    lines_read, rest = 0, b""
    for block in _inflated(packed, TEXT_BYTES):
        *lines, rest = (rest + block).split(b"\n")
        lines_read += len(lines)
        if lines_read > rows or len(rest) > LINE_BYTES:
            raise ValueError("too long")
        yield from _texts(lines)
    if lines_read < rows or rest:
        raise ValueError("too short")


def _texts(lines: Iterable[bytes]) -> Iterator[str | None]:
    for line in lines:
        text = json.loads(line)
        if text is not None and not isinstance(text, str):
            raise TypeError("no text")
        yield text


def _inflated(packed: bytes, most: int) -> Iterator[bytes]:
    """Blocks of what was deflated; more than `most` bytes are an error, and never made."""
    unpacker, rest, left = zlib.decompressobj(), packed, most
    while not unpacker.eof:
        block = unpacker.decompress(rest, min(left + 1, BLOCK))
        rest = unpacker.unconsumed_tail
        left -= len(block)
        if left < 0:
            raise ValueError("too long")
        if not block and not rest and not unpacker.eof:
            raise ValueError("too short")
        yield block
