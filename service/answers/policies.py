"""How stored policies look from outside."""

from typing import Any

from service import shapes
from service.records.tables import PolicyVersion
from service.records.unit_of_work import UnitOfWork


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
