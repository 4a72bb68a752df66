"""Tenants and API keys."""

import hashlib
import hmac
from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from service.identity import new_id, new_secret
from service.records.base import database_now
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.tables import ApiKey, Tenant
from service.roles import SCOPES

KEY_PREFIX = "ehk"
# Built once: every request of a program asks it. It is asked each time, so that a key that was
# revoked opens nothing a moment later.
LIVE_KEY = select(ApiKey).where(
    ApiKey.id == bindparam("key_id"),
    ApiKey.revoked_at.is_(None),
    or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > database_now()),
)


def fingerprint_of(secret: str) -> str:
    """What is stored of a secret with 256 random bits: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Tenants:
    """Organisations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, name: str) -> Tenant:
        """A new organisation."""
        row = Tenant(id=new_id("tenant"), name=name)
        self._session.add(row)
        self._session.flush()
        return row

    def all(self) -> Sequence[Tenant]:
        """Every organisation that was not erased, by name."""
        living = select(Tenant).where(Tenant.erased_at.is_(None))
        return self._session.scalars(living.order_by(Tenant.name)).all()

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Tenant]:
        """Organisations, newest first, erased ones left out."""
        living = select(Tenant).where(Tenant.erased_at.is_(None))
        return page_of(self._session, living, Tenant.id, cursor, limit)

    def find(self, tenant_id: str) -> Tenant:
        """The organisation, or NoRow."""
        row = self._session.get(Tenant, tenant_id)
        if row is None:
            raise NoRow(tenant_id)
        return row

    def named(self, name: str) -> Tenant | None:
        """The organisation of this name."""
        return self._session.scalar(select(Tenant).where(Tenant.name == name))


class Keys:
    """API keys `ehk_<id>_<secret>`, shown once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mint(
        self,
        name: str,
        scopes: Sequence[str],
        *,
        expires_at: float | None = None,
        created_by: str | None = None,
        tenant: str | None = None,
    ) -> tuple[ApiKey, str]:
        """A new key and its text, which is kept nowhere. `tenant`: only for EVERYONE's unit."""
        unknown = set(scopes) - set(SCOPES)
        if unknown or not scopes:
            raise ValueError(f"scopes are some of {', '.join(SCOPES)}")
        secret = new_secret()
        row = ApiKey(
            id=new_id("key"),
            name=name,
            secret_sha256=fingerprint_of(secret),
            scopes=list(scopes),
            expires_at=expires_at,
            created_by=created_by,
            tenant_id=tenant,
        )
        self._session.add(row)
        self._session.flush()
        return row, f"{KEY_PREFIX}_{row.id.removeprefix('key_')}_{secret}"

    def verify(self, bearer: str) -> ApiKey | None:
        """The live key that this text is; None for unknown, wrong, expired or revoked."""
        prefix, _, rest = bearer.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != KEY_PREFIX or not secret:
            return None
        row = self._session.scalar(LIVE_KEY, {"key_id": f"key_{key_id}"})
        expected = row.secret_sha256 if row else "0" * 64
        matches = hmac.compare_digest(fingerprint_of(secret), expected)
        return row if matches else None

    def named_by(self, bearer: str) -> ApiKey | None:
        """The key that this text names, live or not, whatever its secret."""
        prefix, _, rest = bearer.partition("_")
        if prefix != KEY_PREFIX:
            return None
        return self._session.get(ApiKey, f"key_{rest.partition('_')[0]}")

    def touch(self, key_id: str) -> None:
        """Remember that the key was used, at most once a minute."""
        self._session.execute(
            update(ApiKey)
            .where(
                ApiKey.id == key_id,
                or_(ApiKey.used_at.is_(None), ApiKey.used_at < database_now() - 60),
            )
            .values(used_at=database_now())
        )

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[ApiKey]:
        """Keys, newest first, revoked ones included."""
        return page_of(self._session, select(ApiKey), ApiKey.id, cursor, limit)

    def find(self, key_id: str) -> ApiKey:
        """The key, or NoRow."""
        row = self._session.scalar(select(ApiKey).where(ApiKey.id == key_id))
        if row is None:
            raise NoRow(key_id)
        return row

    def revoke(self, key_id: str) -> None:
        """The key opens nothing from now on."""
        done = self._session.execute(
            update(ApiKey)
            .where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
            .values(revoked_at=database_now())
            .returning(ApiKey.id)
        ).first()
        if done is None:
            raise NoRow(key_id)
