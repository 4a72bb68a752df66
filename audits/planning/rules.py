"""Check a policy against the vocabulary and the columns."""

from collections.abc import Mapping

from audits.errors import Problem
from audits.planning.column_values import shown_name
from audits.planning.rule_bounds import check_bounds
from audits.specification.document import ColumnSpec
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import MetricEntry, ProbeEntry
from audits.specification.roles import RESERVED_GROUP_KEYS, Role
from audits.specification.suggestions import nearest


def check_rules(
    policy: PolicySpec,
    columns: Mapping[str, ColumnSpec],
    known: Mapping[str, ProbeEntry],
    problems: list[Problem],
) -> None:
    """Every rule names a metric that exists, in a scope it has, with bounds that mean it."""
    protected = {
        shown_name(name, spec) for name, spec in columns.items() if spec.role is Role.PROTECTED
    }
    others = {
        shown_name(name, spec): spec.role
        for name, spec in columns.items()
        if spec.role is not Role.PROTECTED
    }
    check_vocabulary(policy, known, problems)
    for position, rule in enumerate(policy.rules):
        brought = _brought(rule, known)
        _check_scope(f"policy.rules.{position}", rule, protected | brought, others, problems)


def _brought(rule: RuleSpec, known: Mapping[str, ProbeEntry]) -> set[str]:
    """Attributes of the people that come with a probe which measures this."""
    return {
        attribute
        for entry in known.values()
        if any(metric.name == rule.metric for metric in entry.metrics)
        for attribute in entry.brings
    }


def check_vocabulary(
    policy: PolicySpec, known: Mapping[str, ProbeEntry], problems: list[Problem]
) -> None:
    """What can be said of rules without a table: metrics, their probes, and what bounds mean."""
    words = {metric.name: metric for entry in known.values() for metric in entry.metrics}
    owners: dict[str, list[str]] = {}
    for entry in known.values():
        for metric in entry.metrics:
            owners.setdefault(metric.name, []).append(entry.name)
    for position, rule in enumerate(policy.rules):
        field = f"policy.rules.{position}"
        if rule.metric not in words:
            problems.append(
                Problem(
                    f"{field}.metric",
                    f"there is no metric {rule.metric!r}",
                    nearest(rule.metric, words),
                    "unknown_metric",
                )
            )
            continue
        metric, measuring = words[rule.metric], owners[rule.metric]
        if rule.attribute is None and not rule.group and not metric.overall:
            problems.append(
                Problem(
                    field,
                    f"{rule.metric} has no overall value",
                    "name whose: `attribute: sex`, or `group: {…}`; a nuisance stands there as "
                    "`{nuisance: site}`, a class of the answer as `{class: '1'}`",
                    "no_overall",
                )
            )
        if rule.probe is not None and rule.probe not in measuring:
            problems.append(
                Problem(
                    f"{field}.probe",
                    f"{rule.metric} is measured by {' and '.join(measuring)}",
                    f"leave `probe` out, or write `probe: {measuring[0]}`",
                    "wrong_probe",
                )
            )
        if rule.evidence is not None and metric.evidence != rule.evidence:
            problems.append(
                Problem(
                    f"{field}.evidence",
                    f"{rule.metric} is no {rule.evidence}, so there is nothing left standing to "
                    "accept",
                    "leave `evidence` out; it is for metrics of attacks",
                    "no_attack",
                )
            )
        problems.extend(check_bounds(field, rule, metric))
        lower, upper = rule.limits
        if metric.two_sided and not rule.one_sided and (lower is None or upper is None):
            problems.append(
                Problem(
                    field,
                    f"{rule.metric} is signed: a one-sided bound lets the reversed gap pass",
                    _two_sided_remedy(metric),
                    "one_sided",
                )
            )


def _two_sided_remedy(metric: MetricEntry) -> str:
    example = "within: [0.8, 1.25]" if metric.null == 1 else "within: 0.05"
    return f"bound both sides, e.g. `{example}`, or say `one_sided: true`"


def _check_scope(
    field: str,
    rule: RuleSpec,
    protected: set[str],
    others: Mapping[str, Role],
    problems: list[Problem],
) -> None:
    for name, value in (rule.group or {}).items():
        if value is None and name in protected:
            problems.append(
                Problem(
                    f"{field}.group.{name}",
                    "people whose value is missing are reported and stand in no rule",
                    "name a group, or write a value of their own for them in the data",
                    "unknown_group",
                )
            )
    scope = "attribute" if rule.attribute is not None else "group"
    for name in rule.attributes or tuple(rule.group or ()):
        refused = any(one.field == f"dataset.columns.{name}" for one in problems)
        if name not in protected and name not in RESERVED_GROUP_KEYS and not refused:
            problems.append(
                Problem(
                    f"{field}.{scope}",
                    f"no protected column is called {name!r}",
                    _other_attribute(name, protected, others),
                    "unknown_attribute",
                )
            )


def _other_attribute(name: str, protected: set[str], others: Mapping[str, Role]) -> str:
    """What to write where a rule names what is no protected column.

    others: roles of the columns that have another.
    """
    if name in others:
        role = others[name]
        if role is Role.NUISANCE:
            return f"{name} is a nuisance, which stands as a value: `group: {{nuisance: {name}}}`"
        return f"give it that role, `{name}: {{role: protected}}`, or name another; " + nearest(
            name, protected
        )
    if name == Role.PROTECTED:
        return f"that is a role: name a column that has it; {nearest(name, protected)}"
    if not protected:
        return "no column has the role `protected`: give it to the one that is meant"
    return nearest(name, protected)
