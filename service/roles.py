"""What people may do: roles, each a set of scopes that includes those before it."""

from collections.abc import Mapping

SCOPES = ("read", "write", "approve", "admin", "operate")
OPERATE = "operate"  # reaches beyond one organisation: given by the command, or by who has it
ROLES: Mapping[str, tuple[str, ...]] = {
    "viewer": SCOPES[:1],
    "author": SCOPES[:2],
    "approver": SCOPES[:3],
    "administrator": SCOPES[:4],
    "operator": SCOPES,
}
ABOUT: Mapping[str, str] = {
    "viewer": "reads audits, reports, models and policies",
    "author": "also uploads, starts audits, and stores policies and schedules",
    "approver": "also signs audits off; waives and accepts, where EVENHAND_WAIVERS is approvers",
    "administrator": "also keys, people, webhooks, the trail, and erasing",
    "operator": "also other organisations: makes, bounds and erases them",
}
