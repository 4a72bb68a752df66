"""Sessions: opened by a key or by a name and its password, kept in a cookie, closed."""

from flask import Response, request

from service.auth import caller, cookie_name, is_https, name_of
from service.context import services
from service.guarding import RateLimited, guessing, wrong_key, wrong_password
from service.hashing import is_password
from service.noting import note_failure, note_refused_key
from service.records.tables import ApiKey, User
from service.records.unit_of_work import EVERYONE


def sign_in_with_key(key_text: str) -> str | None:
    """A session for a live key: the cookie's secret, or None."""
    app, text = services(), key_text.strip()
    with app.records.reading(EVERYONE) as unit:
        key = unit.keys.verify(text) if len(text) <= 200 else None
    if key is None:
        note_refused_key(text[:200])
        refusal = wrong_key(name_of(text))
        if isinstance(refusal, RateLimited):
            raise refusal
        return None
    return _opened(key, "key", key_id=key.id)


def sign_in_with_password(tenant: str, name: str, password: str) -> str | None:
    """A session for a person of an organisation: the cookie's secret, or None."""
    app = services()
    claimed = f"{tenant}/{name}"
    refusal = guessing(claimed)
    with app.records.reading(EVERYONE) as unit:
        organisation = unit.tenants.named(tenant)
        people = unit.users.named(name)  # asked for an unknown organisation too: equal time
        user = next(
            (p for p in people if organisation is not None and p.tenant_id == organisation.id), None
        )
    is_right = refusal is None and is_password(user.password_argon2 if user else None, password)
    if user is None or not is_right:
        if organisation is not None:
            # A name that nobody has is not written: it may be a password in the wrong field.
            who = "somebody unknown" if user is None else user.id
            note_failure(organisation.id, who, "session.refused", None)
        if refusal is not None:
            raise refusal
        wrong_password(claimed)
        return None
    return _opened(user, "password", user_id=user.id)


def _opened(owner: ApiKey | User, by: str, **whose: str) -> str:
    """The secret of a new session with the owner's scopes; the trail says how it was opened."""
    app = services()
    with app.records.writing(EVERYONE) as unit:
        row, secret = unit.sessions.open(
            seconds=app.settings.session_seconds,
            scopes=list(owner.scopes),
            tenant=owner.tenant_id,
            **whose,
            **_where(),
        )
        unit.log.append(owner.tenant_id, owner.id, "session.opened", row.id, by=by)
        unit.sessions.sweep()
        unit.commit()
    return secret


def token_of(secret: str) -> str:
    """What a form of this session must send back."""
    with services().records.reading(EVERYONE) as unit:
        session = unit.sessions.find(secret)
    return "" if session is None else session.csrf


def password_fits(person: str, password: str) -> bool:
    """Whether the password is that of the person, who is signed in; guesses count as elsewhere."""
    tenant = caller().tenant
    refusal = guessing(person)
    with services().records.reading(tenant) as unit:
        user = unit.users.find(person)
    is_right = refusal is None and is_password(user.password_argon2, password[:200])
    if not is_right:
        note_failure(tenant, person, "password.refused", person)
        if refusal is not None:
            raise refusal
        wrong_password(person)
    return is_right


def _where() -> dict[str, str]:
    """What tells a person their sessions apart."""
    return {
        "address": request.remote_addr or "",
        "agent": request.headers.get("User-Agent", "")[:200],
    }


def sign_out() -> None:
    """Close the session on the server; the cookie is worth nothing afterwards."""
    who = caller()
    with services().records.writing(EVERYONE) as unit:
        unit.sessions.close(who.session_id)
        unit.log.append(who.tenant, who.name, "session.closed", who.session_id)
        unit.commit()


def set_cookie(response: Response, secret: str) -> None:
    """Keep the session's secret in the browser, out of reach of scripts and other sites."""
    settings = services().settings
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(settings.session_seconds),
        httponly=True,
        samesite="Lax",
        secure=is_https(settings),
        path="/",
    )
