"""What a model answered row by row, kept so that the next audit can pair its answers with these.

A line of JSON (schema, dataset, rows, width, levels), then the classes' numbers, little-endian and
deflated: about a bit a row. No column of the dataset is in it. Whoever reads it trusts none of it.
"""

import json
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audits.comparing import MOST_BYTES
from audits.counts import BLOCK
from audits.dataset import Categories

SCHEMA = "evenhand.answers/1"
MOST_LEVELS = 20_000
HEADER_BYTES = 4 << 20
_WIDTHS: dict[int, np.dtype[np.signedinteger]] = {
    width: np.dtype(f"<i{width}") for width in (1, 2, 4)
}


class Unpaired(Exception):
    """The rows cannot be paired, and why, as a clause for the report."""


def keep_answers(answers: Categories, path: Path, *, dataset: str) -> bool:
    """Write them; whether they were few enough to be kept. dataset: SHA-256 of its file."""
    levels = [str(level) for level in answers.levels]
    width = 1 if len(levels) < 1 << 7 else 2 if len(levels) < 1 << 15 else 4
    header = {
        "schema": SCHEMA,
        "dataset": dataset,
        "rows": len(answers.codes),
        "width": width,
        "levels": levels,
    }
    line = json.dumps(header, ensure_ascii=True).encode() + b"\n"
    if len(levels) > MOST_LEVELS or len(line) > HEADER_BYTES:
        return False
    packer, written = zlib.compressobj(level=1), len(line)
    with path.open("wb") as file:
        file.write(line)
        for start in range(0, len(answers.codes), BLOCK):
            block = answers.codes[start : start + BLOCK].astype(_WIDTHS[width])
            written += file.write(packer.compress(block.tobytes()))
            if written > MOST_BYTES:
                break
        else:
            written += file.write(packer.flush())
    if written > MOST_BYTES:
        path.unlink()
        return False
    return True


def read_answers(path: Path, *, dataset: str, rows: int) -> Categories:
    """The answers to exactly these rows, codes as narrow as they were kept.

    Raises `Unpaired` where the file is damaged, or tells of other rows.
    """
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline(HEADER_BYTES))
            levels = tuple(header["levels"])
            if header["schema"] != SCHEMA or not all(isinstance(name, str) for name in levels):
                raise ValueError("of another kind")
            if header["dataset"] != dataset or header["rows"] != rows:
                raise Unpaired("the earlier audit answered other rows")
            codes = np.empty(rows, dtype=_WIDTHS[header["width"]])
            if path.stat().st_size > MOST_BYTES:
                raise ValueError("too large")
            _unpack(file.read(), codes)
    except Unpaired:
        raise
    except (OSError, ValueError, KeyError, TypeError, zlib.error, RecursionError) as error:
        raise Unpaired("the earlier answers are damaged") from error
    if rows and (codes.min() < -1 or codes.max() >= len(levels)):
        raise Unpaired("the earlier answers are damaged")
    return Categories(codes, levels)


def _unpack(packed: bytes, codes: NDArray[np.signedinteger]) -> None:
    """Into the array, never more than it holds."""
    unpacker, rest, at = zlib.decompressobj(), packed, 0
    while at < len(codes):
        wanted = min(BLOCK, len(codes) - at) * codes.itemsize
        block = bytearray()
        while len(block) < wanted:
            part = unpacker.decompress(rest, wanted - len(block))
            rest = unpacker.unconsumed_tail
            if not part and not rest:
                raise ValueError("too short")
            block += part
        codes[at : at + wanted // codes.itemsize] = np.frombuffer(block, dtype=codes.dtype)
        at += wanted // codes.itemsize
    if unpacker.decompress(rest, 1):
        raise ValueError("too long")
