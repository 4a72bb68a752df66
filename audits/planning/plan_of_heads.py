"""The plans of a model's heads, laid one behind the other into the plan of all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from audits.errors import Problem, Refused
from audits.planning.columns import resolve_columns
from audits.planning.heads import (
    HeadPlan,
    check_heads,
    check_rule_heads,
    document_of,
    profile_of,
    without_label,
)
from audits.planning.inputs import resolve_inputs
from audits.planning.label_sets import is_of_sets, with_placed_rules
from audits.planning.policies import resolve_policy
from audits.planning.probe_fit import is_of_another_kind
from audits.planning.steps import Step, choose_steps
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.heads import HeadSpec
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import ProbeEntry
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.roles import Role


@dataclass(frozen=True)
class _Given:
    """What every head is planned of."""

    document: AuditDocument
    dataset: DatasetProfile
    model: ModelProfile | None
    known: Mapping[str, ProbeEntry]
    # What makes a plan and what a plan is, which know of this file and not the other way round.
    make_plan: Callable[..., Any]
    plan: Callable[..., Any]
    more: Mapping[str, Any] = field(default_factory=dict)


def plan_of_heads(
    document: AuditDocument,
    dataset: DatasetProfile,
    model: ModelProfile | None,
    known: Mapping[str, ProbeEntry],
    more: Mapping[str, Any],
    *,
    make_plan: Callable[..., Any],
    plan: Callable[..., Any],
) -> Any:
    """The plan of `document.heads`; raises `Refused` with every problem, each once.

    more: what `make_plan` is given beside document and profiles. make_plan, plan: that function and
    the type of what it returns, by whoever has both.
    """
    document = with_placed_rules(document, known)
    problems = [*check_heads(document, model), *check_rule_heads(document)]
    if problems:
        raise Refused(problems)
    given = _Given(document, dataset, model, known, make_plan, plan, more)
    plans: dict[str, Any] = {}
    for name, head in document.heads.items():
        try:
            planned = _plan_of(given, name, head)
        except Refused as refused:
            problems += [_of_head(p, name) for p in refused.problems if p not in problems]
            continue
        plans[name] = planned
    if problems:
        raise Refused(_once(problems))
    # Of a set nothing is measured where its probes are not among the named ones.
    plans = {
        name: plan for name, plan in plans.items() if plan.steps or not document.heads[name].of
    }
    plans = _named_where_some_fit(plans)
    first = next(iter(plans.values()))
    steps: list[Step] = []
    for name, planned in plans.items():
        steps += [replace(s, index=len(steps) + n, head=name) for n, s in enumerate(planned.steps)]
    shared = document.model
    if shared is not None and first.model is not None:
        resolved = next(p.model for p in plans.values() if p.model is not None and p.model.inputs)
        shared = shared.model_copy(update={"inputs": resolved.inputs, "format": resolved.format})
    return replace(
        first,
        model=shared,
        columns={key: spec for plan in plans.values() for key, spec in plan.columns.items()},
        steps=tuple(steps),
        policy=_policy(document, plans),
        assumed={},
        guessed_kinds=(),
        left_out=tuple(dict.fromkeys(m for plan in plans.values() for m in plan.left_out)),
        heads={name: _head(document, name, plan) for name, plan in plans.items()},
    )


def _plan_of(given: _Given, name: str, head: HeadSpec) -> Any:
    if head.of:
        return _of_set(given, name)
    return _planned(given, name) if head.label is not None else _unlabelled(given, name)


def _planned(given: _Given, name: str) -> Any:
    """The head as if the document were about it alone; what is about sets is asked of those."""
    own = document_of(given.document, name)
    profile = profile_of(given.document, name, given.model)
    known = given.known
    if any(head.of for head in given.document.heads.values()):
        known = {key: entry for key, entry in known.items() if not is_of_sets(entry)}
        own = _asking(own, given.known, of_sets=False)
    return given.make_plan(own, dataset=given.dataset, model=profile, known=known, **given.more)


def _of_set(given: _Given, name: str) -> Any:
    """The set of other heads' answers: measured by what is about sets, once they have answered."""
    own = _asking(document_of(given.document, name), given.known, of_sets=True)
    own = own.model_copy(update={"model": None})
    problems: list[Problem] = []
    columns = resolve_columns(own, given.dataset, problems)
    # What the run puts there: nobody's columns.
    sets = {str(role): ColumnSpec(role=role) for role in (Role.LABEL_SET, Role.ANSWER_SET)}
    known = {key: entry for key, entry in given.known.items() if is_of_sets(entry)}
    steps = choose_steps(own, {**columns, **sets}, given.dataset, None, known, problems)
    policy, left_out = resolve_policy(own.policy, columns, None, steps, given.known, problems)
    if problems:
        raise Refused(problems)
    return given.plan(
        dataset_sha256=given.dataset.sha256,
        model_sha256=None if given.model is None else given.model.sha256,
        columns=columns,
        model=None,
        steps=steps,
        settings=own.settings,
        policy=policy,
        left_out=left_out,
    )


def _asking(
    document: AuditDocument, known: Mapping[str, ProbeEntry], *, of_sets: bool
) -> AuditDocument:
    """The document with those of its named probes that are about sets, or with the others."""
    if document.probes is None:
        return document
    about = {name for name, entry in known.items() if is_of_sets(entry)}
    probes = [request for request in document.probes if (request.name in about) == of_sets]
    return document.model_copy(update={"probes": probes})


def _unlabelled(given: _Given, name: str) -> Any:
    """The head with steps that do not run; the columns and the policy are those it would have."""
    own = document_of(given.document, name)
    profile = profile_of(given.document, name, given.model)
    problems: list[Problem] = []
    columns = resolve_columns(own, given.dataset, problems)
    spec = own.model
    if profile is not None:
        spec, columns = resolve_inputs(own, profile, given.dataset, columns, problems)
    steps, reason, remedy = without_label(own, columns, profile, given.known)
    would_run = [replace(step, reason=None) for step in steps]
    policy, left_out = resolve_policy(
        own.policy, columns, spec, would_run, given.known, problems
    )  # fmt: skip
    if problems:
        raise Refused(problems)
    remedy = f"{remedy}: `heads: {{{name}: {{label: COLUMN}}}}`"
    return given.plan(
        dataset_sha256=given.dataset.sha256,
        model_sha256=None if given.model is None else given.model.sha256,
        columns=columns,
        model=spec,
        steps=tuple(replace(step, reason=reason, remedy=remedy) for step in steps),
        settings=own.settings,
        policy=policy,
        left_out=left_out,
    )


def _named_where_some_fit(plans: Mapping[str, Any]) -> dict[str, Any]:
    """A named probe that fits another kind of answer alone does not hold the gate for the others.

    Where it fits no head, or the head has no label, it does.
    """
    fitting = {s.probe for plan in plans.values() for s in plan.steps if s.reason is None}
    return {
        name: replace(
            plan,
            steps=tuple(
                replace(step, named=False)
                if is_of_another_kind(step.reason) and step.probe in fitting
                else step
                for step in plan.steps
            ),
        )
        for name, plan in plans.items()
    }


def _head(document: AuditDocument, name: str, plan: Any) -> HeadPlan:
    head = document.heads[name]
    reasons = [] if head.label is not None or head.of else plan.steps
    why = next(iter(reasons), None)
    return HeadPlan(
        columns=tuple(dict.fromkeys(head.columns.values())),
        model=plan.model,
        assumed=plan.assumed,
        guessed_kinds=plan.guessed_kinds,
        reason=None if why is None else why.reason,
        remedy=None if why is None else why.remedy,
        of=tuple(head.of or ()),
    )


def _policy(document: AuditDocument, plans: Mapping[str, Any]) -> PolicySpec | None:
    """The rules as they were written; a policy of a name has fitted each head its own."""
    if not isinstance(document.policy, str):
        return document.policy
    rules: list[RuleSpec] = []
    for name, plan in plans.items():
        if plan.policy is not None:
            rules += [rule.model_copy(update={"head": name}) for rule in plan.policy.rules]
    return PolicySpec(name=document.policy, rules=rules)


def _of_head(problem: Problem, name: str) -> Problem:
    """What is said of the model as a head has it is mended with the head."""
    for key in ("labels", "task", "output", "threshold"):
        if problem.field == f"model.{key}":
            return replace(problem, field=f"heads.{name}.{key}")
    return problem


def _once(problems: list[Problem]) -> list[Problem]:
    return list({(p.field, p.reason): p for p in problems}.values())
