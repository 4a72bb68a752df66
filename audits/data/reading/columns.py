"""One column of the plan, gathered from batches and typed at the end."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import pyarrow as pa

from audits.data.dataset import Values
from audits.data.reading.gathering import (
    GatheredCodes,
    GatheredCuts,
    GatheredNumbers,
    GatheredTexts,
)
from audits.data.reading.named_files import images_of, sounds_of
from audits.data.reading.number_cells import Reading
from audits.data.reading.number_formats import Written
from audits.data.reading.periods import GatheredPeriods
from audits.data.reading.step_lists import GatheredSequences
from audits.data.reading.table import Pictures, SoundFiles
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import Words
from audits.specification.roles import FILES, Kind, Role

Gathered: TypeAlias = (
    GatheredCodes | GatheredNumbers | GatheredCuts | GatheredTexts | GatheredSequences
)


def _cut(points: list[float] | list[str], reading: Reading) -> GatheredCuts:
    dates = [point for point in points if isinstance(point, str)]
    if dates:
        return GatheredPeriods(dates, reading)
    return GatheredCuts([float(point) for point in points], reading)


class Fed(StrEnum):
    """What a model takes of a column. The cells go in as they stand in the file."""

    NOTHING = "nothing"  # no input reads it
    NUMBERS = "numbers"
    WORDS = "words"
    UNKNOWN = "unknown"  # a model that does not say; it gets numbers where the column holds them


@dataclass
class PendingColumn:
    """A column between the first batch and the last.

    name: as the table has it.
    spec: with the kind that the plan gave it, or a `cut`, which makes categories.
    fed: what a model takes of it: values before `map` and `cut`, and unchanged, are kept for it.
    """

    name: str
    spec: ColumnSpec
    fed: Fed
    pictures: Pictures | None
    sounds: SoundFiles | None = None
    rows: int = 0
    reading: Reading = field(init=False)
    gathered: Gathered = field(init=False)
    raw: GatheredNumbers | GatheredCodes | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        spec = self.spec
        assert spec.kind is not None or spec.cut is not None, f"{self.name!r} has no kind"
        self.reading = Reading(
            Words.of(spec.missing),
            Written(
                spec.decimal or ("," if spec.thousands == "." else "."),
                spec.thousands or "",
                spec.percent,
                spec.unit or "",
            ),
        )
        if spec.cut is not None:
            self.gathered = _cut(spec.cut, self.reading)
            if self.fed is not Fed.NOTHING:
                self.raw = self._numbers()
                if self.fed is Fed.WORDS or isinstance(self.gathered, GatheredPeriods):
                    self.raw = GatheredCodes(self.reading)
        elif spec.kind is Kind.NUMBER and spec.map is None:
            self.gathered = self._numbers()
            if self.fed is Fed.WORDS:
                self.raw = GatheredCodes(self.reading)
        elif spec.kind is Kind.SEQUENCE:
            self.gathered = GatheredSequences()
        elif spec.kind is Kind.TEXT or spec.kind in FILES:
            self.gathered = GatheredTexts()
        else:
            self.gathered = GatheredCodes(self.reading)

    def _numbers(self) -> GatheredNumbers:
        return GatheredNumbers(self.reading, infinite_is_missing=self.is_answer)

    @property
    def is_answer(self) -> bool:
        """Whether a model's answers stand in it: of those an infinite one is none."""
        return self.spec.role in (Role.PREDICTION, Role.SCORE)

    def add(self, cells: pa.Array) -> None:
        """Take the next batch of its cells; raises `BadColumn` where one does not fit."""
        self.rows += len(cells)
        if self.raw is not None:
            self.raw.add(cells)
        self.gathered.add(cells)

    def values(self) -> tuple[Values, Values | None]:
        """The column, and what a model is fed where that differs; raises `BadColumn`."""
        gathered = self.gathered
        match gathered:
            case GatheredNumbers():
                return gathered.numbers(), self._raw()
            case GatheredCuts():
                return gathered.categories(), self._raw()
            case GatheredSequences():
                return gathered.sequences(), None
            case GatheredTexts():
                if self.spec.kind is Kind.IMAGE:
                    return images_of(gathered.texts(), self.pictures), None
                if self.spec.kind is Kind.AUDIO:
                    return sounds_of(gathered.texts(), self.sounds), None
                fed = self.fed is not Fed.NOTHING and gathered.has_blanks
                meaning, stated = self.spec.map, self.spec.missing
                texts = gathered.texts(meaning, None if stated is None else Words.of(stated))
                return texts, gathered.as_they_stand(meaning) if fed else None
        if self.spec.kind is Kind.NUMBER:
            numbers = gathered.numbers(self.spec.map, infinite_is_missing=self.is_answer)
            return numbers, self._fed(gathered) if self.fed is Fed.WORDS else None
        return gathered.categories(self.spec.map), self._fed(gathered)

    def _raw(self) -> Values | None:
        match self.raw:
            case GatheredNumbers() as raw:
                return raw.numbers()
            case GatheredCodes() as raw:
                return raw.as_they_stand()
        return None

    def _fed(self, codes: GatheredCodes) -> Values | None:
        """What a model is asked with, for a column of few values; raises `BadColumn`."""
        # A feature is mapped for the model; elsewhere `map` only names groups and answers.
        meaning = self.spec.map if self.spec.role is Role.FEATURE else None
        match self.fed:
            case Fed.NOTHING:
                return None
            case Fed.NUMBERS:
                return codes.numbers(
                    meaning, otherwise="give them numbers as the model was trained (`map`)"
                )
        return codes.as_they_stand(meaning)
