"""Turn measurements into verdicts. Probes measure; only this module judges.

PASS needs evidence: the whole deciding interval lies inside the bounds (an equivalence test).
FAIL needs evidence too: the one-sided test at the bound, which inverts the deciding interval's
method, is significant after correction over every rule and group of the policy. What an attack
left standing passes nothing, and what a certificate does not cover fails nothing (`evidence`).
Everything else is INCONCLUSIVE, and the judging starts from the rules, so that a rule which
nothing measured is NOT RUN and can never read as a pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from audits.judging import evidence
from audits.judging.accepted import let_stand
from audits.judging.against_itself import checks_alone
from audits.judging.equivalence import (
    EITHER_SIDE,
    Deciding,
    deciding,
    needed_factor,
    one_sided_p,
    spans,
    whole_inside,
)
from audits.judging.excluded_groups import without
from audits.judging.findings import Finding, Judgement
from audits.judging.heads import heads_of, is_of, unmeasured_head
from audits.judging.highest_group import unknown_highest
from audits.judging.rule_scope import LeftOut, Placed, idle_exclusions, is_left_out, select
from audits.judging.stamped_explanations import left_open
from audits.judging.unanswered_rows import MORE_ROWS, REMEDY, unborne, unranked
from audits.judging.unknown_people import told_of_unknown_people
from audits.judging.unmeasured import unmeasured
from audits.judging.waivers import idle_waivers, waived
from audits.measurement import Estimate, Measurement, Undetermined, measurement_from_json
from audits.planning.plan import Plan
from audits.planning.policies import told_left_out
from audits.specification.gates import blocks, gate_of
from audits.specification.heads import HEAD
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.verdicts import WORST_FIRST, Verdict
from audits.statistics.intervals import is_exact
from audits.statistics.tests import benjamini_hochberg, holm

__all__ = ["Finding", "Judgement", "Verdict", "gate", "judge"]


def judge(
    plan: Plan,
    steps: Sequence[Mapping[str, Any]],
    *,
    context: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Judgement:
    """Hold every rule of the plan's policy against the measurements of its steps.

    steps: `StepResult.to_json()` of every step, in order.
    context: sizes of the groups (`audits.data.group_sizes.describe`), for `smallest_share`.
    today: when waivers are compared with their end; without it no waiver applies.
    """
    policy = plan.policy or PolicySpec()
    placed = _placed(steps)
    sizes = _sizes(plan, (context or {}).get("groups", ()))
    total = (context or {}).get("size", 0)
    findings: list[Finding] = []
    out: list[LeftOut] = []
    for position, rule in enumerate(policy.rules):
        excluded = partial(is_left_out, rule, sizes, total)
        for head in heads_of(rule, plan):
            of_one = placed if head is None else [p for p in placed if is_of(p, head)]
            selected, skipped = select(position, rule, of_one, sizes, total)
            out += skipped
            findings += [
                _undecided(rule, item, plan, without(item, placed, excluded)) for item in selected
            ]
            if selected:
                continue
            if head is None:
                findings.append(unmeasured(rule, steps, all_left_out=bool(skipped)))
            else:
                findings.append(unmeasured_head(rule, plan, head, steps, bool(skipped)))
    # Corrected over all of them, so that no number depends on which of them are shown.
    findings = unknown_highest(
        _decide(findings, placed, plan, policy), placed,
        is_excluded=lambda rule, group: is_left_out(rule, sizes, total, group),
        rows=sizes, columns=lambda: plan.columns,
    )  # fmt: skip
    findings = checks_alone(findings, placed)
    findings = left_open(findings, placed, steps)
    if today is not None:
        findings = [
            replace(finding, waived=waived(policy, finding.id, today)) for finding in findings
        ]
    findings, standing = let_stand(findings, placed, plan)
    judgement = _conclude(findings, out, plan, steps, policy)
    idle = (
        *standing,
        *idle_waivers(policy, findings, today),
        *idle_exclusions(policy.rules, placed, sizes),
        *told_of_unknown_people(findings, placed, sizes),
    )
    return replace(judgement, warnings=idle)


def _sizes(
    plan: Plan, groups: Iterable[tuple[Mapping[str, str | None], int]]
) -> dict[frozenset[tuple[str, str | None]], int]:
    """Rows of each group; of several heads also by the head, since each answers all of them."""
    sizes = {frozenset(group.items()): n for group, n in groups}
    by_head = {key | {(HEAD, head)}: n for head in plan.heads for key, n in sizes.items()}
    return sizes | by_head


def gate(findings: Sequence[Finding]) -> Verdict:
    """The worst verdict that is not waived; no finding at all is inconclusive."""
    verdicts = {finding.verdict for finding in findings if finding.waived is None}
    return gate_of(verdicts, findings=len(findings))


def _placed(steps: Sequence[Mapping[str, Any]]) -> list[Placed]:
    ordered = sorted(steps, key=lambda step: step["step"])
    items = [item for step in ordered for item in step["measurements"]]
    return [
        Placed(index, item["probe"], item["step"], measurement_from_json(item))
        for index, item in enumerate(items)
    ]


def _undecided(rule: RuleSpec, placed: Placed, plan: Plan, judged: Measurement) -> Finding:
    measurement = placed.measurement
    head = plan.steps[placed.step].head if plan.heads else None
    asked = [step for step in plan.steps if step.probe == placed.probe and step.head == head]
    own = next((step.parameters for step in asked if step.index == placed.step), None)
    return Finding(
        rule, measurement.metric, measurement.group, Verdict.INCONCLUSIVE, placed.index,
        parameters=own if len(asked) > 1 else None,
        judged=None if judged is measurement else judged,
    )  # fmt: skip


def _decide(
    findings: Sequence[Finding], placed: Sequence[Placed], plan: Plan, policy: PolicySpec
) -> list[Finding]:
    """Verdicts of everything that has an estimate, corrected over all of them together.

    What breaks while one finding is judged is that finding's ERROR. It stays among the
    comparisons, so that the others are corrected as if it had been tested.
    """
    decided = list(findings)
    tested: dict[int, tuple[Estimate, float]] = {}
    broken = 0
    for position, finding in enumerate(findings):
        if finding.measurement is None:
            continue
        measurement = finding.judged or placed[finding.measurement].measurement
        if (
            not isinstance(measurement, Estimate)
            or measurement.undecidable is not None
            or (
                measurement.interval.lower >= measurement.interval.upper
                and not is_exact(measurement.method)
            )
        ):
            step = plan.steps[placed[finding.measurement].step]
            small = step.parameters.get("smallest_group")
            decided[position] = _undetermined(finding, measurement, small)
            continue
        try:
            tested[position] = measurement, one_sided_p(finding.rule, deciding(measurement))
        except Exception as error:
            decided[position] = _broken(finding, error)
            broken += 1
    correct = holm if policy.correction == "holm" else benjamini_hochberg
    adjusted = correct([*(p for _, p in tested.values()), *[1.0] * broken])
    for (position, (measurement, p_value)), corrected in zip(
        tested.items(), adjusted[: len(tested)], strict=True
    ):
        finding = replace(findings[position], p_value=p_value, adjusted_p_value=corrected)
        try:
            decided[position] = _with_verdict(finding, measurement, corrected, len(adjusted))
        except Exception as error:
            decided[position] = _broken(finding, error)
    return decided


def _broken(finding: Finding, error: Exception) -> Finding:
    return replace(
        finding,
        verdict=Verdict.ERROR,
        reason=f"judging it broke: {type(error).__name__}: {error}",
        remedy="the other findings stand; report this one with the rule and its measurement",
    )


def _with_verdict(
    finding: Finding, estimate: Estimate, adjusted: float, comparisons: int
) -> Finding:
    decider = deciding(estimate)
    interval, level = decider.interval, (1 - estimate.confidence) / 2
    needed, reason, remedy = None, None, None
    if whole_inside(finding.rule, interval):
        verdict = Verdict.PASS
        reason = unborne(estimate, partial(_keeps, finding.rule))
        if reason is not None:
            verdict, remedy = Verdict.INCONCLUSIVE, REMEDY
    elif adjusted <= level:
        verdict = Verdict.FAIL
        reason = EITHER_SIDE if spans(finding.rule, interval) else None
    else:
        verdict = Verdict.INCONCLUSIVE
        needed = _needed(finding.rule, estimate, decider, level / comparisons)
        reason = unranked(estimate, partial(_keeps, finding.rule))
        if reason is not None:
            remedy = MORE_ROWS
    reported = evidence.allowed(finding.rule, estimate, verdict)
    if reported.reason is not None:
        verdict, reason, remedy = reported.verdict, reported.reason, reported.remedy
    return replace(
        finding,
        verdict=verdict,
        method=decider.method,
        interval=interval,
        interval_adjusted=decider.simultaneous(comparisons),
        needed_sample_size=needed,
        reason=reason,
        remedy=remedy,
    )


def _needed(rule: RuleSpec, estimate: Estimate, decider: Deciding, level: float) -> int | None:
    """Rows of the group at which this estimate, if it stayed, would be decided."""
    if estimate.method.endswith(" people)"):
        return None  # more people would, and not more of their answers
    factor = needed_factor(rule, decider, level)
    if factor is None:
        return None
    size = estimate.sample_size
    return round((size[0] if isinstance(size, tuple) else size) * factor)


def _keeps(rule: RuleSpec, estimate: Estimate) -> bool:
    """Whether the estimate passes: its whole deciding interval lies inside the bounds."""
    return whole_inside(rule, deciding(estimate).interval)


def _undetermined(
    finding: Finding, measurement: Estimate | Undetermined, smallest_group: int | None
) -> Finding:
    if isinstance(measurement, Estimate):
        if measurement.undecidable is not None:
            by_answer = measurement.undecidable.startswith(evidence.CHOSEN_LABELS)
            remedy = evidence.LABEL_THEM if by_answer else evidence.HONOURED
            return replace(finding, reason=measurement.undecidable, remedy=remedy)
        return replace(finding, reason="an interval of zero width is no evidence")
    sizes = (
        measurement.sample_size
        if isinstance(measurement.sample_size, tuple)
        else (measurement.sample_size,)
    )
    # So few rows may also be undetermined for another reason, which more of them do not mend.
    small = (
        smallest_group is not None
        and min(sizes) < smallest_group
        and f"where {smallest_group} are needed" in measurement.reason
    )
    return replace(
        finding, reason=measurement.reason, needed_sample_size=smallest_group if small else None
    )


def _conclude(
    findings: Sequence[Finding],
    out: Sequence[LeftOut],
    plan: Plan,
    steps: Sequence[Mapping[str, Any]],
    policy: PolicySpec,
) -> Judgement:
    """The gate also sees what no rule asked for: broken probes, and named ones that did not run."""
    verdicts = {gate(findings)}
    reasons: dict[Verdict, str] = {}
    named = {step.index for step in plan.steps if step.named}
    for step in steps:
        if step["status"] == "error":
            verdicts.add(Verdict.ERROR)
            reasons.setdefault(Verdict.ERROR, f"{_named(step)} broke: {step['reason']}")
        elif step["status"] == "not_run" and step["step"] in named:
            verdicts.add(Verdict.NOT_RUN)
            reasons.setdefault(Verdict.NOT_RUN, f"{_named(step)} did not run: {step['reason']}")
    worst = next(verdict for verdict in WORST_FIRST if verdict in verdicts)
    absent = f"the policy {policy.name} has no rule that fits" if policy.name else "no policy"
    if plan.left_out:
        (absent,) = told_left_out(plan.left_out, plan.steps, plan.columns)
    sentences = [*([] if policy.rules else [absent]), *filter(None, [reasons.get(worst)])]
    reason = "; ".join(reversed(sentences)) or None
    unwaived = {finding.verdict for finding in findings if finding.waived is None}
    blocking = blocks(
        verdicts | unwaived,
        on_inconclusive=policy.on_inconclusive,
        on_not_run=policy.on_not_run,
    )
    return Judgement(tuple(findings), worst, blocking, tuple(out), reason)


def _named(step: Mapping[str, Any]) -> str:
    head = step.get("head")
    return str(step["probe"]) if head is None else f"{step['probe']} of {head}"
