"""A database role a part: what API, worker and scheduler may do in PostgreSQL, and no more.

An operator makes the roles (deploy/postgresql/roles.sql); whoever owns the tables migrates, and
each migration by `python -m service.records.migrating` grants anew. Nobody but the owner changes or
removes a line of the trail; passwords and keys are not a worker's to read.
"""

import logging
from collections.abc import Iterator

from sqlalchemy import Connection, text

from service.records.engine import open_engine

LOG = logging.getLogger(__name__)
API, WORKER, SCHEDULER = "evenhand_api", "evenhand_worker", "evenhand_scheduler"
ROLES = (API, WORKER, SCHEDULER)
# Table: by role, what is left of the rights to read and write that every table begins with.
# A column list after `select` or `update` is that column alone.
LEFT = {
    "audit_log": dict.fromkeys(ROLES, "select, insert"),
    "trail_heads": {API: "select", WORKER: "select, insert", SCHEDULER: "select"},
    "signing_keys": {
        API: "select", WORKER: "select, insert, update (retired_at)", SCHEDULER: "select"
    },
    "alembic_version": dict.fromkeys(ROLES, "select"),
    # To lock an organisation's row is to update it, for PostgreSQL: a column that decides nothing.
    # Operators make, bound and erase organisations over HTTP.
    "tenants": {
        API: "select, insert, update (created_at, name, most_bytes, erased_at)",
        WORKER: "select, update (created_at)",
        SCHEDULER: "select, update (created_at)",
    },
    "api_keys": {
        API: "select, insert, update, delete",
        WORKER: "select (id, tenant_id, name)",
        SCHEDULER: "select (id, tenant_id, name)",
    },
    "users": {
        API: "select, insert, update, delete",
        WORKER: "select (id, tenant_id, name)",
        SCHEDULER: "select (id, tenant_id, name)",
    },
    "sessions": {API: "select, insert, delete", WORKER: "", SCHEDULER: "select, delete"},
    "inbound_hooks": {
        API: "select, insert, delete", WORKER: "", SCHEDULER: "select, update (secret)"
    },
    "webhooks": {
        API: "select, insert, delete", WORKER: "select", SCHEDULER: "select, update (secret)"
    },
    "policies": {API: "select, insert, delete", WORKER: "select", SCHEDULER: "select"},
    "policy_versions": {API: "select, insert, delete", WORKER: "select", SCHEDULER: "select"},
    "schedules": {
        API: "select, insert, update, delete",
        WORKER: "select",
        SCHEDULER: "select, insert, update, delete",
    },
    "elections": {
        API: "select", WORKER: "select", SCHEDULER: "select, insert, update, delete"
    },
}  # fmt: skip


def grant(url: str) -> bool:
    """Grant to the roles what is theirs, where all of them exist; whether they do."""
    engine = open_engine(url, connections=1)
    try:
        if engine.dialect.name != "postgresql":
            return False
        with engine.begin() as connection:
            if not _all_exist(connection):
                return False
            for statement in statements():
                connection.execute(text(statement))
    finally:
        engine.dispose()
    LOG.info("granted to %s", ", ".join(ROLES))
    return True


def statements() -> Iterator[str]:
    """What grants and revokes, in order; the same twice changes nothing."""
    everybody = ", ".join(ROLES)
    yield f"grant usage on schema public to {everybody}"
    yield f"grant select, insert, update, delete on all tables in schema public to {everybody}"
    yield f"grant usage, select on all sequences in schema public to {everybody}"
    for table, rights in LEFT.items():
        for role, left in rights.items():
            yield f"revoke all on {table} from {role}"
            if left:
                yield f"grant {left} on {table} to {role}"


def _all_exist(connection: Connection) -> bool:
    result = connection.execute(
        text("select count(*) from pg_roles where rolname = any(:names)"), {"names": list(ROLES)}
    )
    return bool(result.scalar_one() == len(ROLES))
