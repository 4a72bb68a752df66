"""Cells as numbers, a batch at a time: which words are missing, how numbers are written."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from audits.data.precision import DOUBLE, Precision
from audits.data.reading.non_numeric_cells import Strange, not_finite
from audits.data.reading.number_formats import Written
from audits.data.reading.spelling import as_number, spelled
from audits.specification.missing_words import DEFAULT, MISSING_CELL, Words, normal

_MISSING = pa.array(sorted({"", *DEFAULT}))
_IN_ANY_CASE = pa.array(["nan", "null"])

_PANDAS, _PLAINLY = Words(), Written()


@dataclass(frozen=True)
class Reading:
    """How a column's cells are read: which words are missing, how numbers are written."""

    words: Words = _PANDAS
    written: Written = _PLAINLY

    def meant(self, raw: str, meaning: Mapping[str, str] | None = None) -> str | None:
        """The cell as it is compared, after a plan's `map`; None where missing.

        raw: the cell as it stands. meaning: that map, from the cell as it is compared; what it
        makes of "" is what a missing cell means.
        """
        text = spelled(raw, self.words)
        if meaning is None:
            return text
        read = meaning.get(MISSING_CELL if text is None else text)
        return text if read is None else spelled(read, self.words)

    def meant_by_nothing(self, meaning: Mapping[str, str] | None) -> str | None:
        """What a null cell is compared as; None where it is missing.

        meaning: the plan's `map`, which may say what "" is.
        """
        return self.meant(MISSING_CELL, meaning)

    def number(self, raw: str, meaning: Mapping[str, str] | None = None) -> float | None:
        """The number a cell says, None where it says none or is missing.

        raw: the cell as it stands. meaning: a plan's `map`, applied first.
        """
        text = self.meant(raw, meaning)
        if text is None:
            return None
        # What a map makes of a cell is the plan's own and plainly written.
        changed = meaning is not None and (normal(raw) in meaning or self.words.holds(raw))
        return as_number(text) if changed else self.written.number(raw)


PLAIN = Reading()


def mapped_raw(raw: str, meaning: Mapping[str, str] | None) -> str:
    """What a plan's `map` makes of a cell; one it does not name stays as it is in the file.

    raw: the cell as it stands. meaning: that map.
    """
    return raw if meaning is None else meaning.get(normal(raw), raw)


def as_numbers(
    cells: pa.Array,
    reading: Reading = PLAIN,
    strange: Strange | None = None,
) -> NDArray[np.float64]:
    """Shape (rows,), NaN where missing; text is read as numbers, strictly.

    strange: takes the cells that are no numbers, and those that are infinite (NaN here); without
    it they are a `BadColumn`.
    """
    non_numeric = Strange() if strange is None else strange
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = _parsed(cells, reading, non_numeric)
        if strange is None and non_numeric.words:
            raise non_numeric.refusal(written=reading.written)
    elif not pa.types.is_floating(cells.type):
        cells = cells.cast(pa.float64(), safe=False)
    non_numeric.rows += len(cells)
    values = np.asarray(cells.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    if reading.words.numbers:
        values = np.where(np.isin(values, reading.words.numbers), np.nan, values)
    infinite = np.isinf(values)
    if infinite.any():
        rows = non_numeric.rows - len(values) + np.flatnonzero(infinite)
        non_numeric.infinite.note(len(rows), rows[:3].tolist())
        if strange is None:
            raise not_finite(non_numeric.infinite)
        values = np.where(infinite, np.nan, values)
    return values


def precision_of(cells: pa.Array) -> Precision:
    """Of the numbers as they stand in the file; texts and whole numbers become doubles."""
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    return np.dtype(kind.to_pandas_dtype()) if pa.types.is_floating(kind) else DOUBLE


def plain_numbers(raw: Sequence[str], reading: Reading = PLAIN) -> NDArray[np.float64] | None:
    """Shape (cells,): plain numbers, NaN where missing; None where some cell is neither.

    raw: the cells as they stand; they are read at once. Infinite numbers stay as they are. None
    does not say that a cell is no number: `true` is one.
    """
    if not reading.written.is_plain:
        return None
    trimmed = pc.utf8_trim_whitespace(pa.array(raw, pa.string()))
    known = pc.if_else(_missing(trimmed, reading), pa.scalar(None, trimmed.type), trimmed)
    try:
        return np.asarray(known.cast(pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid:
        return None


def _parsed(cells: pa.Array, reading: Reading, strange: Strange) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(cells)
    missing = _missing(trimmed, reading)
    known = pc.if_else(missing, pa.scalar(None, trimmed.type), trimmed)
    strange.misses(trimmed, missing)
    if reading.written.is_plain:
        with suppress(pa.ArrowInvalid):
            return known.cast(pa.float64())
    # Each distinct text once: such a column repeats itself, or is refused below.
    coded = known.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    numbers = [reading.number(text) for text in texts]
    lost = [code for code, number in enumerate(numbers) if number is None]
    if lost:
        strange.spot(coded, [code for code in lost if not reading.words.holds(texts[code])])
    codes = coded.indices.drop_null().to_numpy()
    for text, count in zip(texts, np.bincount(codes, minlength=len(texts)).tolist(), strict=True):
        strange.turn(text, count)
    values = pa.array([np.nan if number is None else number for number in numbers], pa.float64())
    return values.take(coded.indices)


def _missing(trimmed: pa.Array, reading: Reading) -> pa.Array:
    """Where a cell without its blanks is missing."""
    if reading.words.listed is not None:
        listed = pa.array(sorted({"", *reading.words.listed}), pa.string())
        return pc.is_in(trimmed, value_set=listed.cast(trimmed.type))
    return pc.or_(
        pc.is_in(trimmed, value_set=_MISSING.cast(trimmed.type)),
        pc.is_in(pc.utf8_lower(trimmed), value_set=_IN_ANY_CASE.cast(trimmed.type)),
    )
