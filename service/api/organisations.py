"""Every organisation, for operators: made, bounded; `erasures` erases one."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.api.paths import OrganisationPath
from service.auth import access
from service.organisation_management import bounded, made, organisations
from service.shapes import PageQuery

api = APIBlueprint(
    "organisations", __name__, url_prefix="/v1/organisations", abp_tags=[Tag(name="organisations")]
)


@api.get("", responses={200: shapes.Organisations})
@access("operate")
def list_organisations(query: PageQuery) -> Response:
    """Organisations, newest first, with what they store; erased ones are left out."""
    items, cursor = organisations(query.cursor, query.limit)
    return jsonify(items=items, cursor=cursor)


@api.post("", responses={201: shapes.OrganisationMade})
@access("operate")
def create_organisation(body: shapes.OrganisationRequest) -> Response:
    """An organisation, and a key for its first administrator; the key is shown only here."""
    row, text, expires = made(body.name)
    answer = shapes.OrganisationMade(
        id=row.id, name=row.name, created=row.created_at, key=text, key_expires=expires
    )
    response = jsonify(answer.model_dump(mode="json"))
    response.status_code = 201
    return response


@api.patch("/<organisation_id>", responses={200: shapes.OrganisationInList})
@access("operate")
def bound_organisation(path: OrganisationPath, body: shapes.OrganisationChange) -> Response:
    """Another bound of what it may store."""
    return jsonify(bounded(path.organisation_id, body.most_bytes))
