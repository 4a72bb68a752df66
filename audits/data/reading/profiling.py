"""What is in a table: kinds, roles and values guessed in one streamed pass."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from math import isfinite
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audits.data.reading.amounts import AmountSniffer
from audits.data.reading.combinations import without_repeats
from audits.data.reading.header_again import check_header_again
from audits.data.reading.kinds import guessed_kind
from audits.data.reading.lines_below import check_lines_below
from audits.data.reading.margins import margins
from audits.data.reading.merged_groups import merged_groups
from audits.data.reading.no_header import check_header
from audits.data.reading.non_numeric_cells import MOST_WORDS, Strange, Word
from audits.data.reading.number_cells import Reading, as_numbers
from audits.data.reading.number_formats import DOTTED, Written
from audits.data.reading.opening import with_table
from audits.data.reading.pooled_rows import pooled_columns
from audits.data.reading.profile_roles import with_label
from audits.data.reading.repeated_rows import repeated_rows
from audits.data.reading.spelling import cell_text, number_of, spelled
from audits.data.reading.step_lists import FEWEST_STEPS, steps_of
from audits.data.reading.table import Pictures, SoundFiles, Table, bad
from audits.data.reading.totals import totals
from audits.data.reading.worded_numbers import WordedNumbers
from audits.fingerprint import file_sha256, folder_sha256
from audits.specification.profiles import Amounts, Cells, ColumnProfile, DatasetProfile
from audits.specification.role_names import role_of_name
from audits.specification.roles import MOST_CLASSES, Kind, Role, kind_of_role
from audits.specification.row_numbers import MOST_COUNTED
from audits.specification.signs import leading_sign

_SHOWN_VALUES = 50
_SHOWN_CHARACTERS = 200


def profile_dataset(path: Path, encoding: str | None = None) -> DatasetProfile:
    """Kinds, guessed roles and frequent values of every column; raises `Refused`.

    encoding: as the document says; None where the bytes say it or it is guessed.
    """
    path = Path(path)
    return with_table(path, partial(_profiled, path), encoding)


def _profiled(path: Path, table: Table) -> DatasetProfile:
    tallies = {name: _Tally(name) for name in table.names}
    rows = 0
    for batch in table.batches(table.names):
        if not rows:
            check_lines_below(batch)
        check_header_again(batch, rows)
        rows += len(batch[table.names[0]])
        for name, tally in tallies.items():
            tally.add(batch[name])
    if not rows:
        raise bad("the table has a header and no rows", "upload rows", "no_rows")
    if table.delimiter is not None or table.format == "spreadsheet":
        numbers = [name for name, tally in tallies.items() if tally.all_numbers]
        check_header({name: tally.counts for name, tally in tallies.items()}, numbers)
    profiles = [tally.profile(rows, table.pictures, table.sounds) for tally in tallies.values()]
    warnings = [*table.notes, *table.noticed()]
    warnings += [warning for tally in tallies.values() for warning in tally.warnings]
    typed = _dots_in_doubt(profiles, tallies, table.delimiter)
    # Counts of few values that stand last are taken for a label's classes.
    beside = without_repeats(typed, rows, table.batches)
    columns = with_label([*typed])
    if table.delimiter is not None:
        warnings += _dots_told(columns, tallies)
    sha256 = folder_sha256(path) if path.is_dir() else file_sha256(path)
    counts = tuple(
        (column.name, tallies[column.name].shown_counts)
        for column in columns
        if 0 < column.distinct <= _SHOWN_VALUES
    )
    return DatasetProfile(
        table.format, rows, tuple(columns), sha256, tuple(warnings), table.encoding, counts,
        tuple(column for column in table.left_out if column.name),
        beside,
        tuple(
            (column.name, tallies[column.name].mean_characters)
            for column in columns
            if column.kind is Kind.TEXT and column.distinct
        ),
        pooled_columns(columns, dict(counts), rows, table.batches),
        repeated_rows(columns, rows, table.batches),
        margins(columns, rows, table.batches),
        merged_groups(columns, rows, table.batches),
    )  # fmt: skip


@dataclass
class _Tally:
    """Running counts of one column.

    strange: cells that are no numbers, while they are few enough to be words among numbers.
    otherwise: the cells where some are no plain numbers: how else they are written.
    sequences: cells that are lists of numbers, counted by their lengths.
    numbers: cells that are numbers. signed: those of them, of few distinct values, whose minus
        stands elsewhere than in front.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    rows: int = 0
    minimum: float | None = None
    maximum: float | None = None
    warnings: list[str] = field(default_factory=list)
    is_infinite: bool = False
    strange: Strange = field(default_factory=Strange)
    otherwise: WordedNumbers = field(default_factory=WordedNumbers)
    amounts: AmountSniffer = field(default_factory=AmountSniffer)
    numbers: int = 0
    signed: int = 0
    sequences: int = 0
    dots: bool = False
    no_dots: bool = False
    other_dots: bool = False

    @property
    def shown_counts(self) -> tuple[int, ...]:
        """Rows of each value that the profile shows, in its order."""
        return tuple(count for _, count in self.counts.most_common(_SHOWN_VALUES))

    @property
    def mean_characters(self) -> float:
        """Of a cell, as far as cells were counted; to a tenth."""
        cells = self.counts.total()
        return round(sum(len(text) * times for text, times in self.counts.items()) / cells, 1)

    @property
    def all_dotted(self) -> bool:
        """Whether dots stand where they could part thousands, and nowhere else."""
        return self.all_numbers and self.dots and not self.other_dots

    @property
    def all_numbers(self) -> bool:
        """Whether no cell is anything else.

        A few that are all in brackets may well be names: (1), (2), (3).
        """
        are_names = self.numbers == self.signed > 0 and len(self.counts) <= MOST_CLASSES
        return not self.strange.words and not are_names

    @property
    def few_words(self) -> bool:
        """Whether the cells are numbers but for a few words."""
        known = self.numbers + sum(word.count for word in self.strange.words.values())
        return len(self.strange.words) <= MOST_WORDS and 2 * self.numbers >= known > 0

    def add(self, cells: pa.Array) -> None:
        if len(self.counts) >= MOST_COUNTED:
            self._skim(cells)
        else:
            counted = pc.value_counts(cells)
            values, counts = counted.field(0), counted.field(1).to_pylist()
            for value, count in zip(values.to_pylist(), counts, strict=True):
                raw = cell_text(value)
                steps = None if raw is None else steps_of(raw)
                if raw is None:
                    self.missing += count
                elif steps is not None and len(steps) >= FEWEST_STEPS:
                    self.sequences += count
                    self.counts[f"{len(steps)} steps"] += count
                else:
                    self._count(raw, count, cells)
        self.rows += len(cells)

    def _skim(self, cells: pa.Array) -> None:
        """Once there are many distinct values: only limits and missing cells, in bulk."""
        forms = self.otherwise.forms
        written = forms[0] if forms and not self.few_words else Written()
        if self.few_words or forms:
            non_numeric = Strange(rows=self.rows)
            values = as_numbers(cells, Reading(written=written), non_numeric)
            if non_numeric.infinite.count:
                self.is_infinite = True
            for text, word in non_numeric.words.items():
                self._note(text, word.count, partial(list, word.rows))
            for text, count in non_numeric.missing.items():
                self.strange.miss(text, count)
            known = values[~np.isnan(values)]
            lost = sum(word.count for word in non_numeric.words.values())
            self.missing += len(values) - len(known) - lost - non_numeric.infinite.count
            self.numbers += len(known)
            if len(known):
                self._widen(float(known.min()))
                self._widen(float(known.max()))
            return
        self.missing += cells.null_count
        if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
            self.missing += pc.sum(pc.equal(pc.utf8_trim_whitespace(cells), "")).as_py() or 0

    def _widen(self, number: float) -> None:
        self.minimum = number if self.minimum is None else min(self.minimum, number)
        self.maximum = number if self.maximum is None else max(self.maximum, number)

    def _sniff(self, raw: str, count: int, rows: Callable[[], list[int]]) -> None:
        self.otherwise.see(raw, count, rows)
        self.amounts.see(raw)

    def _note(self, raw: str, count: int, rows: Callable[[], list[int]]) -> None:
        if not self.strange.words:  # until now all were plain numbers, which other forms may not be
            for text, times in self.counts.items():
                self._sniff(text, times, list)
        self._sniff(raw, count, rows)
        # One more than are told is kept, so that it is known that there were more.
        if raw in self.strange.words or len(self.strange.words) <= MOST_WORDS:
            self.strange.note(raw, count, rows())

    def _count(self, raw: str, count: int, cells: pa.Array) -> None:
        text = spelled(raw)
        if text is None:
            self.missing += count
            self.strange.miss(raw, count)
            return
        number = number_of(text)
        if number is None and (number := number_of(leading_sign(text))) is not None:
            self.signed += count
        if number is None:
            self._note(raw, count, lambda: [self.rows + _first(cells, raw)])
        elif not isfinite(number):
            self.is_infinite = True
        else:
            self.numbers += count
            self._widen(number)
            if not self.other_dots:
                self.other_dots = DOTTED.fullmatch(raw.strip()) is None
                self.dots |= "." in raw
                self.no_dots |= "." not in raw
            if self.strange.words:
                self._sniff(raw, count, list)
        if text in self.counts or len(self.counts) < MOST_COUNTED:
            self.counts[text] += count

    def profile(
        self, rows: int, pictures: Pictures | None, sounds: SoundFiles | None
    ) -> ColumnProfile:
        cells = self._cells()
        otherwise = cells.is_written_otherwise
        if otherwise:
            self._widen_again(
                Written(cells.decimal, cells.thousands, "share" if cells.percent else None)
            )
        raw = [leading_sign(t) for t in self.counts] if self.all_numbers else list(self.counts)
        numeric = self.all_numbers or otherwise
        role = role_of_name(self.name)
        kind = guessed_kind(raw, rows, role)
        if otherwise and (role is None or kind_of_role(role) is None):
            kind = Kind.NUMBER
        if kind is Kind.NUMBER and not numeric:
            role, kind = None, guessed_kind(raw, rows, None)
        if pictures is not None and raw and all(map(pictures.find, raw)):
            kind, role = Kind.IMAGE, Role.FEATURE
        settled = None if role is None else kind_of_role(role)
        if self.sequences and self.sequences + self.missing == self.rows and settled is None:
            kind, role = Kind.SEQUENCE, Role.FEATURE
        if sounds is not None and raw and all(map(sounds.find, raw)):
            kind, role = Kind.AUDIO, Role.FEATURE
        if role is Role.PROTECTED and numeric and len(raw) > MOST_CLASSES:
            kind = Kind.NUMBER  # an age: the plan is to `cut` it
        is_number = kind is Kind.NUMBER
        if numeric and self.is_infinite:  # among texts `12e999` is a hash
            self.warnings.append(f"column {self.name!r} holds infinite numbers")
        self.warnings.extend(totals(self.name, self.counts, rows))
        return ColumnProfile(
            name=self.name,
            kind=kind,
            role=role or Role.FEATURE,
            distinct=len(raw),
            missing=self.missing,
            values=tuple(
                text[:_SHOWN_CHARACTERS] for text, _ in self.counts.most_common(_SHOWN_VALUES)
            ),
            minimum=self.minimum if is_number else None,
            maximum=self.maximum if is_number else None,
            cells=cells,
            amounts=None if numeric else self._amounts(),
        )

    def _amounts(self) -> Amounts | None:
        amounts = self.amounts.amounts
        if amounts is None or not amounts.is_alike or amounts.doubtful:
            return amounts
        form = Written(amounts.decimal, amounts.thousands, unit=amounts.units[0])
        numbers = [n for text in self.counts if (n := form.number(text)) is not None]
        return replace(amounts, minimum=min(numbers), maximum=max(numbers))

    def _widen_again(self, form: Written) -> None:
        """The limits of the counted cells as the numbers that they are in this form."""
        self.minimum = self.maximum = None
        for text in self.counts:
            number = form.number(text)
            if number is not None and isfinite(number):
                self._widen(number)

    def _cells(self) -> Cells:
        words = tuple(sorted(self.strange.missing.items()))
        if not self.strange.words:
            return Cells(missing_words=words)
        is_plain = self.few_words and self.strange.words.keys() == self.otherwise.words.keys()
        if not is_plain and (forms := self.otherwise.forms):
            form, doubtful = forms[0], self.otherwise.is_doubtful
            return Cells(
                form.decimal, form.thousands, form.percent is not None, doubtful,
                strange=_in_order(self.otherwise.words),
                missing_words=words,
            )  # fmt: skip
        strange = _in_order(self.strange.words) if self.few_words else ()
        return Cells(strange=strange, missing_words=words)


def _in_order(words: Mapping[str, Word]) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
    """The words as a profile lists them, the most frequent first."""
    ordered = sorted(words.items(), key=lambda item: -item[1].count)
    return tuple((text, word.count, tuple(word.rows)) for text, word in ordered)


def _first(cells: pa.Array, raw: str) -> int:
    """Where in the batch this text stands first."""
    if pa.types.is_dictionary(cells.type):
        code = cells.dictionary.index(raw).as_py()
        return int(cells.indices.index(code).as_py())
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        return 0
    return int(pc.index(cells, pa.scalar(raw, cells.type)).as_py())


def _dots_in_doubt(
    columns: list[ColumnProfile], tallies: Mapping[str, _Tally], delimiter: str | None
) -> list[ColumnProfile]:
    """Columns in which every dot may part thousands are in doubt where `1.234` may well be 1234.

    That is so beside decimal commas, and in a CSV table, whose cells are text, beside cells without
    a dot (three decimals in every other cell are no accident) or between semicolons, which part
    cells where the comma is the decimal sign. delimiter: of a CSV table.
    """
    commas = any(column.cells.decimal == "," for column in columns)
    return [
        replace(column, cells=replace(column.cells, thousands=".", doubtful=True))
        if (tally := tallies[column.name]).all_dotted
        and (commas or delimiter == ";" or (delimiter is not None and tally.no_dots))
        else column
        for column in columns
    ]


def _dots_told(columns: list[ColumnProfile], tallies: Mapping[str, _Tally]) -> list[str]:
    """Sentences about columns of a CSV table that are read with three decimals in every cell."""
    return [
        f"every number of column {column.name!r} has three digits behind a dot and is read with "
        'three decimals; where the dots part thousands say `thousands: "."`'
        for column in columns
        if tallies[column.name].all_dotted and not column.cells.doubtful
    ]
