"""Columns in the making: batches of cells go in, one typed column comes out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from audits.dataset import Categories, Numbers, Texts
from audits.moments import FORM, last_of, moment_of
from audits.planning.columns import cut_levels
from audits.reading.spelling import MISSING, number_of, raw_text, spelled

MOST_LEVELS = 1_000_000


class BadColumn(Exception):
    """One column cannot be what it was said to be: reason, remedy, code."""

    def __init__(self, reason: str, remedy: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.code = code


def smallest_codes(levels: int) -> type[np.signedinteger]:
    """The narrowest signed type that holds -1 and every index below `levels`."""
    if levels <= 1 << 7:
        return np.int8
    return np.int16 if levels <= 1 << 15 else np.int32


def joined(chunks: list[NDArray[np.generic]], dtype: np.dtype) -> NDArray[np.generic]:
    """One array; the chunks are given up one by one, so little is held twice."""
    whole = np.empty(sum(map(len, chunks)), dtype=dtype)
    stop = len(whole)
    while chunks:
        chunk = chunks.pop()
        whole[stop - len(chunk) : stop] = chunk
        stop -= len(chunk)
    return whole


class GatheredCodes:
    """Cells as codes into the distinct raw texts; what they mean is decided at the end."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._chunks: list[NDArray[np.generic]] = []

    @property
    def raw(self) -> list[str]:
        """The distinct cells, unchanged, in the order of their codes."""
        return list(self._index)

    @property
    def distinct(self) -> int:
        """How many distinct cells there are so far."""
        return len(self._index)

    def add(self, cells: pa.Array) -> None:
        """Take the next batch."""
        found = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        texts = [None if v is None else raw_text(v) for v in found.dictionary.to_pylist()]
        index = self._index
        own = [-1 if text is None else index.setdefault(text, len(index)) for text in texts]
        if len(index) > MOST_LEVELS:
            raise BadColumn(
                f"more than {MOST_LEVELS} distinct values",
                "say `kind: number` or `kind: text`, or `cut` it",
                "too_many_values",
            )
        lookup = np.array([*own, -1], dtype=smallest_codes(len(index)))
        positions = found.indices.cast(pa.int32()).fill_null(len(texts))
        self._chunks.append(lookup.take(positions.to_numpy(zero_copy_only=False)))

    def codes(self) -> NDArray[np.signedinteger]:
        """Shape (rows,), -1 where the cell is null."""
        whole = joined(self._chunks, np.dtype(smallest_codes(self.distinct)))
        self._chunks = [whole]
        return np.asarray(whole, dtype=smallest_codes(self.distinct))

    def remapped(self, values: Sequence[str | None]) -> Categories:
        """Categories, given what each raw text means; None is missing."""
        levels = tuple(sorted({value for value in values if value is not None}))
        place = {level: code for code, level in enumerate(levels)}
        lookup = np.array(
            [*(-1 if v is None else place[v] for v in values), -1],
            dtype=smallest_codes(len(levels)),
        )
        return Categories(lookup.take(self.codes()), levels)

    def categories(self, meaning: Mapping[str, str] | None = None) -> Categories:
        """The cells as the contract spells them, mapped where a map is given."""
        return self.remapped([mapped(spelled(raw), meaning) for raw in self.raw])

    def numbers(
        self, meaning: Mapping[str, str] | None = None, *, infinite_is_missing: bool = False
    ) -> Numbers:
        """The cells as numbers; a cell that is none is a `BadColumn`, and so is an infinite one."""
        values = []
        for raw in self.raw:
            text = mapped(spelled(raw), meaning)
            number = number_of(text)
            if text is not None and number is None:
                raise _not_a_number(raw)
            if number is not None and not np.isfinite(number):
                if not infinite_is_missing:
                    raise _infinite(raw)
                number = None
            values.append(np.nan if number is None else number)
        return Numbers(np.array([*values, np.nan], dtype=np.float64)[self.codes()])

    def texts(self) -> Texts:
        """The cells as they are; an empty one is missing."""
        values = np.array([*(raw if raw.strip() else None for raw in self.raw), None], object)
        return Texts(values[self.codes()])


class GatheredNumbers:
    """Cells that are numbers; nothing else is accepted.

    infinite_is_missing: of an answer, where infinity is none, as NaN is none.
    """

    def __init__(
        self, start: NDArray[np.float64] | None = None, *, infinite_is_missing: bool = False
    ) -> None:
        self._chunks: list[NDArray[np.generic]] = [] if start is None else [start]
        self._infinite_is_missing = infinite_is_missing

    def add(self, cells: pa.Array) -> None:
        """Take the next batch."""
        self._chunks.append(as_numbers(cells, infinite_is_missing=self._infinite_is_missing))

    def numbers(self) -> Numbers:
        """Shape (rows,), NaN where missing."""
        return Numbers(joined(self._chunks, np.dtype(np.float64)).astype(np.float64, copy=False))


class GatheredCuts:
    """Numbers as the groups between cut points: `<=25`, `25-60`, `>60`."""

    def __init__(self, points: Sequence[float]) -> None:
        self._points = np.array(points, dtype=np.float64)
        self._name(cut_levels(points))

    def _name(self, names: Sequence[str]) -> None:
        self.levels = tuple(sorted(names))
        self._place = np.array(
            [*map(self.levels.index, names), -1], dtype=smallest_codes(len(names))
        )
        self._chunks: list[NDArray[np.generic]] = []

    def add(self, cells: pa.Array) -> None:
        """Take the next batch."""
        self._place_of(as_numbers(cells))

    def _place_of(self, values: NDArray[np.float64]) -> None:
        # A value on a cut point belongs to the group below it, as `<=` says.
        group = np.searchsorted(self._points, values, side="left")
        group[np.isnan(values)] = len(self._place) - 1
        self._chunks.append(self._place[group])

    def categories(self) -> Categories:
        """Every group that can occur is a level, found or not."""
        return Categories(joined(self._chunks, self._place.dtype), self.levels)  # type: ignore[arg-type]


class GatheredPeriods(GatheredCuts):
    """Dates as the periods between cut points: `<=2026-01-31`, `2026-01-31 to 2026-06-30`."""

    def __init__(self, points: Sequence[str]) -> None:
        # A date without a time is a whole day, and the period before it ends with that day.
        self._points = np.array([last_of(point) for point in points], dtype=np.float64)
        self._name(cut_levels(points))

    def add(self, cells: pa.Array) -> None:
        """Take the next batch; what is no ISO date is a `BadColumn`."""
        found = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        moments = [np.nan, *map(_moment, found.dictionary.to_pylist())]
        places = found.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        self._place_of(np.array(moments, dtype=np.float64)[places + 1])


def _moment(value: object) -> float:
    text = None if value is None else spelled(raw_text(value))
    if text is None:
        return float("nan")
    found = moment_of(text)
    if found is None:
        raise BadColumn(f"{text[:60]!r} is no ISO date", FORM, "not_a_date")
    return found


class GatheredTexts:
    """Cells as text objects."""

    def __init__(self, start: NDArray[np.object_] | None = None) -> None:
        self._chunks: list[NDArray[np.generic]] = [] if start is None else [start]

    def add(self, cells: pa.Array) -> None:
        """Take the next batch."""
        found = np.empty(len(cells), dtype=object)
        found[:] = [_text(value) for value in cells.to_pylist()]
        self._chunks.append(found)

    def texts(self) -> Texts:
        """Shape (rows,), None where missing."""
        return Texts(np.asarray(joined(self._chunks, np.dtype(object)), dtype=object))


def mapped(text: str | None, meaning: Mapping[str, str] | None) -> str | None:
    """What a plan's `map` makes of a value; one it does not name stays as it is."""
    return text if text is None or meaning is None else spelled(meaning.get(text, text))


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = raw_text(value) if not isinstance(value, str) else value
    return text if text.strip() else None


_MISSING = pa.array(sorted(MISSING))


def as_numbers(cells: pa.Array, *, infinite_is_missing: bool = False) -> NDArray[np.float64]:
    """Shape (rows,), NaN where missing; text is read as numbers, strictly."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = _parsed(cells)
    elif not pa.types.is_floating(cells.type):
        cells = cells.cast(pa.float64(), safe=False)
    values = np.asarray(cells.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    infinite = np.isinf(values)
    if infinite.any():
        if not infinite_is_missing:
            raise _infinite(str(values[infinite][0]))
        values = np.where(infinite, np.nan, values)
    return values


def _parsed(cells: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(cells)
    missing = pc.is_in(pc.utf8_lower(trimmed), value_set=_MISSING.cast(trimmed.type))
    trimmed = pc.if_else(missing, pa.scalar(None, trimmed.type), trimmed)
    words = {"true": "1", "false": "0"}
    try:
        return trimmed.cast(pa.float64())
    except pa.ArrowInvalid:
        for text in trimmed.to_pylist():
            if text is not None and text.lower() not in words and number_of(text) is None:
                raise _not_a_number(text) from None
        found = [words.get(text.lower(), text) if text else text for text in trimmed.to_pylist()]
        return pa.array([number_of(text) for text in found], pa.float64())


def _not_a_number(text: str) -> BadColumn:
    return BadColumn(
        f"{text[:60]!r} is not a number",
        "mend the value, leave it empty where it is missing, or say `kind: category`",
        "not_a_number",
    )


def _infinite(text: str) -> BadColumn:
    return BadColumn(
        f"{text[:60]} is not a finite number",
        "leave the value empty where it is missing",
        "infinite",
    )
