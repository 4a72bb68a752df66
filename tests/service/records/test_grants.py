"""What a database role a part may do, as statements; `tests/integration` has PostgreSQL obey."""

import re
from pathlib import Path

import pytest

from service.records.grants import API, LEFT, ROLES, SCHEDULER, WORKER, grant, statements
from service.records.tables import Record

ROLES_FILE = Path(__file__).parents[3] / "deploy" / "postgresql" / "roles.sql"


def rights(table: str, role: str) -> str | None:
    """What the statements leave of a table, read in order; None where the general grant stands."""
    left = None
    for statement in statements():
        if statement == f"revoke all on {table} from {role}":
            left = ""
        elif statement.endswith(f" on {table} to {role}"):
            left = statement.removeprefix("grant ").removesuffix(f" on {table} to {role}")
    return left


def test_every_table_named_exists() -> None:
    assert set(LEFT) - {"alembic_version"} <= set(Record.metadata.tables)


def test_without_the_roles_nothing_is_granted(tmp_path: Path) -> None:
    assert grant(f"sqlite:///{tmp_path / 'x.sqlite'}") is False


def test_every_column_and_role_named_exists() -> None:
    for table, by_role in LEFT.items():
        assert set(by_role) == set(ROLES), table
        for role_rights in by_role.values():
            for columns in re.findall(r"\(([^)]*)\)", role_rights):
                named = {name.strip() for name in columns.split(",")}
                assert named <= set(Record.metadata.tables[table].columns.keys()), table


def test_the_roles_are_those_that_the_operators_script_makes() -> None:
    script = ROLES_FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"\bevenhand_\w+\b", script)) >= set(ROLES)


def test_what_everybody_has_is_taken_away_only_after_it_was_granted() -> None:
    given = list(statements())
    general = next(at for at, one in enumerate(given) if "on all tables" in one)
    revoked = [at for at, one in enumerate(given) if one.startswith("revoke")]
    assert len(revoked) == len(LEFT) * len(ROLES)
    assert general < min(revoked)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_or_removes_a_line_of_the_trail(role: str) -> None:
    assert rights("audit_log", role) == "select, insert"
    assert not {"update", "delete"} & set(re.findall(r"\w+", rights("trail_heads", role) or ""))


@pytest.mark.parametrize(
    ("table", "secret"), [("users", "password_argon2"), ("api_keys", "secret_sha256")]
)
@pytest.mark.parametrize("role", [WORKER, SCHEDULER])
def test_passwords_and_keys_are_read_by_the_api_alone(table: str, secret: str, role: str) -> None:
    assert rights(table, role) == "select (id, tenant_id, name)"
    assert "select," in (rights(table, API) or "")
    assert secret in Record.metadata.tables[table].columns


def test_a_worker_sees_no_browsers_session_and_no_secret_of_an_inbound_hook() -> None:
    assert rights("sessions", WORKER) == ""
    assert rights("inbound_hooks", WORKER) == ""
    assert rights("audits", WORKER) is None  # its work: the general grant stands
