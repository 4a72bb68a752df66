"""What models and datasets have in common: uploaded versions and their inspection."""

from typing import Any, cast

from flask import Response, jsonify

from service import shapes
from service.auth import caller
from service.context import services
from service.errors import NotFound
from service.identity import is_id
from service.records.catalog import Models
from service.records.tables import DatasetVersion, ModelVersion
from service.records.unit_of_work import UnitOfWork

Row = ModelVersion | DatasetVersion


def catalog_of(unit: UnitOfWork, kind: str) -> Models:
    """The catalogue of a kind; both have the same verbs."""
    return unit.models if kind == "model" else cast(Models, unit.datasets)


def list_families(kind: str, query: shapes.PageQuery) -> Response:
    """The latest version of every family, newest family first."""
    with services().records.reading(caller().tenant) as unit:
        items, cursor = latest_versions(unit, kind, query.cursor, query.limit)
    return jsonify(items=items, cursor=cursor)


def latest_versions(
    unit: UnitOfWork, kind: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Families with their latest version, and the cursor of the next page."""
    catalog = catalog_of(unit, kind)
    page = catalog.page(cursor=cursor, limit=limit)
    pairs = [(family.name, catalog.latest(family.id)) for family in page.rows]
    return [version_answer(name, row) for name, row in pairs if row is not None], page.cursor


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


def find_version(unit: UnitOfWork, kind: str, identifier: str) -> tuple[str, Row]:
    """Family name and version; a family's id means its latest version."""
    catalog = catalog_of(unit, kind)
    if is_id(identifier, kind):
        latest = catalog.latest(catalog.find_family(identifier).id)
        identifier = latest.id if latest is not None else identifier
    row = catalog.find(identifier)
    return catalog.find_family(row.family_id).name, row


def version_answer(name: str, row: Row) -> dict[str, Any]:
    """The version as the API shows it."""
    return shapes.Version(
        id=row.id,
        family=row.family_id,
        name=name,
        version=row.version,
        parent=row.parent_id,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        filename=row.filename,
        created=row.created_at,
        inspection=shapes.Inspection(
            state=row.inspection,
            profile=row.profile,
            problems=row.problems or [],
        ),
    ).model_dump(mode="json")
