"""People, and the browsers in which they are signed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from service.identity import new_id, new_secret
from service.names import spelled
from service.records.access import fingerprint_of
from service.records.base import database_now
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.tables import ApiKey, PageSession, User


class Users:
    """People who sign in to the pages. Passwords come and go as argon2id hashes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        name: str,
        password_argon2: str,
        scopes: Sequence[str],
        *,
        tenant: str | None = None,
        role: str | None = None,
    ) -> User:
        """A new person."""
        row = User(
            id=new_id("user"),
            name=name,
            password_argon2=password_argon2,
            scopes=list(scopes),
            role=role,
            tenant_id=tenant,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[User]:
        """People, newest first, those let in no more included."""
        return page_of(self._session, select(User), User.id, cursor, limit)

    def change(self, user_id: str, values: Mapping[str, Any]) -> User:
        """The person with other values, or NoRow."""
        row = self.find(user_id)
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()
        return row

    def named(self, name: str) -> Sequence[User]:
        """Everyone of this name; in EVERYONE's unit there may be one in each tenant."""
        spellings = {name, spelled(name)}  # an earlier release kept it as it came
        query = select(User).where(User.name.in_(spellings), User.disabled_at.is_(None))
        return self._session.scalars(query).all()

    def find(self, user_id: str) -> User:
        """The person, or NoRow."""
        row = self._session.scalar(select(User).where(User.id == user_id))
        if row is None:
            raise NoRow(user_id)
        return row


class Sessions:
    """Signed-in browsers: the cookie's secret is known here only by its SHA-256."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(
        self,
        *,
        seconds: float,
        scopes: Sequence[str],
        tenant: str,
        user_id: str | None = None,
        key_id: str | None = None,
        address: str | None = None,
        agent: str | None = None,
    ) -> tuple[PageSession, str]:
        """A new session and the cookie's secret."""
        secret = new_secret()
        now = self._session.scalar(select(database_now())) or 0.0
        row = PageSession(
            id=new_id("session"),
            secret_sha256=fingerprint_of(secret),
            user_id=user_id,
            key_id=key_id,
            scopes=list(scopes),
            csrf=new_secret(),
            expires_at=now + seconds,
            address=address,
            agent=agent,
            tenant_id=tenant,
        )
        self._session.add(row)
        self._session.flush()
        return row, secret

    def find(self, secret: str) -> PageSession | None:
        """The live session of this cookie; its key must be live too, its person let in."""
        return self._session.scalar(
            select(PageSession)
            .outerjoin(ApiKey, ApiKey.id == PageSession.key_id)
            .outerjoin(User, User.id == PageSession.user_id)
            .where(
                User.disabled_at.is_(None),
                PageSession.secret_sha256 == fingerprint_of(secret),
                PageSession.expires_at > database_now(),
                ApiKey.revoked_at.is_(None),
                or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > database_now()),
            )
        )

    def page(
        self, *, of: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[PageSession]:
        """Live sessions, newest first. of: id of a key or person, whose they are."""
        query = select(PageSession).where(PageSession.expires_at > database_now())
        if of is not None:
            query = query.where(or_(PageSession.user_id == of, PageSession.key_id == of))
        return page_of(self._session, query, PageSession.id, cursor, limit)

    def end(self, session_id: str, *, of: str | None = None) -> None:
        """Sign a browser out, or NoRow. of: only where it is this key's or person's."""
        gone = delete(PageSession).where(PageSession.id == session_id)
        if of is not None:
            gone = gone.where(or_(PageSession.user_id == of, PageSession.key_id == of))
        if self._session.execute(gone.returning(PageSession.id)).first() is None:
            raise NoRow(session_id)

    def end_of(self, user_id: str) -> int:
        """Sign a person out everywhere; how many browsers that were."""
        gone = delete(PageSession).where(PageSession.user_id == user_id)
        return len(self._session.execute(gone.returning(PageSession.id)).all())

    def close(self, session_id: str) -> None:
        """End a session: its cookie opens nothing any more."""
        self._session.execute(delete(PageSession).where(PageSession.id == session_id))

    def sweep(self) -> None:
        """Forget the sessions that ran out."""
        self._session.execute(delete(PageSession).where(PageSession.expires_at < database_now()))
