"""Every organisation, for operators: made, bounded; `erasures` erases one."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import administering
from service.api import shapes
from service.api.paths import OrganisationPath
from service.api.shapes import PageQuery
from service.auth import access, caller
from service.context import services
from service.records.errors import NoRow
from service.records.tables import Tenant
from service.records.unit_of_work import EVERYONE

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


def organisations(cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Some of them as the API shows them, and where the next begin."""
    with services().records.reading(EVERYONE) as unit:
        page = unit.tenants.page(cursor=cursor, limit=limit)
    return [_in_list(row) for row in page.rows], page.cursor


def made(name: str) -> tuple[Tenant, str, float | None]:
    """The organisation, its first key's text, and when that expires."""
    who = caller()
    with services().records.writing(EVERYONE) as unit:
        organisation = administering.make_organisation(unit, name, by=who.name)
        key, text = administering.make_first_key(unit, organisation, by=who.name)
        unit.log.append(who.tenant, who.name, "organisation.made", organisation)
        unit.commit()
        row = unit.tenants.find(organisation)
    return row, text, key.expires_at


def bounded(organisation: str, most_bytes: int | None) -> dict[str, Any]:
    """The organisation with another bound."""
    who, records = caller(), services().records
    with records.reading(EVERYONE) as unit:
        if unit.tenants.find(organisation).erased_at is not None:
            raise NoRow(organisation)
    with records.writing(organisation) as unit:
        administering.bound_organisation(unit, organisation, most_bytes, by=who.name)
        unit.commit()
        row = unit.tenants.find(organisation)
    return _in_list(row)


def _in_list(row: Tenant) -> dict[str, Any]:
    app = services()
    with app.records.reading(row.id) as unit:
        stored = unit.quotas.usage(app.settings.tenant_bytes).stored
    return shapes.OrganisationInList(
        id=row.id,
        name=row.name,
        created=row.created_at,
        stored_bytes=stored,
        most_bytes=row.most_bytes,
    ).model_dump(mode="json")
