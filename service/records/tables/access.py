"""Who may do what, and who did it."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Dated, Record, Sequence, TenantOwned


class Tenant(Dated, Record):
    """An organisation whose rows nobody else sees.

    most_bytes: what it may store; None: as much as the settings say.
    erased_at: when all of it but its trail went; its name is free again.
    """

    __tablename__ = "tenants"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    most_bytes: Mapped[int | None] = mapped_column(BigInteger)
    erased_at: Mapped[float | None]


class ApiKey(TenantOwned, Dated, Record):
    """A pipeline's key `ehk_<id>_<secret>`; of the secret only its SHA-256 is kept.

    scopes: some of read, write, admin.
    """

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret_sha256: Mapped[str]
    scopes: Mapped[list[Any]]
    created_by: Mapped[str | None]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    used_at: Mapped[float | None]


class User(TenantOwned, Dated, Record):
    """A person who signs in to the pages; the password as argon2id.

    role: viewer, author, approver or administrator; None: the scopes were given one by one.
    """

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    password_argon2: Mapped[str]
    scopes: Mapped[list[Any]]
    role: Mapped[str | None]
    disabled_at: Mapped[float | None]


class PageSession(TenantOwned, Dated, Record):
    """A signed-in browser. `secret_sha256` is that of the cookie's secret.

    address, agent: where the sign-in came from, and what the browser called itself.
    """

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id", ondelete="CASCADE"))
    scopes: Mapped[list[Any]]
    csrf: Mapped[str]
    expires_at: Mapped[float] = mapped_column(index=True)
    address: Mapped[str | None]
    agent: Mapped[str | None]


class LogEntry(TenantOwned, Record):
    """One line of a tenant's audit log; `hash` covers the line and the previous hash."""

    __tablename__ = "audit_log"
    __table_args__ = (UniqueConstraint("tenant_id", "position"),)
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    position: Mapped[int]
    at: Mapped[float]
    actor: Mapped[str]
    action: Mapped[str]
    object_id: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]
