"""Policies under a name: equal rules are one version, and no version ever changes."""

import hashlib
from typing import Any

import rfc8785

from audits.errors import Problem, Refused
from audits.planning.rules import check_vocabulary
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import entries
from service.auth import caller, may_waive
from service.context import services
from service.fair_use import refuse_one_more
from service.plan_resolution import waivers_refused
from service.records.tables import PolicyVersion
from service.trail import waivers_of


def policy_json(policy: PolicySpec) -> dict[str, Any]:
    """The rules as they were said, and the defaults that count, in the contract's words."""
    body = policy.model_dump(
        mode="json", by_alias=True, exclude={"name", "rules"}, exclude_none=True
    )
    return {"rules": [rule.to_json() for rule in policy.rules], **body}


def keep_policy(
    name: str, policy: PolicySpec, *, version: str | None = None
) -> tuple[PolicyVersion, bool]:
    """The stored version, and whether it is new; rules that no audit could judge are refused."""
    problems: list[Problem] = []
    check_vocabulary(policy, entries(), problems)
    if problems:
        raise Refused(problems)
    who = caller()
    if not may_waive() and (problems := waivers_refused(policy)):
        raise Refused(problems)
    body = policy_json(policy)
    sha256 = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    with services().records.writing(who.tenant) as unit:
        refuse_one_more(unit, PolicyVersion)
        row, is_new = unit.policies.add_version(
            who.tenant, name=name, sha256=sha256, version=version, body=body, created_by=who.name
        )
        if is_new:
            unit.log.append(who.tenant, who.name, "policy.stored", row.id, **waivers_of(policy))
        unit.commit()
    return row, is_new
