"""Organisations, as routes and pages make, bound and list them for operators."""

from typing import Any

from service import administering, shapes
from service.auth import caller
from service.context import services
from service.records.errors import NoRow
from service.records.tables import Tenant
from service.records.unit_of_work import EVERYONE


def organisations(cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Some of them as the API shows them, and where the next begin."""
    with services().records.reading(EVERYONE) as unit:
        page = unit.tenants.page(cursor=cursor, limit=limit)
    return [_in_list(row) for row in page.rows], page.cursor


def only_organisation() -> str | None:
    """The name of the one organisation that there is; None where there are several, or none."""
    with services().records.reading(EVERYONE) as unit:
        rows = unit.tenants.page(limit=2).rows
    return rows[0].name if len(rows) == 1 else None


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
