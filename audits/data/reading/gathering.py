"""Columns in the making: batches of cells go in, one typed column comes out."""

from collections.abc import Mapping, Sequence
from math import isinf

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audits.data.arrays import amounts_of, narrowest
from audits.data.dataset import Categories, Numbers, Texts
from audits.data.precision import DOUBLE, NARROWEST, Precision, all_in_precision
from audits.data.reading.non_numeric_cells import (
    MOST_WORDS,
    BadColumn,
    Strange,
    not_finite,
)
from audits.data.reading.number_cells import (
    PLAIN,
    Reading,
    as_numbers,
    mapped_raw,
    plain_numbers,
    precision_of,
)
from audits.data.reading.spelling import cell_text
from audits.specification.cut_levels import cut_levels
from audits.specification.missing_words import MISSING_CELL, Words

MOST_LEVELS = 1_000_000


def joined(chunks: list[NDArray[np.generic]], dtype: np.dtype) -> NDArray[np.generic]:
    """The batches as one array, shape (all of them together,).

    chunks: each of shape (rows of a batch,). They are given up one by one, so little is held twice.
    """
    whole = np.empty(sum(map(len, chunks)), dtype=dtype)
    stop = len(whole)
    while chunks:
        chunk = chunks.pop()
        whole[stop - len(chunk) : stop] = chunk
        stop -= len(chunk)
    return whole


class GatheredCodes:
    """Cells as codes into the distinct raw texts; what they mean is decided at the end."""

    def __init__(self, reading: Reading = PLAIN) -> None:
        self._reading = reading
        self._index: dict[str, int] = {}
        self._chunks: list[NDArray[np.generic]] = []
        self._amounts: NDArray[np.intp] | None = None

    @property
    def raw(self) -> list[str]:
        """The distinct cells, unchanged, in the order of their codes."""
        return list(self._index)

    @property
    def distinct(self) -> int:
        """How many distinct cells there are so far."""
        return len(self._index)

    def add(self, cells: pa.Array) -> None:
        """Take the next batch; too many distinct values (MOST_LEVELS) are a `BadColumn`."""
        self._amounts = None
        encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        texts = [cell_text(value) for value in encoded.dictionary.to_pylist()]
        index = self._index
        own = [-1 if text is None else index.setdefault(text, len(index)) for text in texts]
        if len(index) > MOST_LEVELS:
            raise BadColumn(
                f"more than {MOST_LEVELS} distinct values",
                "say `kind: number` or `kind: text`, or `cut` it",
                "too_many_values",
            )
        lookup = np.array([*own, -1], dtype=narrowest(len(index) - 1))
        positions = encoded.indices.cast(pa.int32()).fill_null(len(texts))
        self._chunks.append(lookup.take(positions.to_numpy(zero_copy_only=False)))

    def codes(self) -> NDArray[np.signedinteger]:
        """Shape (rows,), -1 where the cell is null."""
        whole = joined(self._chunks, narrowest(self.distinct - 1))
        self._chunks = [whole]
        return np.asarray(whole, dtype=narrowest(self.distinct - 1))

    def remapped(self, values: Sequence[str | None], null: str | None = None) -> Categories:
        """Categories, given what each raw text means.

        values: of each of the distinct cells in the order of their codes; None is missing. null:
        the same of a cell that is null.
        """
        codes = self.codes()
        every = [*values, null if (codes < 0).any() else None]
        levels = tuple(sorted({value for value in every if value is not None}))
        code_of = {level: code for code, level in enumerate(levels)}
        lookup = np.array(
            [-1 if v is None else code_of[v] for v in every],
            dtype=narrowest(len(levels) - 1),
        )
        return Categories(lookup.take(codes), levels)

    def categories(self, meaning: Mapping[str, str] | None = None) -> Categories:
        """The cells as the contract compares them, mapped where a map is given.

        meaning: the plan's `map`, from the cell as it is compared.
        """
        return self.remapped(
            [self._reading.meant(raw, meaning) for raw in self.raw],
            self._reading.meant_by_nothing(meaning),
        )

    def as_they_stand(self, meaning: Mapping[str, str] | None = None) -> Categories:
        """The cells as the file has them; only null is missing.

        meaning: the plan's `map`; a cell that it names becomes what the map makes of it.
        """
        null = None if meaning is None else meaning.get(MISSING_CELL)
        return self.remapped([mapped_raw(raw, meaning) for raw in self.raw], null)

    @property
    def holds_missing(self) -> bool:
        """Whether some cell is null, empty, or a word that says that nothing is known."""
        return bool((self.codes() < 0).any()) or any(map(self._reading.words.holds, self.raw))

    def amounts(self) -> NDArray[np.intp]:
        """How many rows hold each of the distinct cells, shape (distinct,)."""
        if self._amounts is None:
            self._amounts = amounts_of(self.codes(), self.distinct)
        return self._amounts

    def strange(
        self, meaning: Mapping[str, str] | None = None, *, with_rows: bool = False
    ) -> Strange:
        """The cells that are no number.

        meaning: the plan's `map`, used first. with_rows: whether the first rows of each are looked
        for, in a pass over the column for each.
        """
        non_numeric = Strange()
        amounts, codes = self.amounts(), self.codes()
        for code, raw in enumerate(self.raw):
            text = self._reading.meant(raw, meaning)
            if text is None:
                non_numeric.miss(raw, int(amounts[code]))
            elif self._reading.number(raw, meaning) is None:
                # Rows are looked for while the words are few enough to be told.
                noting_rows = with_rows and len(non_numeric.words) <= MOST_WORDS
                rows = np.flatnonzero(codes == code)[:3].tolist() if noting_rows else []
                non_numeric.note(raw, int(amounts[code]), rows)
            elif isinf(self._reading.number(raw, meaning) or 0.0):
                non_numeric.infinite.note(
                    int(amounts[code]), np.flatnonzero(codes == code)[:3].tolist()
                )
            else:
                non_numeric.numbers += int(amounts[code])
                non_numeric.turn(raw, int(amounts[code]))
        return non_numeric

    def numbers(
        self,
        meaning: Mapping[str, str] | None = None,
        *,
        infinite_is_missing: bool = False,
        otherwise: str = "say `kind: category`",
    ) -> Numbers:
        """The cells as numbers; a cell that is none is a `BadColumn`, and so is an infinite one.

        meaning: the plan's `map`, applied first. infinite_is_missing: whether an infinite number is
        a missing one instead. otherwise: the remedy that the refusal offers beside a map.
        """
        raw = self.raw
        values = None if meaning else plain_numbers(raw, self._reading)
        if values is None:
            numbers = [self._reading.number(text, meaning) for text in raw]
            for text, number in zip(raw, numbers, strict=True):
                if number is None and self._reading.meant(text, meaning) is not None:
                    raise self._refusal(meaning, otherwise)
            values = np.array(numbers, dtype=np.float64)
        infinite = np.isinf(values)
        if infinite.any():
            if not infinite_is_missing:
                raise not_finite(self.strange(meaning).infinite)
            values = np.where(infinite, np.nan, values)
        null = self._reading.number(MISSING_CELL, meaning)
        return Numbers(np.append(values, np.nan if null is None else null)[self.codes()])

    def _refusal(self, meaning: Mapping[str, str] | None, otherwise: str) -> BadColumn:
        non_numeric = self.strange(meaning, with_rows=True)
        return non_numeric.refusal(otherwise, self._reading.written)

    def texts(self) -> Texts:
        """The cells as they are; an empty one is missing."""
        values = np.array([*(raw if raw.strip() else None for raw in self.raw), None], object)
        return Texts(values[self.codes()])


class GatheredNumbers:
    """Cells that are numbers; nothing else is accepted.

    infinite_is_missing: of an answer, where infinity is none, as NaN is none.
    """

    def __init__(self, reading: Reading = PLAIN, *, infinite_is_missing: bool = False) -> None:
        self._chunks: list[NDArray[np.generic]] = []
        self._infinite_is_missing = infinite_is_missing
        self._precision: Precision = NARROWEST
        self._reading = reading
        self.strange = Strange()

    def add(self, cells: pa.Array) -> None:
        """Take the next batch; cells that are no numbers are told together, by `numbers`."""
        self._precision = np.promote_types(self._precision, precision_of(cells))
        self._chunks.append(as_numbers(cells, self._reading, self.strange))

    def numbers(self) -> Numbers:
        """Shape (rows,), NaN where missing; raises `BadColumn` naming what is no number."""
        if self.strange.words:
            raise self.strange.refusal(written=self._reading.written)
        if self.strange.infinite.count and not self._infinite_is_missing:
            raise not_finite(self.strange.infinite)
        values = joined(self._chunks, DOUBLE).astype(np.float64, copy=False)
        return Numbers(values, self._precision)


class GatheredCuts:
    """Numbers as the groups between cut points: `<=25`, `25-60`, `>60`."""

    def __init__(self, points: Sequence[float], reading: Reading = PLAIN) -> None:
        self._points = np.array(points, dtype=np.float64)
        self._reading = reading
        self.strange = Strange()
        self._name(cut_levels(points))

    def _name(self, names: Sequence[str]) -> None:
        self.levels = tuple(sorted(names))
        self._place = np.array(
            [*map(self.levels.index, names), -1], dtype=narrowest(len(names) - 1)
        )
        self._chunks: list[NDArray[np.generic]] = []

    def add(self, cells: pa.Array) -> None:
        """Take the next batch of cells; those that are no numbers are told by `categories`."""
        points = all_in_precision(self._points, precision_of(cells))
        self._place_of(as_numbers(cells, self._reading, self.strange), points)

    def _place_of(self, values: NDArray[np.float64], points: NDArray[np.float64]) -> None:
        # A value on a cut point belongs to the group below it, as `<=` says.
        group = np.searchsorted(points, values, side="left")
        group[np.isnan(values)] = len(self._place) - 1
        self._chunks.append(self._place[group])

    def categories(self) -> Categories:
        """Every group that can occur is a level, found or not; raises `BadColumn`."""
        if self.strange.words:
            raise self.strange.refusal("leave `cut` out", self._reading.written)
        if self.strange.infinite.count:
            raise not_finite(self.strange.infinite)
        return Categories(joined(self._chunks, self._place.dtype), self.levels)  # type: ignore[arg-type]


class GatheredTexts:
    """Cells as text objects."""

    def __init__(self) -> None:
        self._chunks: list[NDArray[np.generic]] = []

    def add(self, cells: pa.Array) -> None:
        """Take the next batch of cells, of any type: each as the text that stands there."""
        texts = np.empty(len(cells), dtype=object)
        texts[:] = [cell_text(value) for value in cells.to_pylist()]
        self._chunks.append(texts)

    def texts(self, meaning: Mapping[str, str] | None = None, words: Words | None = None) -> Texts:
        """Shape (rows,), None where missing: nothing, or blanks alone.

        meaning: the plan's `map`, of whole cells. words: those of its `missing`, where it names
        some; without, a text that is "NA" is a text.
        """
        texts = self.as_they_stand(meaning).values
        gone = self._blank(texts)
        if words is not None:
            gone |= np.array([text is not None and words.holds(text) for text in texts], dtype=bool)
        if gone.any():
            texts = texts.copy()
            texts[gone] = None
        return Texts(texts)

    def as_they_stand(self, meaning: Mapping[str, str] | None = None) -> Texts:
        """Shape (rows,), None only where the file has no cell. meaning: the plan's `map`."""
        whole = np.asarray(joined(self._chunks, np.dtype(object)), dtype=object)
        self._chunks = [whole]
        if not meaning:
            return Texts(whole)
        mapped = np.empty(len(whole), dtype=object)
        mapped[:] = [
            meaning.get(MISSING_CELL) if text is None else mapped_raw(text, meaning)
            for text in whole
        ]
        return Texts(mapped)

    @property
    def has_blanks(self) -> bool:
        """Whether some cells hold blanks alone, which are missing and yet something to read."""
        texts = self.as_they_stand().values
        return bool((self._blank(texts) & (texts != "")).any())

    def _blank(self, texts: NDArray[np.object_]) -> NDArray[np.bool_]:
        return np.array([text is not None and not text.strip() for text in texts], dtype=bool)
