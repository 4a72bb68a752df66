"""The orders hold each verdict once, and the exit codes are the documented ones."""

import pytest

from audits.specification.verdicts import (
    COUNTING_ORDER,
    READING_ORDER,
    WORST_FIRST,
    Verdict,
    exit_code,
)


@pytest.mark.parametrize("order", [WORST_FIRST, READING_ORDER, COUNTING_ORDER])
def test_every_order_has_every_verdict_once(order):
    assert sorted(order) == sorted(Verdict)


@pytest.mark.parametrize(
    ("gate", "blocking", "code"),
    [
        ("pass", False, 0), ("fail", True, 1), ("fail", False, 0), ("inconclusive", True, 2),
        ("not_run", True, 2), ("not_run", False, 0), ("error", True, 4), ("error", False, 4),
    ],
)  # fmt: skip
def test_a_gate_has_its_exit_code(gate, blocking, code):
    assert exit_code(gate, blocking=blocking) == code
