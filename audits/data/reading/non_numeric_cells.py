"""Cells that are no numbers, in a column of numbers: which, how many, in which rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audits.data.reading.number_formats import Written
from audits.specification.missing_words import quoted
from audits.specification.signs import leading_sign

MOST_WORDS = 20  # more than these are no few words that spoil a column: it holds text
_SHOWN_WORDS, _SHOWN_ROWS = 5, 3
_PLAINLY = Written()
# What Spark's `probability` is in a CSV, and numpy's arrays as text.
_VECTOR = re.compile(r"\s*[\[(]\s*[-+.\deE]+(?:[,;\s]+[-+.\deE]+)+\s*[\])]\s*")


class BadColumn(Exception):
    """One column cannot be what it was said to be: reason, remedy, code."""

    def __init__(self, reason: str, remedy: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.code = code


@dataclass
class Word:
    """A cell's text. rows: the first rows that hold it, counted from 0."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def description(self, text: str) -> str:
        """`'?' (12 rows: 5, 17, 40 ...)`."""
        return f"{text[:40]!r} ({self.where})"

    @property
    def where(self) -> str:
        """`12 rows: 5, 17, 40 ...`; rows are counted from 1."""
        shown = ", ".join(f"{row + 1:,}" for row in self.rows[:_SHOWN_ROWS])
        more = " ..." if self.count > len(self.rows[:_SHOWN_ROWS]) else ""
        rows = "row" if self.count == 1 else f"{self.count:,} rows:"
        return f"{rows} {shown}{more}"

    def note(self, count: int, rows: Sequence[int]) -> None:
        """`count` further cells hold it; rows: the first of them, counted from 0."""
        self.count += count
        self.rows = [*self.rows, *rows][:_SHOWN_ROWS]


@dataclass
class Strange:
    """What is gathered of a column while its cells are read as numbers.

    words: cells that are no numbers, as they stand. missing: words that were read as missing.
    rows: seen before the batch at hand. numbers: cells that are numbers, where they are counted.
    infinite: cells that are infinite numbers, with or without a sign. turned: numbers whose minus
    stands behind them, or that are in brackets, as they stand.
    """

    words: dict[str, Word] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    numbers: int = 0
    infinite: Word = field(default_factory=Word)
    turned: dict[str, int] = field(default_factory=dict)

    def note(self, text: str, count: int, rows: Sequence[int]) -> None:
        """`count` further cells hold this text; rows: the first of them, counted from 0."""
        self.words.setdefault(text, Word()).note(count, rows)

    def miss(self, text: str, count: int) -> None:
        """`count` further cells hold this text, which is missing; an empty one is no word."""
        if text.strip():
            self.missing[text.strip()] = self.missing.get(text.strip(), 0) + count

    def turn(self, text: str, count: int) -> None:
        """`count` further cells hold this number; it counts where its minus is not in front.

        text: the cell as it stands.
        """
        if leading_sign(text.strip()) != text.strip():
            self.turned[text.strip()] = self.turned.get(text.strip(), 0) + count

    def misses(self, trimmed: pa.Array, missing: pa.Array) -> None:
        """Count the missing words of a batch. missing: which of the trimmed cells are missing."""
        if pc.any(missing).as_py():
            counted = pc.value_counts(trimmed.filter(missing))
            for word in counted.to_pylist():
                self.miss(word["values"] or "", word["counts"])

    def spot(self, coded: pa.DictionaryArray, lost: Sequence[int]) -> None:
        """Note the texts with the codes in `lost`: they are no numbers.

        `self.rows` is where the batch begins.
        """
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        amounts = np.bincount(codes[codes >= 0], minlength=len(coded.dictionary))
        for code in lost[: 50 * MOST_WORDS]:
            first: Sequence[int] = []
            if len(self.words) < MOST_WORDS:
                first = (self.rows + np.flatnonzero(codes == code)[:_SHOWN_ROWS]).tolist()
            self.note(coded.dictionary[code].as_py(), int(amounts[code]), first)

    def refusal(
        self, otherwise: str = "say `kind: category`", written: Written = _PLAINLY
    ) -> BadColumn:
        """The words, their rows, and the key that makes them missing, or numbers.

        otherwise: what helps where they are values like the others. written: how they were read.
        """
        ordered = sorted(self.words.items(), key=lambda item: -item[1].count)
        if sign := written.missing_thousands(self.words):
            shown = ", ".join(repr(text[:40]) for text, _ in ordered[:_SHOWN_WORDS])
            return BadColumn(
                f"holds numbers in groups of three digits that {sign!r} parts: {shown}",
                f'say `thousands: "{sign}"`, or {otherwise}',
                "not_a_number",
            )
        if all(map(_VECTOR.fullmatch, self.words)):
            sign = r"[,;\s]+"
            return BadColumn(
                f"holds lists of numbers where one is needed: {ordered[0][0][:40]!r}",
                "write the one that is meant in a column of its own, counted from 0 (of the "
                "probabilities of 0 and 1 the one at 1), in pandas "
                f"`frame[COLUMN].str.strip('[]() ').str.split(r'{sign}').str[1].astype(float)` "
                "with the column's name for COLUMN",
                "not_a_number",
            )
        if len(ordered) > MOST_WORDS:
            shown = ", ".join(repr(text[:40]) for text, _ in ordered[:_SHOWN_WORDS])
            return BadColumn(
                f"holds text where numbers are needed: {shown} ...",
                f"name another column, encode it as numbers, or {otherwise}",
                "not_a_number",
            )
        examples = ", ".join(word.description(text) for text, word in ordered[:_SHOWN_WORDS])
        more = f" and {len(ordered) - _SHOWN_WORDS} more" if len(ordered) > _SHOWN_WORDS else ""
        total = sum(word.count for word in self.words.values())
        cells = "1 cell is no number" if total == 1 else f"{total:,} cells are no numbers"
        return BadColumn(
            f"{cells}: {examples}{more}",
            f"where they mean that nothing is known say `{missing_key(self.words, self.missing)}`,"
            f" else mend them, or {otherwise}",
            "not_a_number",
        )


def not_finite(infinite: Word) -> BadColumn:
    """The refusal of numbers that are infinite, with their rows."""
    numbers = "1 infinite number" if infinite.count == 1 else f"{infinite.count:,} infinite numbers"
    return BadColumn(
        f"holds {numbers} ({infinite.where})",
        "write what they stand for, or leave the cells empty where nothing is known",
        "infinite",
    )


def missing_key(words: Sequence[str] | dict[str, Word], already: dict[str, int]) -> str:
    """`missing: ["?", "NA"]`, ready to be copied: it replaces the words that hold without it.

    words: those to add. already: those that were read as missing, with how often.
    """
    listed = dict.fromkeys([*(text.strip() for text in words), *already])
    return f"missing: [{', '.join(quoted(text) for text in listed)}]"
