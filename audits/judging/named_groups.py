"""The groups that a policy's rules name: what is judged is measured, however weak it is.

A probe that reports the strongest of very many (words, columns) is given these with its subject,
so that no rule becomes NOT RUN because others were stronger.
"""

from collections import defaultdict
from collections.abc import Mapping

from audits.measurement import Group
from audits.specification.policy_document import PolicySpec


def named_groups(policy: PolicySpec | None) -> Mapping[str, frozenset[Group]]:
    """By metric, each group that a rule names with `group:`, its attributes in the rule's order."""
    named: dict[str, set[Group]] = defaultdict(set)
    for rule in policy.rules if policy is not None else ():
        if rule.group:
            named[rule.metric].add(tuple(rule.group.items()))
    return {metric: frozenset(groups) for metric, groups in named.items()}
