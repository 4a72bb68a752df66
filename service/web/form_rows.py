"""The lines of the form that starts an audit: columns, flags, probes on offer, problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role
from service.web.typed_texts import parted

ANSWERS = (Role.LABEL, Role.PREDICTION)
# Of so many values each can be read as another on the form; of more, a document says it.
MOST_READINGS = 20
# How the numbers of a column are written, by the document's key, with what may be chosen; of a unit
# what stands in the file is typed.
WRITING: Mapping[str, Mapping[str, str]] = {
    "decimal": {",": "comma", ".": "point"},
    "thousands": {",": "comma", ".": "point", " ": "blank", "'": "apostrophe"},
    "percent": {"share": "50 % is 0.5", "points": "50 % is 50"},
    "unit": {},
}
# Whose probability a score may be, in words.
WHOSE: Mapping[str, str] = {
    "positive": "the positive class",
    "answer": "the answer that was given",
}


@dataclass(frozen=True)
class FormProblem:
    """A problem with the place on the page that it is about.

    field: as the document names it. where_on_page: as the page does.
    """

    field: str
    reason: str
    remedy: str
    anchor: str = ""
    where_on_page: str = ""


@dataclass(frozen=True)
class ColumnRow:
    """One line of the columns table.

    special: reference group, or the answer that benefits; choices: the values it may be.
    positive: the class that error rates are about. marks: cut points of a protected number, or the
    threshold of a score, as typed. whose: of a score, a key of WHOSE. readings: what a value is
    read as. phrases: what is said of a row with a class. writing: how its numbers are written, by
    the keys of WRITING.
    takes_writing: whether its cells leave that open. reason: why the role was guessed. is_sure:
    whether a name or values say so.
    """

    index: int
    name: str
    kind: str
    role: str
    values: str
    choices: tuple[str, ...]
    special: str = ""
    positive: str = ""
    marks: str = ""
    whose: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    writing: Mapping[str, str] = field(default_factory=dict)
    takes_writing: bool = False
    reason: str = ""
    is_sure: bool = True
    problems: tuple[FormProblem, ...] = ()

    @property
    def takes_marks(self) -> bool:
        """Whether cut points or a threshold make sense: of numbers and dates, not of classes."""
        if self.role not in (Role.PROTECTED, Role.SCORE):
            return False
        if not self.choices:
            return self.kind == Kind.NUMBER or bool(self.writing) or self.role == Role.PROTECTED
        return bool(self.marks) or (self.kind == Kind.NUMBER and len(self.choices) > 2)

    @property
    def marks_example(self) -> str:
        """What may be typed there."""
        if self.role == Role.SCORE:
            return "0.5"
        return "25, 60" if self.kind == Kind.NUMBER or self.writing else "1960-01-01, 1990-01-01"

    @property
    def is_answer(self) -> bool:
        """Whether it says what is true, or what was answered."""
        return self.role in ANSWERS

    @property
    def takes_readings(self) -> bool:
        """Whether its values can be read as others here: few of them, in a column with groups."""
        has_groups = self.is_answer or self.role == Role.PROTECTED
        return has_groups and 0 < len(self.choices) <= MOST_READINGS

    @property
    def classes(self) -> tuple[str, ...]:
        """Its values as they are read, in order, once each."""
        return tuple(dict.fromkeys(self.read(value) for value in self.choices))

    def read(self, value: str) -> str:
        """What a value is read as."""
        return self.readings.get(value) or value

    def spec(self, profile: ColumnProfile) -> dict[str, Any]:
        """The column in the document's words."""
        column: dict[str, Any] = {"role": self.role}
        if self.kind != profile.kind:
            column["kind"] = self.kind
        if self.takes_readings:
            changed = {value: self.read(value) for value in self.choices}
            if any(value != reading for value, reading in changed.items()):
                column["map"] = {v: reading for v, reading in changed.items() if v != reading}
        if self.special and self.role == Role.PROTECTED:
            column["reference"] = self.read(self.special)
        if self.special and self.is_answer:
            column["favourable"] = self.read(self.special)
        if self.positive and self.is_answer:
            column["positive"] = self.read(self.positive)
        if self.marks and self.role == Role.PROTECTED:
            column["cut"] = parted(self.marks.replace(";", ","))
        if self.marks and self.role == Role.SCORE:
            column["threshold"] = self.marks.strip()
        if self.whose and self.role == Role.SCORE:
            column["of"] = self.whose
        return {**column, **self.writing}


@dataclass(frozen=True)
class Flag:
    """Answers in other words than the label's: which of its classes they mean, and when.

    "A prediction counts as `means` when it is (or is not) `value`." is_guess: nobody chose it yet.
    """

    value: str = ""
    means: str = ""
    is_equal: bool = False
    is_guess: bool = False

    def mapping(self, answers: Sequence[str], classes: Sequence[str]) -> dict[str, str]:
        """Each answer with the class it counts as; empty until both are chosen."""
        if self.value not in answers or self.means not in classes:
            return {}
        (other,) = [name for name in classes if name != self.means]
        return {
            answer: self.means if (answer == self.value) is self.is_equal else other
            for answer in answers
        }


UNFLAGGED = Flag()


@dataclass(frozen=True)
class ProbeChoice:
    """A probe on the page: one that fits may be ticked, another says why not."""

    name: str
    summary: str
    ticked: bool = True
    reason: str = ""
    remedy: str = ""

    @property
    def why(self) -> str:
        """Why it does not fit, and what would help."""
        return f"{self.reason}: {self.remedy}" if self.remedy else self.reason
