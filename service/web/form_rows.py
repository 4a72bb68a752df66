"""The lines of the form that starts an audit: columns, flags, probes on offer, problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role

_ANSWERS = (Role.LABEL, Role.PREDICTION)


@dataclass(frozen=True)
class FormProblem:
    """A problem with the place on the page that it is about."""

    field: str
    reason: str
    remedy: str
    anchor: str = ""


@dataclass(frozen=True)
class ColumnRow:
    """One line of the columns table.

    special: reference group, or the answer that benefits; choices: the values it may be.
    marks: cut points of a protected number, or the threshold of a score, as typed.
    """

    index: int
    name: str
    kind: str
    role: str
    values: str
    choices: tuple[str, ...]
    special: str = ""
    marks: str = ""
    guessed: bool = False
    problems: tuple[FormProblem, ...] = ()

    @property
    def takes_marks(self) -> bool:
        """Whether cut points or a threshold make sense: a number with many values."""
        return not self.choices and self.kind == Kind.NUMBER

    def spec(self, profile: ColumnProfile) -> dict[str, Any]:
        """The column in the document's words."""
        column: dict[str, Any] = {"role": self.role}
        if self.kind != profile.kind:
            column["kind"] = self.kind
        if self.special and self.role == Role.PROTECTED:
            column["reference"] = self.special
        if self.special and self.role in _ANSWERS:
            column["favourable"] = self.special
        if self.marks and self.role == Role.PROTECTED:
            column["cut"] = [mark.strip() for mark in self.marks.replace(";", ",").split(",")]
        if self.marks and self.role == Role.SCORE:
            column["threshold"] = self.marks.strip()
        return column


@dataclass(frozen=True)
class Flag:
    """Answers in other words than the label's: which of its classes they mean, and when.

    "A prediction counts as `means` when it is (or is not) `value`."
    """

    value: str = ""
    means: str = ""
    is_equal: bool = False

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
class Offer:
    """A probe on the page: one that fits may be ticked, another says why not."""

    name: str
    summary: str
    ticked: bool = True
    reason: str = ""
    remedy: str = ""
