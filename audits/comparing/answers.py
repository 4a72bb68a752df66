"""What a model answered row by row, kept so that the next audit can pair its answers with these.

A line of JSON (schema, dataset, rows, what the answers are, the rows' fingerprint), then the
answers, deflated: the classes' numbers or the numbers themselves, little-endian, or texts as a
line of JSON each. No other column of the dataset is in it. Whoever reads it trusts none of it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.comparing import MOST_BYTES, Unpaired
from audits.comparing.sameness import Fingerprint
from audits.counts import BLOCK
from audits.dataset import Categories, Numbers, Texts

__all__ = ["Answers", "Kept", "Unpaired", "keep_answers", "open_kept"]

# Files of the first schema hold classes and no fingerprint.
SCHEMA, FIRST_SCHEMA = "evenhand.answers/2", "evenhand.answers/1"
CLASSES, NUMBERS, SCORES, TEXTS = KINDS = ("classes", "numbers", "scores", "texts")
MOST_LEVELS = 20_000
HEADER_BYTES = 4 << 20
# Of all texts together, before they are deflated, and of one.
TEXT_BYTES = 4 * MOST_BYTES
LINE_BYTES = 1 << 23
_TEXTS_AT_ONCE = 1 << 10
_WIDTHS: dict[int, np.dtype[np.signedinteger]] = {
    width: np.dtype(f"<i{width}") for width in (1, 2, 4)
}
_FLOAT = np.dtype("<f8")
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, zlib.error, RecursionError)

Json = Mapping[str, Any]
Values: TypeAlias = Categories | Numbers | Texts


@dataclass(frozen=True, eq=False)
class Answers:
    """One a row. kind: which of KINDS; classes are categories, texts texts, the others numbers."""

    kind: str
    values: Values

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, eq=False)
class Kept:
    """A file of answers whose first line was read.

    dataset: SHA-256 of the file they were given to. rows: None where an earlier release kept them.
    """

    path: Path
    kind: str
    dataset: str
    size: int
    rows: Fingerprint | None
    levels: tuple[str, ...]
    width: int

    def values(self) -> Values:
        """Codes as narrow as they were kept. Raises `Unpaired` where the file is damaged."""
        try:
            with self.path.open("rb") as file:
                file.readline(HEADER_BYTES)
                return self._read(file)
        except _DAMAGED as error:
            raise _damaged() from error

    def _read(self, file: BinaryIO) -> Values:
        if self.kind == TEXTS:
            return Texts.of(list(_lines(file.read(), self.size)))
        if self.kind != CLASSES:
            numbers = np.empty(self.size, dtype=_FLOAT)
            _unpack(file.read(), numbers)
            return Numbers(numbers.astype(np.float64, copy=False))
        codes = np.empty(self.size, dtype=_WIDTHS[self.width])
        _unpack(file.read(), codes)
        if self.size and (codes.min() < -1 or codes.max() >= len(self.levels)):
            raise ValueError("a class that is none")
        return Categories(codes, self.levels)


def keep_answers(answers: Answers, path: Path, *, dataset: str, rows: Fingerprint) -> bool:
    """Write them; whether they were few enough to be kept. dataset: SHA-256 of its file."""
    header: dict[str, Any] = {
        "schema": SCHEMA,
        "dataset": dataset,
        "rows": len(answers),
        "answers": answers.kind,
        "fingerprint": rows.to_json(),
    }
    values, width = answers.values, 1
    if isinstance(values, Categories):
        levels = [str(level) for level in values.levels]
        width = 1 if len(levels) < 1 << 7 else 2 if len(levels) < 1 << 15 else 4
        header |= {"width": width, "levels": levels}
        if len(levels) > MOST_LEVELS:
            return False
    line = json.dumps(header, ensure_ascii=True).encode() + b"\n"
    if len(line) > HEADER_BYTES or _is_long(values):
        return False
    packer, written, told = zlib.compressobj(level=1), len(line), 0
    with path.open("wb") as file:
        file.write(line)
        for block in _blocks(values, width):
            told += len(block)
            written += file.write(packer.compress(block))
            if written > MOST_BYTES or (answers.kind == TEXTS and told > TEXT_BYTES):
                break
        else:
            written += file.write(packer.flush())
            if written <= MOST_BYTES:
                return True
    path.unlink()
    return False


def open_kept(path: Path) -> Kept:
    """Read the first line; raises `Unpaired` where the file is none of ours, or damaged."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        with path.open("rb") as file:
            header = json.loads(file.readline(HEADER_BYTES))
        schema, size = header["schema"], header["rows"]
        if schema not in (SCHEMA, FIRST_SCHEMA) or type(size) is not int or size < 0:
            raise ValueError("of another kind")
        kind, rows = CLASSES, None
        if schema == SCHEMA:
            kind, rows = header["answers"], Fingerprint.from_json(size, header["fingerprint"])
        levels, width = (), 1
        if kind == CLASSES:
            levels, width = tuple(header["levels"]), header["width"]
        if kind not in KINDS or width not in _WIDTHS:
            raise ValueError("of another kind")
        if not all(isinstance(name, str) for name in (*levels, header["dataset"])):
            raise ValueError("a name that is none")
    except _DAMAGED as error:
        raise _damaged() from error
    return Kept(path, kind, header["dataset"], size, rows, levels, width)


def _damaged() -> Unpaired:
    return Unpaired("the earlier answers are damaged")


def _blocks(values: Values, width: int) -> Iterator[bytes]:
    step = _TEXTS_AT_ONCE if isinstance(values, Texts) else BLOCK
    for start in range(0, len(values), step):
        match values.take(slice(start, start + step)):
            case Categories(codes):
                yield codes.astype(_WIDTHS[width]).tobytes()
            case Numbers(numbers):
                yield numbers.astype(_FLOAT).tobytes()
            case Texts(texts):
                yield "".join(f"{json.dumps(text)}\n" for text in texts).encode()


def _is_long(values: Values) -> bool:
    """Whether a text takes too long a line: at most 12 bytes are written for a character."""
    texts = values.values if isinstance(values, Texts) else ()
    return any(text is not None and 12 * len(text) >= LINE_BYTES for text in texts)


def _unpack(packed: bytes, found: NDArray[Any]) -> None:
    """Into the array, never more than it holds."""
    at = 0
    for block in _inflated(packed, found.nbytes):
        cells = np.frombuffer(block, dtype=np.uint8)
        found.view(np.uint8)[at : at + len(cells)] = cells
        at += len(cells)
    if at < found.nbytes:
        raise ValueError("too short")


def _lines(packed: bytes, rows: int) -> Iterator[str | None]:
    """A text of each row, or None; exactly so many."""
    found, rest = 0, b""
    for block in _inflated(packed, TEXT_BYTES):
        *lines, rest = (rest + block).split(b"\n")
        found += len(lines)
        if found > rows or len(rest) > LINE_BYTES:
            raise ValueError("too long")
        yield from _texts(lines)
    if found < rows or rest:
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
