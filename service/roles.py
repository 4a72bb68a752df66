"""What people may do: roles, each a set of scopes that includes those before it."""

from collections.abc import Mapping

SCOPES = ("read", "write", "approve", "admin")
ROLES: Mapping[str, tuple[str, ...]] = {
    "viewer": SCOPES[:1],
    "author": SCOPES[:2],
    "approver": SCOPES[:3],
    "administrator": SCOPES,
}
ABOUT: Mapping[str, str] = {
    "viewer": "reads audits, reports, models and policies",
    "author": "also uploads, starts audits, and stores policies and schedules",
    "approver": "also stores waivers, where EVENHAND_WAIVERS is approvers",
    "administrator": "also keys, people, webhooks, the trail, and erasing",
}
