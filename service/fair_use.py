"""How many things, and rows, one organisation may keep: more than it needs, and no more."""

from typing import Any

from service.context import services
from service.errors import TooMany
from service.records.tables import (
    InboundHook,
    PolicyVersion,
    Remark,
    Schedule,
    Upload,
    Waiver,
    Webhook,
)
from service.records.unit_of_work import UnitOfWork

MOST: dict[type[Any], tuple[int, str, str]] = {
    Upload: (1_000, "uploads are under way", "finish some, or give them up (DELETE /v1/uploads)"),
    Webhook: (100, "webhooks are told", "remove one (DELETE /v1/webhooks)"),
    InboundHook: (100, "inbound hooks are listened to", "remove one (DELETE /v1/inbound)"),
    PolicyVersion: (
        10_000,
        "versions of policies are kept",
        "let audits carry theirs in the document",
    ),
    Waiver: (10_000, "waivers are kept", "erase audits that are no longer needed"),
    Remark: (100_000, "remarks are kept", "erase audits that are no longer needed"),
    Schedule: (1_000, "schedules are kept", "remove one (DELETE /v1/schedules)"),
}


def refuse_one_more(unit: UnitOfWork, kind: type[Any]) -> None:
    """429 where the tenant has as many as it may, or no rows left; before one is written."""
    refuse_more_rows(unit)
    most, what, remedy = MOST[kind]
    if unit.count(kind) >= most:
        raise TooMany(f"{most:,} {what} already.", hint=f"First {remedy}.")


def refuse_more_rows(unit: UnitOfWork) -> None:
    """429 where the tenant has as many rows of the database as it may."""
    if reason := services().queue.rows_used_up(unit.spending, unit.tenant):
        raise TooMany(reason, hint="The operator sets the bound (EVENHAND_TENANT_ROWS).")
