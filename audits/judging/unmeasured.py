"""Why a rule found nothing to judge, and what to write instead."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.judging.findings import Finding
from audits.judging.rule_scope import WHERE
from audits.specification.policy_document import RuleSpec
from audits.specification.probe_manifest import measured_by, vocabulary
from audits.specification.roles import RESERVED_GROUP_KEYS
from audits.specification.suggestions import listed, similar
from audits.specification.verdicts import Verdict

Named = Mapping[str, str | None]
# Of a rule that a named policy has for each protected column, where there is none.
NOBODY_COMPARED = "no column is protected, so nobody's groups were compared"
NAME_GROUPS = (
    "name the columns whose groups are to be compared (role protected, or `--protected` beside a "
    "table), or choose a policy that compares nobody, e.g. `better-than-nothing`"
)


def unmeasured(
    rule: RuleSpec, steps: Sequence[Mapping[str, Any]], *, all_left_out: bool
) -> Finding:
    """NOT RUN, or ERROR where the probe that owns the metric broke.

    steps: `StepResult.to_json()` of every step. all_left_out: whether there were groups, each of
    which `except` or `smallest_share` leaves out.
    """
    group = tuple((rule.group or {}).items())
    metric, owner = vocabulary()[rule.metric]
    measuring = measured_by()[rule.metric] if rule.probe is None else (rule.probe,)
    of_owner = [step for step in steps if step["probe"] in measuring]
    owner = next((step["probe"] for step in of_owner), rule.probe or owner)
    broken = next((step for step in of_owner if step["status"] == "error"), None)
    if broken is not None and not all_left_out:
        reason = f"{owner} broke: {broken['reason']}"
        return Finding(rule, rule.metric, group, Verdict.ERROR, reason=reason)
    idle = next((step for step in of_owner if step["status"] == "not_run"), None)
    groups = [
        item["group"]
        for step in of_owner
        for item in step["measurements"]
        if item["metric"] == rule.metric
    ]
    if not groups and rule.attribute is None and not rule.group and not metric.overall:
        reason, remedy = NOBODY_COMPARED, NAME_GROUPS
    elif all_left_out:
        reason, remedy = "every group was left out", "relax `except` or `smallest_share`"
    elif idle is not None:
        reason, remedy = idle["reason"], idle["remedy"]
    elif not of_owner:
        reason, remedy = "no probe of this plan measures it", f"add `{owner}` to `probes`"
    elif not groups and (single := _single_group(rule, of_owner)) is not None:
        reason, remedy = single
    elif not groups:
        reason = f"{owner} ran and could not measure it"
        warnings = [text for step in of_owner for text in step.get("warnings", ())]
        remedy = "; ".join(warnings) or "see its page in docs/probes.md for what it needs"
    else:
        reason, remedy = _of_other_groups(rule, groups)
    return Finding(rule, rule.metric, group, Verdict.NOT_RUN, reason=reason, remedy=remedy)


def _single_group(rule: RuleSpec, steps: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """Reason and remedy where one group alone of the rule's attribute is known, by others."""
    if len(rule.attributes) != 1:
        return None
    (name,) = rule.attributes
    groups = [item["group"] for step in steps for item in step["measurements"]]
    known = {group[name] for group in groups if set(group) == {name}} - {None}
    if len(known) != 1:
        return None
    return (
        f"{known.pop()!r} is the only group of {name} that is known, and a gap needs another",
        f"give the other rows a value; where an empty cell of {name!r} means something, say so, "
        '`map: {"": none}`',
    )


def _of_other_groups(rule: RuleSpec, groups: Sequence[Named]) -> tuple[str, str]:
    """Reason and remedy where the metric has numbers, of other groups than the rule's."""
    known = [group for group in groups if None not in group.values()]
    if not known:
        return (
            "only rows whose group is unknown were measured, and those stand in no rule",
            "give them their values in the data",
        )
    if rule.group:
        return _of_another_group(rule.group, known)
    if not rule.attributes:
        return "it has no number for all rows together", _scopes(known)
    asked = " and ".join(rule.attributes)
    together = [group for group in known if set(rule.attributes) < group.keys() - WHERE]
    if together:
        return f"it is not measured by {asked} alone", _scopes(together)
    if any(RESERVED_GROUP_KEYS.isdisjoint(group) for group in known if group) and (
        RESERVED_GROUP_KEYS.isdisjoint(rule.attributes)
    ):
        return (
            f"nothing was measured for the groups of {asked}",
            "check that the data has two groups or more; a gap needs another to compare with",
        )
    return f"it is not measured by {asked}", _scopes(known)


def _of_another_group(asked: Named, known: Sequence[Named]) -> tuple[str, str]:
    alike = [group for group in known if group.keys() == asked.keys()]
    if not alike:
        return f"it is not measured by {' and '.join(asked)}", _scopes(known)
    there = [_written(group) for group in alike]
    close = similar(_written(asked), there)
    remedy = f"there are {listed(there)}"
    return "nothing was measured for this group", (
        remedy if close is None else f"did you mean `group: {close}`? {remedy}"
    )


def _scopes(groups: Sequence[Named]) -> str:
    """How a rule names groups of these kinds; the first of each kind as the example."""
    first: dict[tuple[str, ...], Named] = {}
    for group in groups:
        first.setdefault(tuple(key for key in group if key not in WHERE or len(group) == 1), group)
    ways = [_scope(keys, group) for keys, group in first.items()]
    return "; or ".join(ways[:4])


def _scope(keys: Sequence[str], example: Named) -> str:
    if not keys:
        return "leave `attribute` and `group` out for its number for all rows"
    named = keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]"
    return f"write `attribute: {named}` for each of them, or `group: {_written(example)}` for one"


def _written(group: Named) -> str:
    """A group as a document spells it."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in group.items()) + "}"
