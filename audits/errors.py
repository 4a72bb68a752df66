"""Everything `audits` raises on purpose. Anything else is a bug in the audit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not fit: which field, why, and what to do about it."""

    field: str
    reason: str
    remedy: str
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}. {self.remedy}"


class AuditError(Exception):
    """Base class: the audit could not be carried out as asked."""

    code = "audit_error"

    def _render_traceback_(self) -> list[str]:
        """What notebooks show in place of their traceback: it happened on purpose, in one place."""
        return boxed(type(self).__name__, (str(self),))


MOST_PROBLEMS = 50
_MORE = "more_problems"


def bounded(problems: Sequence[Problem], *, further: int = 0) -> tuple[Problem, ...]:
    """The first problems, and one that counts the others; so many `further` are not in the list."""
    listed = [problem for problem in problems if problem.code != _MORE]
    counted = sum(int(p.reason.split()[0].replace(",", "")) for p in problems if p.code == _MORE)
    count = max(len(listed) - MOST_PROBLEMS, 0) + counted + further
    if not count:
        return tuple(listed)
    reason, remedy = f"{count:,} more problems are not listed", "mend these first, then try again"
    return (*listed[:MOST_PROBLEMS], Problem("document", reason, remedy, _MORE))


def boxed(title: str, paragraphs: Sequence[str], width: int = 78) -> list[str]:
    """Lines of text with a frame around them. width: characters a line, the frame among them."""
    lines = [
        line
        for paragraph in paragraphs
        for line in wrap(paragraph, width - 4, break_on_hyphens=False) or [""]
    ]
    top = f"┌─ {title} " + "─" * (width - len(title) - 5) + "┐"
    body = [f"│ {line:<{width - 4}} │" for line in lines]
    return [top, *body, "└" + "─" * (width - 2) + "┘"]


class Refused(AuditError):
    """The plan, the model or the data does not fit; every problem is listed at once.

    Of more than `MOST_PROBLEMS` the first, and how many there are besides.
    """

    code = "refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = bounded(problems)
        super().__init__("; ".join(map(str, self.problems)))

    @classmethod
    def because(cls, field: str, reason: str, remedy: str, code: str = "invalid") -> "Refused":
        """The refusal of a single problem."""
        return cls((Problem(field, reason, remedy, code),))

    def _render_traceback_(self) -> list[str]:
        blocks = [(p.field, f"{p.reason}.", p.remedy) for p in self.problems]
        joined = [line for block in blocks for line in (*filter(None, block), "")]
        return boxed("Refused", joined[:-1])

    def to_json(self) -> dict[str, object]:
        return {"code": self.code, "problems": [asdict(problem) for problem in self.problems]}


class NotApplicable(AuditError):
    """A probe cannot run on this model and data; it is NOT RUN, with this remedy."""

    code = "not_applicable"

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class ModelFailure(AuditError):
    """The model under audit crashed, timed out or answered in the wrong shape."""

    code = "model_failure"


class NoAnswerInTime(ModelFailure):
    """The model gave no answer within the time that it was given."""

    code = "no_answer_in_time"


class UnsteadyModel(ModelFailure):
    """The model answers the same row otherwise, each time or beside other rows.

    finding: that it does, and how often. detail: an example, and what to do about it.
    """

    code = "model_unsteady"

    def __init__(self, finding: str, detail: str = "") -> None:
        super().__init__("; ".join(filter(None, (finding, detail))))
        self.finding, self.detail = finding, detail
