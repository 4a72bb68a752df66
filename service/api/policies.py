"""Stored policies: a name, and versions that never change."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.specification.parsing import accept_policy
from service import shapes
from service.answers.policies import latest_policies, policy_answer
from service.api.paths import PolicyPath
from service.auth import access, caller
from service.context import services
from service.identity import is_id
from service.keeping_policies import keep_policy

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
