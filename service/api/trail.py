"""The trail: who did what, when and from where; each line chained to the one before."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.auth import access, caller
from service.context import services
from service.records.log import shown, shown_head

api = APIBlueprint("trail", __name__, url_prefix="/v1/trail", abp_tags=[Tag(name="trail")])


@api.get("", responses={200: shapes.TrailLines})
@access("admin")
def list_trail(query: shapes.TrailQuery) -> Response:
    """Lines, newest first. `evenhand trail export` keeps all, `evenhand verify` checks them."""
    who = caller()
    with services().records.reading(who.tenant) as unit:
        page = unit.log.page(
            cursor=query.cursor,
            limit=query.limit,
            action=query.action,
            actor=query.actor,
            object_id=query.object,
        )
    items = [shown(row) for row in page.rows]
    return jsonify(organisation=who.tenant, items=items, cursor=page.cursor)


@api.get("/heads", responses={200: shapes.TrailHeads})
@access("admin")
def list_trail_heads(query: shapes.TrailPageQuery) -> Response:
    """Ends of the trail as a worker signed them, newest first. Keep one: it shows what was cut."""
    who = caller()
    with services().records.reading(who.tenant) as unit:
        page = unit.log.heads(cursor=query.cursor, limit=query.limit)
    items = [shown_head(row) for row in page.rows]
    return jsonify(organisation=who.tenant, items=items, cursor=page.cursor)
