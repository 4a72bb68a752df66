"""What the end of a child means for an audit."""

from collections.abc import Sequence

from audits.errors import AuditError, Problem, Refused
from workers.child_supervisor import Outcome

# What to do where a layer of the sandbox is demanded and not to be had.
REMEDY = (
    "run the worker on a kernel and in a container profile that offer it (docs/operation.md), or "
    "demand less with EVENHAND_SANDBOX"
)

# What a child's end without an answer means, in a sentence and with a remedy.
ENDINGS = {
    "segfault": "the model's runtime crashed (segmentation fault)",
    "aborted": "the model's runtime aborted",
    "killed": "the process was killed from outside",
    "out_of_memory": "the memory limit was reached",
    "timeout": "the time limit was reached",
    "cpu_limit": "the limit of processor time was reached",
    "no_result": "the process ended without a result",
    "answer_too_large": "the answer was larger than allowed",
    "bad_answer": "the answer was not what it should be",
    "crashed": "the process crashed",
    "sandbox_unavailable": "no confined process could be started",
    "disk_full": "the disk is full, or the limit of what it may write was reached",
    "too_many_threads": "the limit of threads was reached",
    "cancelled": "the audit was cancelled",
}

# Ends after which what was measured makes a report.
TIME_IS_UP = ("timeout", "cpu_limit")


class AuditFailed(AuditError):
    """The audit could not be finished; `code` is the machine's reason."""

    def __init__(self, code: str, message: str, layers: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.layers = tuple(layers)


def raise_unless_done(outcome: Outcome) -> None:
    """`Refused` or `AuditFailed`, unless the child's function returned."""
    if outcome.reason is None:
        return
    if problems := outcome.error.get("problems"):
        raise Refused([Problem(**problem) for problem in problems])
    known = ENDINGS.get(outcome.reason, f"the process ended: {outcome.reason}")
    raise AuditFailed(outcome.reason, outcome.error.get("message") or known, outcome.layers)
