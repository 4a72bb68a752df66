"""Policies that everybody can name: rules that fit themselves to the columns of an audit.

Each is one file of `policies/`; its place is its name. A rule there is a rule of a document with
two keys more: `each: protected` stands for one rule a protected column, and `kind` says of which
answers it is meant (`category`, `number` or `text`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.roles import Kind

FOLDER = Path(__file__).parent / "policies"
# What judges where a way in asks for no policy.
DEFAULT = "starter"


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """title, means, suits, cannot_see: what it is called, demands, is for, and overlooks.

    only_measured: rules of which the plan measures nothing are left out; else they are NOT RUN.
    """

    name: str
    title: str
    means: str
    suits: str
    cannot_see: str
    rules: Sequence[Mapping[str, Any]]
    only_measured: bool = False


@cache
def named_policies() -> Mapping[str, NamedPolicy]:
    """Every policy of `policies/` by its name."""
    from audits.specification.parsing import load_yaml  # a parser that no child of an audit needs

    paths = sorted(FOLDER.glob("*.yaml"))
    return MappingProxyType(
        {
            path.stem: NamedPolicy(path.stem, **load_yaml(path.read_text(encoding="utf-8")))
            for path in paths
        }
    )


def fitted(
    policy: NamedPolicy,
    *,
    protected: Sequence[str],
    answer: Kind | None,
    measured: Collection[str],
) -> tuple[PolicySpec, tuple[str, ...]]:
    """The policy's rules for an audit, and the metrics of rules that were left out of it.

    protected: names of the protected columns, as the report shows them; where there is none, a rule
    for each of them stays once beside the others, about no attribute, and is NOT RUN: nobody was
    compared. answer: what the model or the recorded column answers. measured: metrics of the
    plan's steps.
    """
    judges = any(template["metric"] in measured for template in policy.rules)
    rules: list[RuleSpec] = []
    left_out: dict[str, None] = {}
    for template in policy.rules:
        metric = template["metric"]
        if Kind(template.get("kind", answer or Kind.CATEGORY)) is not (answer or Kind.CATEGORY):
            continue
        compares_nobody = "each" in template and not protected and judges
        if policy.only_measured and metric not in measured and not compares_nobody:
            left_out[metric] = None
            continue
        rules.extend(_spelled(template, protected))
    return PolicySpec(name=policy.name, rules=rules), tuple(left_out)


def _spelled(template: Mapping[str, Any], protected: Sequence[str]) -> Iterator[RuleSpec]:
    rule = {key: value for key, value in template.items() if key not in ("each", "kind")}
    if "each" not in template or not protected:
        yield RuleSpec.model_validate(rule)
        return
    for name in protected:
        yield RuleSpec.model_validate({**rule, "attribute": name})
