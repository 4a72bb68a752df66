"""What administrators do to people, keys and sessions, each with its line in the trail.

Commands, routes and pages call the same functions. `by` is the id of a key or person; `operates`
whether they may more than their own organisation, which nobody else can give or take over.
"""

from collections.abc import Sequence
from typing import Any

from audits.errors import Refused
from service.names import checked_name
from service.passwords import hashed
from service.records.tables import ApiKey, User
from service.records.unit_of_work import Records, UnitOfWork
from service.roles import OPERATE, ROLES, SCOPES

DAY = 86_400.0
FIRST_KEY_DAYS = 7.0


def password_hash(
    records: Records, tenant: str, password: str, *, name: str = "", person: str | None = None
) -> str:
    """The hash of a password that will do; `Refused` for another, NotFound for an unknown person.

    Asked for before the unit that stores it, which others wait for: it takes a tenth of a second.
    name: of a person to be made; person: the id of one who is there.
    """
    with records.reading(tenant) as unit:
        organisation = unit.tenants.find(tenant).name
        whose = name if person is None else unit.users.find(person).name
    return hashed(password, about=(whose, organisation))


def make_person(
    unit: UnitOfWork,
    tenant: str,
    name: str,
    *,
    role: str,
    password_argon2: str,
    by: str,
    operates: bool = False,
) -> User:
    """A person who can sign in; `Refused` names what does not fit, Conflict a taken name.

    password_argon2: by `password_hash`.
    """
    _refuse_operator("role", _scopes_of(role), operates)
    row = unit.users.add(
        checked_name(name), password_argon2, _scopes_of(role), tenant=tenant, role=role
    )
    unit.log.append(tenant, by, "person.made", row.id, role=role)
    return row


def change_person(
    unit: UnitOfWork,
    tenant: str,
    person: str,
    *,
    by: str,
    role: str | None = None,
    password_argon2: str | None = None,
    disabled: bool | None = None,
    operates: bool = False,
) -> User:
    """The person with what was given changed; their sessions end, so that it counts at once."""
    row = unit.users.find(person)
    if person != by:
        _refuse_operator("person", row.scopes, operates)
    changed: dict[str, Any] = {}
    if role is not None:
        _refuse_operator("role", _scopes_of(role), operates)
        changed |= {"role": role, "scopes": _scopes_of(role)}
    if password_argon2 is not None:
        changed["password_argon2"] = password_argon2
    if disabled is not None:
        changed["disabled_at"] = unit.now() if disabled else None
    row = unit.users.change(person, changed)
    ended = unit.sessions.end_of(person)
    details = {
        "role": role,
        "disabled": disabled,
        "password": "changed" if password_argon2 else None,
    }
    unit.log.append(
        tenant, by, "person.changed", person, sessions_ended=ended,
        **{key: value for key, value in details.items() if value is not None},
    )  # fmt: skip
    return row


def make_key(
    unit: UnitOfWork,
    tenant: str,
    name: str,
    *,
    scopes: Sequence[str],
    days: float | None,
    by: str,
    operates: bool = False,
) -> tuple[ApiKey, str]:
    """A key and its text, which is shown once."""
    _refuse_operator("scopes", scopes, operates)
    if not scopes or set(scopes) - set(SCOPES):
        raise Refused.because(
            "scopes", "these are no scopes", f"give some of {', '.join(SCOPES)}", "unknown_scope"
        )
    expires = None if days is None else unit.now() + DAY * days
    row, text = unit.keys.mint(
        checked_name(name), list(scopes), expires_at=expires, created_by=by, tenant=tenant
    )
    unit.log.append(tenant, by, "key.made", row.id, scopes=list(scopes), days=days)
    return row, text


def revoke_key(unit: UnitOfWork, tenant: str, key: str, *, by: str) -> None:
    """The key opens nothing any more, and sessions opened with it are over. NotFound."""
    unit.keys.revoke(key)
    unit.log.append(tenant, by, "key.revoked", key)


def end_session(unit: UnitOfWork, tenant: str, session: str, *, by: str) -> None:
    """The browser is signed out. NotFound."""
    unit.sessions.end(session)
    unit.log.append(tenant, by, "session.ended", session)


def make_organisation(unit: UnitOfWork, name: str, *, by: str) -> str:
    """Id of a new organisation, in EVERYONE's unit. Conflict where the name is taken."""
    row = unit.tenants.add(checked_name(name))
    unit.log.append(row.id, by, "organisation.made", row.id)
    return row.id


def make_first_key(unit: UnitOfWork, organisation: str, *, by: str) -> tuple[ApiKey, str]:
    """A key for the organisation's first administrator; it expires after FIRST_KEY_DAYS."""
    scopes = list(ROLES["administrator"])
    expires = unit.now() + DAY * FIRST_KEY_DAYS
    row, text = unit.keys.mint(
        "first", scopes, expires_at=expires, created_by=by, tenant=organisation
    )
    unit.log.append(organisation, by, "key.made", row.id, scopes=scopes, days=FIRST_KEY_DAYS)
    return row, text


def bound_organisation(
    unit: UnitOfWork, organisation: str, most_bytes: int | None, *, by: str
) -> None:
    """How many bytes the organisation may keep, in its own unit; None: as the settings say."""
    unit.quotas.bound(most_bytes)
    unit.log.append(organisation, by, "tenant.bound", None, bytes=most_bytes)


def _refuse_operator(field: str, scopes: Sequence[str], operates: bool) -> None:
    if OPERATE in scopes and not operates:
        raise Refused.because(
            field, f"only who has the scope `{OPERATE}` gives it, or changes who has it",
            "ask an operator, or use the command beside the database", "needs_operator",
        )  # fmt: skip


def _scopes_of(role: str) -> list[str]:
    if role not in ROLES:
        raise Refused.because(
            "role", f"{role!r} is no role", f"give one of {', '.join(ROLES)}", "unknown_role"
        )
    return list(ROLES[role])
