"""What verdicts come to, by the contract's order: fail, error, not_run, inconclusive, pass."""

import pytest

from audits.specification.gates import blocks, gate_of
from audits.specification.verdicts import Verdict

PASS, FAIL = Verdict.PASS, Verdict.FAIL
OPEN, NOT_RUN, ERROR = Verdict.INCONCLUSIVE, Verdict.NOT_RUN, Verdict.ERROR


@pytest.mark.parametrize(
    ("verdicts", "findings", "gate"),
    [
        ({PASS, FAIL, ERROR}, 3, FAIL),
        ({PASS, ERROR, NOT_RUN}, 3, ERROR),
        ({PASS, OPEN, NOT_RUN}, 3, NOT_RUN),
        ({PASS, OPEN}, 2, OPEN),
        ({PASS}, 1, PASS),
        (set(), 0, OPEN),
        (set(), 2, PASS),
    ],
)
def test_the_gate_is_the_worst_that_counts(
    verdicts: set[Verdict], findings: int, gate: Verdict
) -> None:
    assert gate_of(verdicts, findings=findings) is gate


@pytest.mark.parametrize(
    ("verdicts", "on_inconclusive", "on_not_run", "expected"),
    [
        ({PASS}, "block", "block", False),
        ({PASS, OPEN}, "block", "pass", True),
        ({PASS, OPEN}, "pass", "block", False),
        ({NOT_RUN, OPEN}, "block", "pass", True),
        ({NOT_RUN, OPEN}, "pass", "pass", False),
        ({ERROR}, "pass", "pass", True),
        ({FAIL}, "pass", "pass", True),
    ],
)
def test_only_what_the_policy_forgives_lets_pass(
    verdicts: set[Verdict], on_inconclusive: str, on_not_run: str, expected: bool
) -> None:
    assert blocks(verdicts, on_inconclusive=on_inconclusive, on_not_run=on_not_run) is expected
