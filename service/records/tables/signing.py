"""Keys that sign, and what they signed of the trail."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Dated, Record, Sequence, TenantOwned


class SigningKey(Dated, Record):
    """The public half of a key that signs reports; the private half is never here.

    fingerprint: SHA-256 of the public key. public_key: base64.
    retired_at: when another took its place. revoked_at, reason: when it stopped being believed.
    """

    __tablename__ = "signing_keys"
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    retired_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    reason: Mapped[str | None]


class TrailHead(TenantOwned, Dated, Record):
    """A signed statement that a tenant's trail had this line at this place.

    position, hash: of the line. envelope: DSSE over both, by one of the signing keys.
    """

    __tablename__ = "trail_heads"
    __table_args__ = (UniqueConstraint("tenant_id", "position"),)
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]
    envelope: Mapped[dict[str, Any]]
