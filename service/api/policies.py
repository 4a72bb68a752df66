"""Stored policies: a name, and versions that never change."""

import hashlib
from typing import Any

import rfc8785
from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.errors import Refused
from audits.specification.document import PolicySpec
from audits.specification.parsing import accept_policy
from service.api import shapes
from service.api.fair_use import refuse_one_more
from service.api.paths import PolicyPath
from service.auth import access, caller, may_waive
from service.context import services
from service.identity import is_id
from service.preparation import waivers_refused
from service.records.tables import PolicyVersion
from service.records.unit_of_work import UnitOfWork
from service.trail import waivers_of

api = APIBlueprint("policies", __name__, url_prefix="/v1/policies", abp_tags=[Tag(name="policies")])


@api.post("", responses={200: shapes.PolicyVersion, 201: shapes.PolicyVersion})
@access("write")
def store_policy(body: shapes.PolicyRequest) -> Response:
    """Store a policy under a name; equal rules under the same name are the same version."""
    row, is_new = keep_policy(body.name, accept_policy(body.policy), version=body.version)
    response = jsonify(policy_answer(body.name, row))
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/v1/policies/{row.id}"
    return response


@api.get("", responses={200: shapes.PolicyVersions})
@access("read")
def list_policies(query: shapes.PageQuery) -> Response:
    """The latest version of every policy, newest family first."""
    with services().records.reading(caller().tenant) as unit:
        items, cursor = latest_policies(unit, query.cursor, query.limit)
    return jsonify(items=items, cursor=cursor)


@api.get("/<policy_id>", responses={200: shapes.PolicyVersion})
@access("read")
def get_policy(path: PolicyPath) -> Response:
    """One version, or the latest of a family."""
    with services().records.reading(caller().tenant) as unit:
        policy_id = path.policy_id
        if is_id(policy_id, "policy"):
            latest = unit.policies.latest(unit.policies.find_family(policy_id).id)
            policy_id = latest.id if latest is not None else policy_id
        row = unit.policies.find(policy_id)
        return jsonify(policy_answer(unit.policies.find_family(row.family_id).name, row))


def keep_policy(
    name: str, policy: PolicySpec, *, version: str | None = None
) -> tuple[PolicyVersion, bool]:
    """The stored version, and whether it is new."""
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


def policy_json(policy: PolicySpec) -> dict[str, Any]:
    """Only what was said, in the contract's words."""
    body = policy.model_dump(
        mode="json", by_alias=True, exclude={"name", "rules"}, exclude_none=True
    )
    return {"rules": [rule.to_json() for rule in policy.rules], **body}


def latest_policies(
    unit: UnitOfWork, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Families with their latest version, and the cursor of the next page."""
    page = unit.policies.page(cursor=cursor, limit=limit)
    pairs = [(family.name, unit.policies.latest(family.id)) for family in page.rows]
    return [policy_answer(name, row) for name, row in pairs if row is not None], page.cursor


def policy_answer(name: str, row: PolicyVersion) -> dict[str, Any]:
    """The version as the API shows it."""
    return shapes.PolicyVersion(
        id=row.id,
        family=row.family_id,
        name=name,
        version=row.version,
        parent=row.parent_id,
        sha256=row.sha256,
        created=row.created_at,
        policy=row.body,
    ).model_dump(mode="json")
