"""How many things of a kind one organisation may keep: more than it needs, and no more."""

from typing import Any

from service.errors import TooMany
from service.records.tables import InboundHook, PolicyVersion, Schedule, Upload, Webhook
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
    Schedule: (1_000, "schedules are kept", "remove one (DELETE /v1/schedules)"),
}


def refuse_one_more(unit: UnitOfWork, kind: type[Any]) -> None:
    """429 where the tenant has as many as it may; before a new one is written."""
    most, what, remedy = MOST[kind]
    if unit.count(kind) >= most:
        raise TooMany(f"{most:,} {what} already.", hint=f"First {remedy}.")
