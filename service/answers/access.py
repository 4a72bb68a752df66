"""How people, keys and sessions look from outside."""

from typing import Any

from service import shapes
from service.records.tables import ApiKey, PageSession, User


def person_answer(row: User) -> dict[str, Any]:
    """The person as the API shows them."""
    return shapes.Person(
        id=row.id,
        name=row.name,
        role=row.role,
        scopes=row.scopes,
        disabled=row.disabled_at is not None,
        created=row.created_at,
    ).model_dump(mode="json")


def key_answer(row: ApiKey, now: float, *, text: str | None = None) -> dict[str, Any]:
    """The key as the API shows it."""
    state = "live" if row.expires_at is None or row.expires_at > now else "expired"
    return shapes.Key(
        id=row.id,
        name=row.name,
        scopes=row.scopes,
        state="revoked" if row.revoked_at is not None else state,
        created=row.created_at,
        created_by=row.created_by,
        expires=row.expires_at,
        used=row.used_at,
        key=text,
    ).model_dump(mode="json")


def session_answer(row: PageSession, names: dict[str, str]) -> dict[str, Any]:
    """The session as the API shows it."""
    of = row.user_id or row.key_id
    return shapes.Session(
        id=row.id,
        of=of,
        name=names.get(of or ""),
        address=row.address,
        agent=row.agent,
        created=row.created_at,
        expires=row.expires_at,
    ).model_dump(mode="json")
