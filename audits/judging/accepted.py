"""Findings that the last accepted audit had: with `mode: new_only` they stand and hold no gate.

What became worse is new: an inconclusive finding that fails now counts.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from audits.specification.gates import NOT_NEW
from audits.specification.verdicts import WORST_FIRST, Verdict


class Judged(Protocol):
    """Anything with the words that let it stand."""

    @property
    def waived(self) -> str | None:
        """Why it does not count, None where it does."""
        ...


def not_new(accepted: Mapping[str, str] | None, finding: str, verdict: Verdict) -> str | None:
    """Why the finding does not count: it was there, no better than now. None where it counts.

    accepted: verdicts of the last accepted audit by finding; None where everything is judged.
    """
    before = (accepted or {}).get(finding)
    if before is None or verdict is Verdict.PASS:
        return None
    order = [str(name) for name in WORST_FIRST]
    if before not in order or order.index(before) > order.index(str(verdict)):
        return None
    return NOT_NEW


def told_not_new(accepted: Mapping[str, str] | None, findings: Sequence[Judged]) -> tuple[str, ...]:
    """A sentence for the reader of such an audit; nothing where everything was judged."""
    if accepted is None:
        return ()
    if not accepted:
        return (
            "Only what is new was to be judged (`mode: new_only`), and no audit of this name was "
            "accepted: everything is new. `evenhand accept AUDIT --reason ...` accepts one.",
        )
    known = sum(finding.waived == NOT_NEW for finding in findings)
    verb = "finding stands" if known == 1 else "findings stand"
    return (
        f"Only what is new was judged (`mode: new_only`): {known} {verb} since the audit before, "
        "accepted or given to compare with, had the same.",
    )
