"""Findings that the last accepted audit had: with `mode: new_only` they stand and hold no gate.

What became worse is new: an inconclusive finding that fails now counts, and so does a failure that
is surely further from its bound than it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Interval, Measurement, interval_to_json
from audits.planning.plan import Plan
from audits.specification.accepted_failures import AcceptedFailure
from audits.specification.gates import NOT_NEW
from audits.specification.policy_document import RuleSpec
from audits.specification.verdicts import WORST_FIRST, Verdict
from audits.statistics.mover import difference_interval

_NUMBERS = AcceptedFailure, Estimate


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


def is_worse(rule: RuleSpec, now: Measurement, interval: Interval | None,
             before: AcceptedFailure | None) -> bool:  # fmt: skip
    """Whether a failure moved surely further beyond the bound that it violates.

    interval: of now, as `before` has its own, for all comparisons of the policy at once; so is
    the interval of the change, which takes the audits as independent (MOVER) and must exclude 0.
    """
    if before is None or interval is None or not isinstance(now, Estimate):
        return False
    low, high = difference_interval(
        before.value, (before.lower, before.upper), now.value, interval_to_json(interval)
    )
    lower, upper = rule.limits
    if lower is not None and now.value < lower:
        return high is not None and high < 0
    return upper is not None and now.value > upper and low is not None and low > 0


def let_stand(
    findings: Sequence[Finding], placed: Sequence[Placed], plan: Plan
) -> tuple[list[Finding], tuple[str, ...]]:
    """The findings, those that are not new with why they do not count; and what to tell of it."""
    stood, worse = [], []
    for finding in findings:
        why = not_new(plan.accepted, finding.id, finding.verdict)
        before = plan.accepted_failures.get(finding.id)
        if why and finding.verdict is Verdict.FAIL and finding.measurement is not None:
            now = finding.judged or placed[finding.measurement].measurement
            if is_worse(finding.rule, now, finding.interval_adjusted, before):
                why = None
                worse.append(_told(finding, before, now))
        stood.append(replace(finding, waived=finding.waived or why))
    sentences = told_not_new(plan.accepted, stood)
    if worse:
        sentences += (
            "What failed in the accepted audit too and is surely worse now counts: "
            f"{'; '.join(worse)}.",
        )
    return stood, sentences


def _told(finding: Finding, before: AcceptedFailure | None, now: Measurement) -> str:
    group = ", ".join(f"{name} {value}" for name, value in finding.group) or "everyone"
    numbers = [f"{one.value:.3g}" for one in (before, now) if isinstance(one, _NUMBERS)]
    return f"{finding.metric}, {group}: {', now '.join(numbers)}"


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
