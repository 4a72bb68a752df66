"""One column of the plan, gathered from batches and typed at the end."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audits.data.dataset import Categories, Images, Numbers, Texts, Values
from audits.data.reading.gathering import (
    GatheredCodes,
    GatheredCuts,
    GatheredNumbers,
    GatheredPeriods,
    GatheredTexts,
)
from audits.data.reading.kinds import all_numbers, guessed_kind, kind_of_role
from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.number_cells import Reading, plain_numbers
from audits.data.reading.number_formats import Written
from audits.data.reading.table import Pictures
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import Words
from audits.specification.roles import Kind, Role

_UNDECIDED_LEVELS = 1_000  # more distinct values than this settle an open question

Gathered: TypeAlias = GatheredCodes | GatheredNumbers | GatheredCuts | GatheredTexts


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
    fed: what a model takes of it: values before `map` and `cut`, and unchanged, are kept for it.
    """

    name: str
    spec: ColumnSpec
    fed: Fed
    pictures: Pictures | None
    rows: int = 0
    reading: Reading = field(init=False)
    gathered: Gathered = field(init=False)
    raw: GatheredNumbers | GatheredCodes | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        spec = self.spec
        kind = spec.kind or kind_of_role(spec.role)
        self.reading = Reading(
            Words.of(spec.missing),
            Written(
                spec.decimal or ("," if spec.thousands == "." else "."),
                spec.thousands or "",
                spec.percent,
            ),
        )
        if spec.cut is not None:
            self.gathered = _cut(spec.cut, self.reading)
            if self.fed is not Fed.NOTHING:
                self.raw = self._numbers()
                if self.fed is Fed.WORDS or isinstance(self.gathered, GatheredPeriods):
                    self.raw = GatheredCodes(self.reading)
        elif kind is Kind.NUMBER and spec.map is None:
            self.gathered = self._numbers()
            if self.fed is Fed.WORDS:
                self.raw = GatheredCodes(self.reading)
        elif kind in (Kind.TEXT, Kind.IMAGE):
            self.gathered = GatheredTexts()
        else:
            self.gathered = GatheredCodes(self.reading)

    def _numbers(self, start: NDArray[np.float64] | None = None) -> GatheredNumbers:
        return GatheredNumbers(start, reading=self.reading, infinite_is_missing=self.is_answer)

    @property
    def is_answer(self) -> bool:
        """Whether a model's answers stand in it: of those an infinite one is none."""
        return self.spec.role in (Role.PREDICTION, Role.SCORE)

    @property
    def is_open(self) -> bool:
        """Whether the kind is still to be guessed from the values."""
        return self.spec.kind is None and kind_of_role(self.spec.role) is None

    def add(self, cells: pa.Array) -> None:
        """Take the next batch; raises `BadColumn`."""
        self.rows += len(cells)
        if self.raw is not None:
            self.raw.add(cells)
        self.gathered.add(cells)
        found = self.gathered
        if (
            isinstance(found, GatheredCodes)
            and self.is_open
            and self.spec.cut is None
            and self.spec.map is None
            and self.fed is not Fed.WORDS
            and found.distinct > _UNDECIDED_LEVELS
        ):
            self._settle(found)

    def _settle(self, found: GatheredCodes) -> None:
        """Many distinct values: numbers or texts, unless a role makes classes of them."""
        plain = plain_numbers(found.raw, self.reading)
        if not (plain is None or np.isnan(plain).all()) or all_numbers(found.raw, self.reading):
            numbers = found.numbers(infinite_is_missing=self.is_answer)
            self.gathered = self._numbers(numbers.values)
        elif guessed_kind(found.raw, self.rows, self.spec.role) is Kind.TEXT:
            self.gathered = GatheredTexts(found.texts().values)

    def guess(self) -> Kind:
        """What the column holds, as far as is known now."""
        match self.gathered:
            case GatheredNumbers():
                return Kind.NUMBER
            case GatheredCuts():
                return Kind.CATEGORY
            case GatheredTexts():
                return Kind.IMAGE if self.spec.kind is Kind.IMAGE else Kind.TEXT
            case GatheredCodes() as found:
                if self.spec.kind is not None:
                    return self.spec.kind
                if self._names_pictures(found):
                    return Kind.IMAGE
                raw = [self.reading.meant(text, self.spec.map) or "" for text in found.raw]
                return guessed_kind(raw, self.rows, self.spec.role)

    def could_be_number(self) -> bool:
        """Whether the values, so far read as classes, are all numbers of more than two kinds."""
        found = self.gathered
        return (
            isinstance(found, GatheredCodes)
            and all_numbers(found.raw, self.reading)
            and found.distinct > 2
        )

    def could_be_category(self) -> bool:
        """Whether the values, guessed to be numbers, are few enough to be classes."""
        return isinstance(self.gathered, GatheredCodes)

    def _names_pictures(self, found: GatheredCodes) -> bool:
        if self.pictures is None or not self.is_open or not found.raw:
            return False
        return all(self.pictures.find(text.strip()) for text in found.raw if text.strip())

    def values(self, kind: Kind) -> tuple[Values, Values | None]:
        """The column, and what a model is fed where that differs; raises `BadColumn`."""
        found = self.gathered
        match found:
            case GatheredNumbers():
                if kind is not Kind.NUMBER:
                    raise _mixed(kind)
                numbers = found.numbers()
                _check_numbers(self.spec.role, numbers)
                return numbers, self._raw()
            case GatheredCuts():
                return found.categories(), self._raw()
            case GatheredTexts():
                fed = self.fed is not Fed.NOTHING and kind is Kind.TEXT and found.has_blanks
                texts = self._texts_or_images(found.texts(), kind)
                return texts, found.as_they_stand() if fed else None
        if kind is Kind.NUMBER:
            numbers = found.numbers(self.spec.map, infinite_is_missing=self.is_answer)
            _check_numbers(self.spec.role, numbers)
            return numbers, self._fed(found) if self.fed is Fed.WORDS else None
        if kind is not Kind.CATEGORY:
            return self._texts_or_images(found.texts(), kind), None
        return found.categories(self.spec.map), self._fed(found)

    def _raw(self) -> Values | None:
        match self.raw:
            case GatheredNumbers() as raw:
                return raw.numbers()
            case GatheredCodes() as raw:
                return raw.as_they_stand()
        return None

    def _fed(self, found: GatheredCodes) -> Values | None:
        """What a model is asked with, for a column of few values; raises `BadColumn`."""
        # A feature is mapped for the model; elsewhere `map` only names groups and answers.
        meaning = self.spec.map if self.spec.role is Role.FEATURE else None
        match self.fed:
            case Fed.NOTHING:
                return None
            case Fed.NUMBERS:
                return found.numbers(
                    meaning, otherwise="give them numbers as the model was trained (`map`)"
                )
        return found.as_they_stand(meaning)

    def _texts_or_images(self, texts: Texts, kind: Kind) -> Values:
        if kind is Kind.CATEGORY:
            return Categories.of(list(texts.values))
        if kind is not Kind.IMAGE:
            return texts
        if self.pictures is None:
            raise BadColumn(
                "images need a zip that holds them beside the table",
                "pack the table and the images into one zip",
                "no_images",
            )
        lost = [
            name
            for name in texts.values
            if name is not None and self.pictures.find(name.strip()) is None
        ]
        if lost:
            shown = ", ".join(map(repr, lost[:5]))
            raise BadColumn(
                f"{len(lost)} images are not in the zip or no image files: {shown}",
                "name the images as they lie beside the table",
                "lost_images",
            )
        names = np.array([None if n is None else n.strip() for n in texts.values], dtype=object)
        return Images(names, self.pictures)


def _mixed(kind: Kind) -> BadColumn:
    return BadColumn(
        f"holds many different numbers where a {kind} is needed",
        "say `kind: category`, give a `cut`, or give the role score",
        "not_a_category",
    )


def _check_numbers(role: Role, numbers: Numbers) -> None:
    values = numbers.values
    if role not in (Role.WEIGHT, Role.COUNT):
        return
    if np.isnan(values).any():
        raise BadColumn(f"a {role} is missing", "give every row one", "missing_weight")
    if (values < 0).any() or not values.any():
        raise BadColumn(f"a {role} is negative, or all are 0", "mend them", "bad_weight")
    if role is Role.COUNT and (values % 1).any():
        raise BadColumn("a count is not whole", "say `role: weight`", "bad_count")
