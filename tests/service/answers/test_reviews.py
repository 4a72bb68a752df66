"""What waivers would make of the gate, with all else that the gate sees."""

from types import SimpleNamespace
from typing import Any

import pytest

from service.answers.reviews import standing

TODAY = "2026-05-01"


def judged(
    findings: list[tuple[str, str]], waived: str, statuses: list[tuple[int, str]], **policy: str
) -> tuple[str, bool, int] | None:
    steps = [{"index": 0, "named": True}, {"index": 1, "named": False}]
    audit: Any = SimpleNamespace(
        id="a", same_as=None, state="completed", plan={"policy": policy, "steps": steps}
    )
    unit: Any = SimpleNamespace(reviews=SimpleNamespace(statuses=lambda _: statuses))
    entries = [{"id": name, "verdict": verdict} for name, verdict in findings]
    waivers: Any = [
        SimpleNamespace(finding=name, until=TODAY, withdrawn_at=None) for name in waived
    ]
    found = standing(unit, audit, entries, waivers, TODAY)
    return None if found is None else (found.gate, found.blocking, found.exit_code)


RAN = [(0, "ran"), (1, "ran")]


@pytest.mark.parametrize(
    ("findings", "waived", "statuses", "policy", "expected"),
    [
        ([("f", "fail")], "", RAN, {}, None),
        ([("f", "fail")], "f", RAN, {}, ("pass", False, 0)),
        ([("f", "fail"), ("g", "fail")], "f", RAN, {}, ("fail", True, 1)),
        ([("f", "fail"), ("g", "inconclusive")], "f", RAN, {}, ("inconclusive", True, 2)),
        ([("f", "fail"), ("g", "inconclusive")], "f", RAN, {"on_inconclusive": "pass"},
         ("inconclusive", False, 0)),
        # A broken probe, or a named one that did not run, is waived by nobody.
        ([("f", "fail")], "f", [(0, "ran"), (1, "error")], {}, ("error", True, 4)),
        ([("f", "fail")], "f", [(0, "not_run"), (1, "ran")], {}, ("not_run", True, 2)),
        ([("f", "fail")], "f", [(0, "ran"), (1, "not_run")], {}, ("pass", False, 0)),
        # Forgiven, and behind it one that is not.
        ([("f", "fail"), ("g", "inconclusive")], "f", [(0, "not_run"), (1, "ran")],
         {"on_not_run": "pass"}, ("not_run", True, 2)),
    ],
)  # fmt: skip
def test_the_gate_with_waivers_is_judged_as_the_audit_was(
    findings: Any, waived: str, statuses: Any, policy: Any, expected: Any
) -> None:
    assert judged(findings, waived, statuses, **policy) == expected
