"""A printed figure beside the outcomes that are recorded for it: which reading of them gives it?

A rate is of something: of answers that are right, of those that changed, of those that became what
the attacker wanted. Each reading that the table allows is counted, so that a figure which is none
of what it is called but another reading to the last digit is told as that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

import numpy as np
from scipy.stats import binomtest

from audits.claims.answer_spellings import refuse_other_notations
from audits.claims.cells import PrintedValue, printed_value
from audits.claims.column_words import column_words
from audits.data.arrays import Flags, Floats
from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.specification.roles import Role

Reading: TypeAlias = Literal["right", "changed", "target reached", "recorded"]
READINGS: Mapping[Reading, str] = {
    "right": "the answer is the label",
    "changed": "the answer is not the label",
    "target reached": "the answer is the target",
    "recorded": "the table says that it succeeded",
}
# What says yes in a column of outcomes.
YES = frozenset({"1", "true", "yes", "success", "succeeded"})


class Standing(StrEnum):
    """What the recorded outcomes say of a printed figure."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    ELSE = "measures something else"
    UNTOLD = "cannot be told"


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it is printed. name: of which rows, None of all; half_digit: of its last one."""

    name: str | None
    share: float
    half_digit: float
    text: str


def printed_figures(entries: Sequence[str]) -> list[Printed]:
    """`lecun_net: 63 %`, or `0.63` alone; raises `NotApplicable` for what is no share.

    entries: as the document has them.
    """
    figures = [_printed(entry) for entry in entries]
    names = [figure.name for figure in figures]
    for name in names:
        if names.count(name) > 1:
            raise NotApplicable(
                f"two figures are printed of {name or 'all rows'}", "keep the one that is meant"
            )
    return figures


def _printed(entry: str) -> Printed:
    name, separator, figure = entry.rpartition(":")
    cell: PrintedValue | None = printed_value(figure)
    scale = 100.0 if cell is not None and cell.percent else 1.0
    if cell is None or not 0 <= cell.value / scale <= 1:
        raise NotApplicable(
            f"{entry!r} prints no share", "write `63 %`, `0.63`, or `NAME: 63 %` of some rows"
        )
    half = 0.5 * 10.0**-cell.decimals / scale
    return Printed(name.strip() if separator else None, cell.value / scale, half, figure.strip())


@dataclass(frozen=True, slots=True)
class Counted:
    """Of so many trials those that count, by one reading of the table."""

    successes: int
    trials: int

    @property
    def share(self) -> float:
        """Of at least one trial."""
        return self.successes / self.trials


@dataclass(frozen=True, slots=True)
class Compared:
    """A printed figure beside every reading of its rows.

    stated: the reading that it is said to be. same_rows: whether these are the very rows that it
    was counted on; else they are other rows of the kind. level: of a false contradiction.
    unanswered: rows without an answer, which may be left out of such a figure, or count as wrong.
    """

    figure: Printed
    counts: Mapping[Reading, Counted]
    stated: Reading
    same_rows: bool
    level: float
    unanswered: int = 0

    @property
    def counted(self) -> Counted | None:
        """By the reading that is stated; None where the table does not allow it."""
        return self.counts.get(self.stated)

    @property
    def others(self) -> tuple[Reading, ...]:
        """Readings other than the stated one that give the figure to its last digit."""
        return tuple(
            reading for reading, counted in self.counts.items()
            if reading != self.stated and self._is_it(counted)
        )  # fmt: skip

    @property
    def p_value(self) -> float | None:
        """Exact, two-sided, that other rows of the kind have the printed share."""
        if self.counted is None or not self.counted.trials:
            return None
        return float(
            binomtest(self.counted.successes, self.counted.trials, self.figure.share).pvalue
        )

    @property
    def standing(self) -> Standing:
        """Whether it agrees: to the last digit with its own rows, within chance with others."""
        if self.counted is None or not self.counted.trials:
            return Standing.ELSE if self.others else Standing.UNTOLD
        if self.unanswered:
            return Standing.UNTOLD
        agrees = self._is_it(self.counted)
        if not self.same_rows:
            agrees = agrees or (self.p_value or 0.0) > self.level
        if agrees:
            return Standing.AGREES
        return Standing.ELSE if self.others else Standing.CONTRADICTS

    def _is_it(self, counted: Counted) -> bool:
        if not counted.trials:
            return False
        return abs(counted.share - self.figure.share) <= self.figure.half_digit * (1 + 1e-9)


def readings_of(
    data: Dataset, target: str | None, outcome: str | None
) -> dict[Reading, tuple[Flags, Flags]]:
    """Each reading that the table allows: which rows count, and which rows are trials.

    target, outcome: columns of what was to be reached and of recorded success, or None. Raises
    `NotApplicable` where a named column is none of the table's or no reading is possible. What is
    returned has the shapes (rows,) and (rows,).
    """
    for name in (target, outcome):
        if name is not None and name not in data:
            raise NotApplicable(
                f"there is no column {name!r} among those that the audit reads",
                f"declare it in the document, `columns: {{{name}: {{role: feature}}}}`",
            )
    label, answer = data.one(Role.LABEL), data.one(Role.PREDICTION)
    readings: dict[Reading, tuple[Flags, Flags]] = {}
    if answer is not None:
        answers = column_words(answer, len(data))
        if label is not None:
            truths = column_words(label, len(data))
            refuse_other_notations(answer.source or answer.name, "the table", truths, answers)
            trials = _are_known(truths, answers)
            right = np.array([a == b for a, b in zip(answers, truths, strict=True)], dtype=bool)
            readings["right"] = right & trials, trials
            readings["changed"] = ~right & trials, trials
        if target is not None:
            aims = column_words(data[target], len(data))
            trials = _are_known(aims, answers)
            reached = np.array([a == b for a, b in zip(answers, aims, strict=True)], dtype=bool)
            readings["target reached"] = reached & trials, trials
    if outcome is not None:
        outcomes = column_words(data[outcome], len(data))
        trials = np.array([one is not None for one in outcomes], dtype=bool)
        yes = [one is not None and one.lower() in YES for one in outcomes]
        readings["recorded"] = np.array(yes, dtype=bool) & trials, trials
    if not readings:
        raise NotApplicable(
            "the table has no outcomes to count",
            "give a label and a prediction, or name the column of recorded success in `outcome`",
        )
    return readings


def _are_known(*columns: Sequence[str | None]) -> Flags:
    """Shape (rows,): where none of these columns lacks its value."""
    return np.array([None not in row for row in zip(*columns, strict=True)], dtype=bool)


def lacking_answers(data: Dataset) -> Flags:
    """Shape (rows,): rows with a label, where there is one, and without an answer."""
    label, answer = data.one(Role.LABEL), data.one(Role.PREDICTION)
    if answer is None:
        return np.zeros(len(data), dtype=bool)
    without = ~_are_known(column_words(answer, len(data)))
    return without if label is None else without & _are_known(column_words(label, len(data)))


def names_of(data: Dataset, by: Sequence[str]) -> list[str | None]:
    """What each row's figure is called: the values of these columns, joined by commas.

    by: names of columns; None where a row lacks one.
    """
    columns = [column_words(data[name], len(data)) for name in by]
    joined: list[str | None] = []
    for values in zip(*columns, strict=True):
        joined.append(None if None in values else ", ".join(str(value) for value in values))
    return joined


def counts_of(
    readings: Mapping[Reading, tuple[Flags, Flags]], amounts: Floats
) -> Iterator[tuple[Reading, Counted]]:
    """Each reading counted over some rows.

    amounts: shape (rows,), as how many each row counts; 0 of those that are left out.
    """
    for reading, (successes, trials) in readings.items():
        yield reading, Counted(round(amounts[successes].sum()), round(amounts[trials].sum()))
