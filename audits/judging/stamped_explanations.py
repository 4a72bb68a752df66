"""What an explanation says decides nothing where its own card says not to rely on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.judging.advice import RELIABILITY
from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.specification.verdicts import Verdict

REMEDY = (
    "mend what its card names, or set `even_if_stamped: true` in the rule to judge it all the same"
)


def left_open(
    findings: Sequence[Finding], placed: Sequence[Placed], steps: Sequence[Mapping[str, Any]]
) -> list[Finding]:
    """The findings, where a pass or a fail that rests on a stamped explanation is inconclusive.

    A rule on the card's own lines (stability, fidelity, sanity) asks whether the explanation may
    be relied on, and is judged as ever; so is one that says `even_if_stamped`.

    steps: `StepResult.to_json()` of every step; a card stands among the exhibits of its method's.
    """
    doubts = {
        step["step"]: exhibit["content"].get("doubts") or ()
        for step in steps
        for exhibit in step.get("exhibits", ())
        if exhibit["kind"] == "reliability" and exhibit["content"].get("stamped")
    }
    return [_left_open(finding, placed, doubts) for finding in findings]


def _left_open(
    finding: Finding, placed: Sequence[Placed], doubts: Mapping[int, Sequence[str]]
) -> Finding:
    if finding.measurement is None or finding.verdict not in (Verdict.PASS, Verdict.FAIL):
        return finding
    of = placed[finding.measurement]
    if of.step not in doubts or finding.metric in RELIABILITY or finding.rule.even_if_stamped:
        return finding
    why = next(iter(doubts[of.step]), "it failed its checks")
    reason = f"{of.probe} is stamped “do not rely on this”: {str(why).rstrip('.')}"
    return replace(
        finding,
        verdict=Verdict.INCONCLUSIVE,
        needed_sample_size=None,
        reason=reason,
        remedy=REMEDY,
    )
