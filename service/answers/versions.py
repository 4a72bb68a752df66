"""How versions of models and datasets are looked up, and look from outside."""

from typing import Any, cast

from service import shapes
from service.identity import is_id
from service.records.catalog import Models
from service.records.tables import DatasetVersion, ModelVersion
from service.records.unit_of_work import UnitOfWork

Row = ModelVersion | DatasetVersion


def catalog_of(unit: UnitOfWork, kind: str) -> Models:
    """The catalogue of a kind; both have the same verbs."""
    return unit.models if kind == "model" else cast(Models, unit.datasets)


def latest_versions(
    unit: UnitOfWork, kind: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Families with their latest version, and the cursor of the next page."""
    catalog = catalog_of(unit, kind)
    page = catalog.page(cursor=cursor, limit=limit)
    pairs = [(family.name, catalog.latest(family.id)) for family in page.rows]
    return [version_answer(name, row) for name, row in pairs if row is not None], page.cursor


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
