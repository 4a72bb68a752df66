"""A rule held against each head that it is about: what one head lacks is NOT RUN for that head."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.judging.unmeasured import unmeasured
from audits.planning.heads import is_about
from audits.planning.plan import Plan
from audits.specification.heads import HEAD
from audits.specification.policy_document import RuleSpec
from audits.specification.verdicts import Verdict


def heads_of(rule: RuleSpec, plan: Plan) -> tuple[str | None, ...]:
    """The heads that the rule is about; None alone of a model with one answer."""
    if not plan.heads:
        return (None,)
    return tuple(name for name in plan.heads if is_about(rule, name))


def is_of(placed: Placed, head: str) -> bool:
    """Whether the measurement is of this head."""
    return (HEAD, head) in placed.measurement.group


def unmeasured_head(
    rule: RuleSpec,
    plan: Plan,
    head: str,
    steps: Sequence[Mapping[str, Any]],
    all_left_out: bool,
) -> Finding:
    """NOT RUN, or ERROR, of one head: with its own reason where nothing of it was measured.

    steps, all_left_out: as of `unmeasured`.
    """
    own = [
        {**step, "measurements": [_without_head(m) for m in step["measurements"]]}
        for step in steps
        if step.get("head") == head
    ]
    group = {key: value for key, value in (rule.group or {}).items() if key != HEAD}
    plain = rule.model_copy(update={"group": group or None})
    finding = unmeasured(plain, own, all_left_out=all_left_out)
    planned = plan.heads[head]
    reason, remedy = finding.reason, finding.remedy
    if planned.reason is not None and finding.verdict is Verdict.NOT_RUN:
        reason, remedy = planned.reason, planned.remedy
    elif not rule.heads and HEAD not in (rule.group or {}):
        others = [name for name in plan.heads if name != head]
        also = f"where the rule is not about {head}, name its heads: `head: {_names(others)}`"
        remedy = also if remedy is None else f"{remedy}; {also}"
    return replace(
        finding, rule=rule, group=((HEAD, head), *group.items()), reason=reason, remedy=remedy
    )


def _names(heads: Sequence[str]) -> str:
    return heads[0] if len(heads) == 1 else f"[{', '.join(heads)}]"


def _without_head(measurement: Mapping[str, Any]) -> dict[str, Any]:
    group = {key: value for key, value in measurement["group"].items() if key != HEAD}
    return {**measurement, "group": group}
