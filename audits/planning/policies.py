"""A policy by its name becomes rules about the columns and answers of this audit."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from audits.errors import Problem
from audits.planning.column_values import shown_name
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.named_policies import fitted, named_policies
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import ProbeEntry, vocabulary
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import did_you_mean, listed

NO_COLUMNS: Mapping[str, ColumnSpec] = MappingProxyType({})
_TASKS = {"classification": Kind.CATEGORY, "regression": Kind.NUMBER}


def resolve_policy(
    policy: PolicySpec | str | None,
    columns: Mapping[str, ColumnSpec],
    model: ModelSpec | None,
    steps: Sequence[Step],
    known: Mapping[str, ProbeEntry],
    problems: list[Problem],
) -> tuple[PolicySpec | None, tuple[str, ...]]:
    """The rules, and the metrics whose rules the named policy left out; a name is problem or rules.

    Files and stored policies of a name were read before: what is still a name is one of ours.
    """
    if not isinstance(policy, str):
        return policy, ()
    named = named_policies().get(policy)
    if named is None:
        problems.append(
            Problem(
                "policy",
                f"there is no policy file or stored policy {policy!r}",
                did_you_mean(
                    policy,
                    named_policies(),
                    "give a file beside the document, a stored name, the rules themselves, or one "
                    f"of {listed(sorted(named_policies()))}",
                ),
                "unknown_policy",
            )
        )
        return None, ()
    protected = [
        shown_name(name, spec) for name, spec in columns.items() if spec.role is Role.PROTECTED
    ]
    measured = {
        metric.name
        for step in steps
        if step.reason is None and step.probe in known
        for metric in known[step.probe].metrics
    }
    rules, left_out = fitted(
        named, protected=protected, answer=_answer(columns, model), measured=measured
    )
    comparing_nobody = not protected and all("each" in rule for rule in named.rules)
    if not named.only_measured and (not rules.rules or comparing_nobody):
        problems.append(
            Problem(
                "policy",
                f"{policy} has no rule for this audit: it judges "
                + ("groups, and no column is protected" if not protected else "other answers"),
                "give a column the role protected, or choose another policy"
                if not protected
                else "choose another policy, or write the rules",
                "policy_does_not_fit",
            )
        )
    return rules, left_out


def _answer(columns: Mapping[str, ColumnSpec], model: ModelSpec | None) -> Kind | None:
    """What is answered: by the recorded column, by the label, or by the model's task."""
    if model is not None and model.task is not None:
        return _TASKS.get(model.task, Kind.TEXT)
    for role in (Role.PREDICTION, Role.LABEL):
        kind = next((spec.kind for spec in columns.values() if spec.role is role), None)
        if kind is not None:
            return kind
    return None


def told_left_out(
    metrics: Sequence[str],
    steps: Sequence[Step] = (),
    columns: Mapping[str, ColumnSpec] = NO_COLUMNS,
) -> tuple[str, ...]:
    """That the named policy judges less than it says, and how to have it judge the rest.

    steps, columns: of the plan. For the report's warnings.
    """
    if not metrics:
        return ()
    rules = "a rule" if len(metrics) == 1 else "rules"
    remedy = _remedy_of_left_out(metrics, steps, columns)
    return (
        f"the policy has {rules} on {listed(metrics)} that nothing here measures: left out, and "
        f"neither passed nor failed{'; ' if remedy else ''}{remedy}",
    )


def _remedy_of_left_out(
    metrics: Sequence[str], steps: Sequence[Step], columns: Mapping[str, ColumnSpec]
) -> str:
    roles = {spec.role for spec in columns.values()}
    # Of ranked lists the scores are read as an order, which no threshold makes answers of.
    if Role.SCORE in roles and roles.isdisjoint((Role.PREDICTION, Role.QUERY)):
        score = next(spec for spec in columns.values() if spec.role is Role.SCORE)
        if score.threshold is None:
            return (
                "there are scores and no answers: say from which score on an answer is positive "
                "(`threshold`, e.g. 0.5 of probabilities and 0 of log-odds), and they are judged"
            )
    if steps and all(step.named for step in steps):
        owners = sorted({vocabulary()[metric][1] for metric in metrics})
        return (
            "only the probes that were named ran: name "
            f"{listed([f'`{name}`' for name in owners])} beside them, or leave `probes` out for "
            "all that fit"
        )
    return ""
