"""Whether two audits saw the same rows, decided from the rows where their files differ.

What is looked at are the columns that the plan reads, other than the model's answers: each has a
fingerprint of its values in the order of the rows, and all together one in which the order does
not count. They are kept with the answers, so that the next audit can compare them with its own.
"""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from audits.comparison import Unpaired
from audits.comparison.value_hashes import Bits, Coder, mix64
from audits.data.arrays import narrowest
from audits.data.dataset import (
    Categories,
    Column,
    Dataset,
    Images,
    Numbers,
    Role,
    Signals,
    Texts,
    Values,
)
from audits.data.tallies import BLOCK

ANSWERS = (Role.PREDICTION, Role.SCORE)
# Rows looked at to see whether their order follows from their values.
LOOKED_AT = 1 << 16
MOST_NAMED = 5


@dataclass(frozen=True)
class Fingerprint:
    """Of the rows: what one audit keeps for the next.

    columns: by their name in the file. mixed: of the rows of all of them, in whatever order.
    pictures: columns of pictures; their pixels are not looked at, so they are in none of it.
    """

    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)
    mixed: str = ""
    pictures: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as it is kept beside a report."""
        return {
            "columns": dict(self.columns),
            "mixed": self.mixed,
            "pictures": list(self.pictures),
        }

    @classmethod
    def from_json(cls, rows: int, written: Mapping[str, Any]) -> "Fingerprint":
        """What `to_json` wrote; raises `ValueError` or `TypeError` where it is something else."""
        columns, mixed, pictures = written["columns"], written["mixed"], written["pictures"]
        texts = [*columns, *columns.values(), mixed, *pictures]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("no fingerprint")
        return cls(rows, columns, mixed, tuple(pictures))


def fingerprint(data: Dataset) -> Fingerprint:
    """Of these rows, without the model's answers."""
    values_by_name = {_name(column): column.values for column in data if column.role not in ANSWERS}
    pictures = tuple(
        sorted(
            name for name, values in values_by_name.items() if isinstance(values, Images | Signals)
        )
    )
    bits = {
        name: Coder(values_by_name[name]) for name in sorted(values_by_name) if name not in pictures
    }
    digests = {name: sha256() for name in bits}
    mixed = [np.uint64(0), np.uint64(0)]
    for start in range(0, len(data), BLOCK):
        rows = slice(start, min(start + BLOCK, len(data)))
        joint = np.zeros(rows.stop - start, dtype=np.uint64)
        for name, coder in bits.items():
            column = coder.of(rows)
            digests[name].update(column.astype("<u8").tobytes())
            joint = mix64(joint * np.uint64(3) + column)
        for index, seed in enumerate((0, 1)):
            # Wraps round: a sum knows no order, and counts duplicates.
            mixed[index] = (mixed[index : index + 1] + mix64(joint ^ np.uint64(seed)).sum())[0]
    return Fingerprint(
        len(data),
        {name: digest.hexdigest()[:32] for name, digest in digests.items()},
        "".join(f"{int(word):016x}" for word in mixed),
        pictures,
    )


def check_same(data: Dataset, now: Fingerprint, before: Fingerprint) -> None:
    """Raise `Unpaired` with the reason unless the rows are surely the same, in the same order.

    data: today's rows. Columns that only one of the audits read say nothing.
    """
    if now.rows != before.rows:
        raise Unpaired(f"the two audits saw other rows ({before.rows:,} then, {now.rows:,} now)")
    if now.pictures or before.pictures:
        raise Unpaired(
            "the two audits read other files, and pictures are not compared, nor sequences"
        )
    common = [name for name in now.columns if name in before.columns]
    differing = [name for name in common if now.columns[name] != before.columns[name]]
    if differing and now.columns.keys() == before.columns.keys() and now.mixed == before.mixed:
        known = next((_name(column) for column in data if column.role is Role.ID), None)
        by = "in one order" if known is None else f"sorted by {known!r}"
        raise Unpaired(
            "the same rows stand in another order than in the audit before; "
            f"write both files {by}, and audit the earlier one again"
        )
    if differing:
        shown = ", ".join(differing[:MOST_NAMED])
        more = len(differing) - MOST_NAMED
        raise Unpaired(
            f"the two audits saw other rows: they differ in {shown}"
            + (f" and {more} more columns" if more > 0 else "")
        )
    if not tells_apart(data, common):
        raise Unpaired(
            "the two audits read other files, and what they read besides the answers does not "
            "tell the rows apart; a column with the role id would"
        )


def tells_apart(data: Dataset, names: Collection[str]) -> bool:
    """Whether other rows would surely not have these very values in this very order.

    names: the columns, by their name in the file. A column with the role id tells rows apart if
    at least half of its values are different ones. Others do if their order does not follow from
    their values, as it does in a table that is sorted, or that goes through its groups in turn:
    deflated, the first rows must take more than 32 bytes, 4 bytes for each distinct value and a
    128th of a byte for each row. (Shortness of description as evidence: Li & Vitányi, An
    Introduction to Kolmogorov Complexity, 4th edition 2019, section 1.)
    """
    rows = slice(0, min(len(data), LOOKED_AT))
    joint = np.zeros(rows.stop, dtype=np.uint64)
    for column in data:
        if _name(column) not in names:
            continue
        codes = Coder(column.values).of(rows)
        joint = mix64(joint * np.uint64(3) + codes)
        distinct = len(np.unique(codes))
        if column.role is Role.ID and 2 * distinct >= rows.stop > 0:
            return True
        many = 2 * distinct > rows.stop
        spelled = _spelled(column.values, rows) if many else _in_turn(codes)
        if _is_telling(spelled, distinct, rows.stop):
            return True
    return _is_telling(_in_turn(joint), len(np.unique(joint)), rows.stop)


def _is_telling(spelled: bytes, distinct: int, rows: int) -> bool:
    packer = zlib.compressobj(level=9, wbits=-15)
    packed = len(packer.compress(spelled)) + len(packer.flush())
    return packed > 32 + 4 * distinct + rows / 128


def _in_turn(codes: Bits) -> bytes:
    """How far each value is from the one before, numbered as they first appear."""
    _, first, code_of_row = np.unique(codes, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int32)
    number[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    steps = np.diff(number[code_of_row.reshape(-1)], prepend=0)
    return steps.astype(narrowest(len(first))).tobytes()


def _spelled(values: Values, rows: slice) -> bytes:
    """Values of which most are different: numbers by their steps, words as they are written."""
    match values.take(rows):
        case Numbers(numbers):
            return np.diff(np.where(np.isfinite(numbers), numbers, 0.0), prepend=0.0).tobytes()
        case Categories(codes, levels):
            texts = [*levels, ""]
            return "\n".join(texts[code] for code in codes.tolist()).encode(errors="replace")
        case Texts(texts):
            return "\n".join(text or "" for text in texts).encode(errors="replace")
        case _:
            return b""


def _name(column: Column) -> str:
    return column.source or column.name
