"""What a model answered row by row, kept so that the next audit can pair its answers with these.

A line of JSON (schema, dataset, rows, what the answers are, the rows' fingerprint), the scores that
go with classes, if there are any, likewise arrays that were dear to compute, and the answers, each
deflated where that saves room: the classes' numbers or the numbers themselves, little-endian, or
texts as a line of JSON each. No other column of the dataset is in it. Whoever reads it trusts none
of it.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_CUR
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from audits.comparison import MOST_BYTES, Unpaired
from audits.comparison.compression import (
    FLOAT,
    TEXT_BYTES,
    WIDTHS,
    Values,
    blocks_of,
    is_long,
    level_of,
    texts_of,
    unpack,
)
from audits.comparison.row_fingerprint import Fingerprint
from audits.data.dataset import Categories, Numbers, Texts
from audits.probing.array_memory import LINE_BYTES, ArrayMemory

__all__ = ["Answers", "Kept", "Unpaired", "keep_answers", "open_kept"]

# Files of the first schema hold classes and no fingerprint.
SCHEMA, FIRST_SCHEMA = "evenhand.answers/2", "evenhand.answers/1"
CLASSES, NUMBERS, SCORES, TEXTS = KINDS = ("classes", "numbers", "scores", "texts")
MOST_LEVELS = 20_000
HEADER_BYTES = 4 << 20
# Scores beside classes are kept of so many rows at most: they take 30 times the room.
MOST_SCORED = 1_000_000
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, zlib.error, RecursionError)


@dataclass(frozen=True, eq=False)
class Answers:
    """One a row. kind: which of KINDS; classes are categories, texts texts, the others numbers.

    scores: of the positive class, beside classes; None where nobody reads them, or too many.
    made: of texts that a language model was asked for, how.
    """

    kind: str
    values: Values
    scores: Numbers | None = None
    made: str = ""

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
    scores_bytes: int = 0
    made: str = ""
    memory_bytes: int = 0

    def memory(self) -> ArrayMemory:
        """What the audit computed that another one of the same bytes need not."""
        if not self.memory_bytes:
            return ArrayMemory()
        try:
            with self.path.open("rb") as file:
                file.readline(HEADER_BYTES)
                file.seek(self.scores_bytes, SEEK_CUR)
                return ArrayMemory.unpacked(file.read(self.memory_bytes))
        except OSError:
            return ArrayMemory(is_damaged=True)

    def values(self) -> Values:
        """Codes as narrow as they were kept. Raises `Unpaired` where the file is damaged."""
        try:
            with self.path.open("rb") as file:
                file.readline(HEADER_BYTES)
                file.seek(self.scores_bytes + self.memory_bytes, SEEK_CUR)
                return self._read(file)
        except _DAMAGED as error:
            raise _damaged() from error

    def scores(self) -> Numbers | None:
        """Those kept beside classes, if any. Raises `Unpaired` where the file is damaged."""
        if not self.scores_bytes:
            return None
        try:
            with self.path.open("rb") as file:
                file.readline(HEADER_BYTES)
                return self._numbers(file.read(self.scores_bytes))
        except _DAMAGED as error:
            raise _damaged() from error

    def _numbers(self, packed: bytes) -> Numbers:
        numbers = np.empty(self.size, dtype=FLOAT)
        unpack(packed, numbers)
        return Numbers(numbers.astype(np.float64, copy=False))

    def _read(self, file: BinaryIO) -> Values:
        if self.kind == TEXTS:
            return Texts.of(list(texts_of(file.read(), self.size)))
        if self.kind != CLASSES:
            return self._numbers(file.read())
        codes = np.empty(self.size, dtype=WIDTHS[self.width])
        unpack(file.read(), codes)
        if self.size and (codes.min() < -1 or codes.max() >= len(self.levels)):
            raise ValueError("a class that is none")
        return Categories(codes, self.levels)


def keep_answers(
    answers: Answers, path: Path, *, dataset: str, rows: Fingerprint, memory: bytes = b""
) -> bool:
    """Write them; whether they were few enough to be kept.

    dataset: SHA-256 of its file. memory: `ArrayMemory.packed`; left out before the answers are.
    """
    if memory:
        is_kept = keep_answers(answers, path, dataset=dataset, rows=rows)
        if not is_kept or path.stat().st_size + len(memory) + LINE_BYTES > MOST_BYTES:
            return is_kept
    header: dict[str, Any] = {
        "schema": SCHEMA,
        "dataset": dataset,
        "rows": len(answers),
        "answers": answers.kind,
        "fingerprint": rows.to_json(),
    }
    if answers.made:
        header["made"] = answers.made
    values, width, scores = answers.values, 1, list[bytes]()
    if answers.scores is not None and len(answers) <= MOST_SCORED:
        scores = list(_deflated(answers.scores))
        header["scores_bytes"] = sum(map(len, scores))
    if isinstance(values, Categories):
        levels = [str(level) for level in values.levels]
        width = 1 if len(levels) < 1 << 7 else 2 if len(levels) < 1 << 15 else 4
        header |= {"width": width, "levels": levels}
        if len(levels) > MOST_LEVELS:
            return False
    if memory:
        header["memory_bytes"] = len(memory)
    line = json.dumps(header, ensure_ascii=True).encode() + b"\n"
    if len(line) > HEADER_BYTES or is_long(values):
        return False
    level = 1
    if isinstance(values, Numbers):
        level = level_of(next(blocks_of(values, width), b""))
    packer, written_bytes = zlib.compressobj(level=level), 0
    written = len(line) + sum(map(len, scores)) + len(memory)
    with path.open("wb") as file:
        file.writelines((line, *scores, memory))
        for block in blocks_of(values, width):
            written_bytes += len(block)
            written += file.write(packer.compress(block))
            if written > MOST_BYTES or (answers.kind == TEXTS and written_bytes > TEXT_BYTES):
                break
        else:
            written += file.write(packer.flush())
            if written <= MOST_BYTES:
                return True
    path.unlink()
    return False


def _deflated(numbers: Numbers) -> Iterator[bytes]:
    """A block at a time: a second copy of them all would be written to memory that is new."""
    packer = None
    for block in blocks_of(numbers, FLOAT.itemsize):
        packer = packer or zlib.compressobj(level=level_of(block))
        yield packer.compress(block)
    yield (packer or zlib.compressobj()).flush()


def open_kept(path: Path) -> Kept:
    """Read the first line; raises `Unpaired` where the file is none of ours, or damaged."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        with path.open("rb") as file:
            header = json.loads(file.readline(HEADER_BYTES))
        schema, size = header["schema"], header["rows"]
        if schema not in (SCHEMA, FIRST_SCHEMA) or not _is_count(size):
            raise ValueError("of another kind")
        kind, rows = CLASSES, None
        if schema == SCHEMA:
            kind, rows = header["answers"], Fingerprint.from_json(size, header["fingerprint"])
        levels, width, scores_bytes = (), 1, 0
        made, memory_bytes = header.get("made", ""), header.get("memory_bytes", 0)
        if kind == CLASSES:
            levels, width = tuple(header["levels"]), header["width"]
            scores_bytes = header.get("scores_bytes", 0)
        if (
            kind not in KINDS
            or width not in WIDTHS
            or not (_is_count(scores_bytes) and _is_count(memory_bytes))
        ):
            raise ValueError("of another kind")
        if not all(isinstance(name, str) for name in (*levels, header["dataset"], made)):
            raise ValueError("a name that is none")
    except _DAMAGED as error:
        raise _damaged() from error
    return Kept(path, kind, header["dataset"], size, rows, levels, width, scores_bytes, made,
                memory_bytes)  # fmt: skip


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 40


def _damaged() -> Unpaired:
    return Unpaired("the earlier answers are damaged")
