"""What models and datasets have in common: uploaded versions and their inspection."""

from flask import Response, jsonify

from service import shapes
from service.answers.versions import catalog_of, find_version, latest_versions, version_answer
from service.auth import caller
from service.context import services
from service.errors import NotFound
from service.identity import is_id


def list_families(kind: str, query: shapes.PageQuery) -> Response:
    """The latest version of every family, newest family first."""
    with services().records.reading(caller().tenant) as unit:
        items, cursor = latest_versions(unit, kind, query.cursor, query.limit)
    return jsonify(items=items, cursor=cursor)


def list_versions(kind: str, family_id: str, query: shapes.PageQuery) -> Response:
    """Every version of a family, newest first."""
    with services().records.reading(caller().tenant) as unit:
        catalog = catalog_of(unit, kind)
        family = catalog.find_family(family_id)
        page = catalog.versions(family.id, cursor=query.cursor, limit=query.limit)
        items = [version_answer(family.name, row) for row in page.rows]
    return jsonify(items=items, cursor=page.cursor)


def get_version(kind: str, identifier: str) -> Response:
    """One version with its inspection, or the latest of a family."""
    with services().records.reading(caller().tenant) as unit:
        name, row = find_version(unit, kind, identifier)
    response = jsonify(version_answer(name, row))
    if row.inspection in ("waiting", "running"):
        response.headers["Retry-After"] = "1"
    return response


def delete_version(kind: str, version_id: str) -> Response:
    """Only by a version's own id: a family's would mean whichever came last."""
    if not is_id(version_id, f"{kind}_version"):
        raise NotFound(hint="Give the id of one version, not of its family.")
    who = caller()
    with services().records.writing(who.tenant) as unit:
        name, row = find_version(unit, kind, version_id)
        unit.deleting.version(type(row), version_id)
        unit.log.append(
            who.tenant, who.name, f"{kind}.deleted", version_id, name=name, sha256=row.sha256
        )
        unit.commit()
    return Response(status=204)
