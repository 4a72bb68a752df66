"""Everything `audits` raises on purpose. Anything else is a bug in the audit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


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


class Refused(AuditError):
    """The plan, the model or the data does not fit; every problem is listed at once."""

    code = "refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)

    @classmethod
    def because(cls, field: str, reason: str, remedy: str, code: str = "invalid") -> "Refused":
        """The refusal of a single problem."""
        return cls((Problem(field, reason, remedy, code),))

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
