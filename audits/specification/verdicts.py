"""Verdicts, the orders they are told in, and the exit codes that pipelines branch on."""

from enum import StrEnum


class Verdict(StrEnum):
    """What became of a rule for one group; also what a whole audit comes to."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_RUN = "not_run"
    ERROR = "error"


# The first of these that any rule has is the gate, where the policy lets each of them block.
WORST_FIRST = (
    Verdict.FAIL, Verdict.ERROR, Verdict.NOT_RUN, Verdict.INCONCLUSIVE, Verdict.PASS,
)  # fmt: skip
# As a reader wants them: what was measured before what was not.
READING_ORDER = (
    Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.NOT_RUN, Verdict.PASS,
)  # fmt: skip
# As they are counted in one line: what the data decide, then what they were not asked.
COUNTING_ORDER = (
    Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.NOT_RUN, Verdict.ERROR,
)  # fmt: skip

PASS = 0
FAIL = 1
UNDECIDED = 2  # inconclusive or not run, and blocking
REFUSED = 3  # bad usage, configuration or policy, or an input that does not fit
ERROR = 4  # the service, the machine or a probe failed
WAITED_TOO_LONG = 5  # the audit goes on


def exit_code(gate: str, *, blocking: bool) -> int:
    """The exit code of a judged audit."""
    if gate == Verdict.ERROR:
        return ERROR
    if not blocking or gate == Verdict.PASS:
        return PASS
    return FAIL if gate == Verdict.FAIL else UNDECIDED
